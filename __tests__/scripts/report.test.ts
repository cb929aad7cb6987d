import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReport } from '../../scripts/report';
import { temporaryFolder } from '../support/folder';

it('writes a report whole, with the folders above it', () => {
  const directory = join(temporaryFolder('report'), 'recorded');

  writeReport(join(directory, '123'), 'first');
  writeReport(join(directory, '123'), 'object-id');

  expect(readFileSync(join(directory, '123'), 'utf8')).toBe('object-id');
  expect(readdirSync(directory)).toEqual(['123']);
});
