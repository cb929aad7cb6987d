import { testMatrix } from '../matrix';

testMatrix('inventory');
