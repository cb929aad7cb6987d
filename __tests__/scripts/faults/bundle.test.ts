import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KINDS } from '../../../model/kinds';
import { cellsOf, runCell, runWhole, type Subject, type Whole } from './cells';
import { FAULT_NAMES } from './faulty-server';

const SUBJECT: Subject = { kind: 'allowed-host', scenario: 'beside another', verb: 'create' };

it('has a file of the whole matrix for every kind', () => {
  const files = readdirSync(join(__dirname, 'matrix')).map((name) => name.replace('.matrix.ts', ''));

  expect(files.sort()).toEqual(Object.keys(KINDS).sort());
});

/** One write of one kind, met by every fault through the real bundle; `npm run test:faults` does the same for all. */
describe('dynatrace.cjs, writing the allow-list', () => {
  let whole: Whole;
  beforeAll(async () => {
    const program = "import { bundleScripts } from './run.mjs'; await bundleScripts();";
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    whole = await runWhole(SUBJECT);
  });

  it('asks for a token, reads and writes', () => {
    expect(whole.methods).toEqual(['POST', 'GET', 'PUT']);
  });

  it.each(FAULT_NAMES)('ends clearly, and is made good by the next run: %s', async (fault) => {
    const cells = cellsOf(whole, fault).filter(({ at }) => at === 3);

    const problems = await Promise.all(cells.map((cell) => runCell(SUBJECT, cell, whole)));

    expect(cells.length).toBeGreaterThan(0);
    expect(problems.flat()).toEqual([]);
  });
});
