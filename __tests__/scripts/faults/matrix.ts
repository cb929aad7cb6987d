import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Kind } from '../../../model/kind-types';
import { cellsOf, runCell, runWhole, SUBJECTS, type Whole } from './cells';
import { FAULT_NAMES } from './faulty-server';

/** Cells that are run at a time, each with a tenant of its own. */
const AT_ONCE = 8;

/** Tests every verb of a kind with every fault at every request. One file per kind, so that they run side by side. */
export function testMatrix(kind: Kind): void {
  beforeAll(async () => {
    const program = "import { bundleScripts } from './run.mjs'; await bundleScripts();";
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  });

  describe.each(SUBJECTS.filter((subject) => subject.kind === kind))('$verb of $kind $scenario', (subject) => {
    let whole: Whole;
    beforeAll(async () => {
      whole = await runWhole(subject);
    });

    it.each(FAULT_NAMES)('ends clearly, and is made good by the next run: %s', async (fault) => {
      const cells = cellsOf(whole, fault);
      const problems: string[] = [];
      while (cells.length > 0) {
        const batch = cells.splice(0, AT_ONCE);
        problems.push(...(await Promise.all(batch.map((cell) => runCell(subject, cell, whole)))).flat());
      }
      expect(problems).toEqual([]);
    });
  });
}
