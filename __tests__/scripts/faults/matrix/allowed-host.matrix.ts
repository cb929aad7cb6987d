import { testMatrix } from '../matrix';

testMatrix('allowed-host');
