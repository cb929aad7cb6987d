import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replacements, terraformArguments, writeRecords } from '../../../commands/plan/both-sides';
import { runCommand } from '../../../terraform/run';
import { exportCredentials } from '../support';

describe('terraformArguments', () => {
  it('survives the splitting of a shell, behind what the user has set', async () => {
    const addresses = ['null_resource.connection_share["ops/group:Jo\'s team & $HOME"]', 'null_resource.hub_app["x"]'];

    const text = terraformArguments('-lock=false', replacements({ replace: addresses, alongside: [] }));

    const { stdout } = await runCommand('/bin/sh', ['-c', `printf '%s\\n' ${text}`]);
    expect(stdout.trim().split('\n')).toEqual(['-lock=false', ...addresses.map((address) => `-replace=${address}`)]);
  });

  it('names further records only beside something that is healed', () => {
    expect(replacements({ replace: [], alongside: ['x'] })).toEqual([]);
    expect(replacements({ replace: ['y'], alongside: ['x'] })).toEqual(['-replace=y', '-replace=x']);
  });

  it('is nothing when there is nothing to say', () => {
    expect(terraformArguments(undefined, [])).toBeUndefined();
    expect(terraformArguments('-lock=false', [])).toBe('-lock=false');
  });
});

describe('writeRecords', () => {
  it('leaves the object id where the record of the stack reads it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'records-'));
    const restore = exportCredentials({ CDKTF_OUTDIR: directory });
    try {
      const records = [{ path: 'recorded/42', objectId: 'vu9U3hXa3q0' }];

      await writeRecords('prod', { replace: [], alongside: [], records, refused: [] });

      expect(readFileSync(join(directory, 'stacks/prod/recorded/42'), 'utf8')).toBe('vu9U3hXa3q0');
    } finally {
      restore();
      rmSync(directory, { recursive: true });
    }
  });
});
