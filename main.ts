import { synthesize } from './index';

synthesize();
