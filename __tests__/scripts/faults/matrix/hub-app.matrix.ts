import { testMatrix } from '../matrix';

testMatrix('hub-app');
