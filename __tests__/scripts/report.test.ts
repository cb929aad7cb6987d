import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '../../scripts/report';

it('writes a report whole, with the folders above it', () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'report-')), 'recorded');

  writeReport(join(directory, '123'), 'first');
  writeReport(join(directory, '123'), 'object-id');

  expect(readFileSync(join(directory, '123'), 'utf8')).toBe('object-id');
  expect(readdirSync(directory)).toEqual(['123']);
});
