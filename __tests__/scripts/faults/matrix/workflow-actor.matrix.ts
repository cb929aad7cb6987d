import { testMatrix } from '../matrix';

testMatrix('workflow-actor');
