import { testMatrix } from '../matrix';

testMatrix('legacy-connection');
