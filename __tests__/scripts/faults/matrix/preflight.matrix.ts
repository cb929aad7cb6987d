import { testMatrix } from '../matrix';

testMatrix('preflight');
