import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../scripts/dynatrace/clock';
import { createJournal, writeAtomically } from '../../../scripts/dynatrace/journal';
import { failureOf, jumpingClock } from '../support';

describe('journal', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'journal-')), 'deep');
  });

  it('remembers between runs what was begun, until it ended', () => {
    createJournal(directory, systemClock).begin('allowed-host *.amazonaws.com');

    const next = createJournal(directory, systemClock);
    expect(next.has('allowed-host *.amazonaws.com')).toBe(true);
    expect(next.has('allowed-host other')).toBe(false);
    next.endAll();

    expect(createJournal(directory, systemClock).has('allowed-host *.amazonaws.com')).toBe(false);
  });

  it('ends only what this run has to do with', () => {
    createJournal(directory, systemClock).begin('a');
    const next = createJournal(directory, systemClock);
    next.begin('b');
    next.end('b');
    next.endAll();

    expect(next.has('a')).toBe(true);
    expect(next.has('b')).toBe(false);
  });

  it('lets one at a time do what must not happen twice at once', async () => {
    let inside = 0;
    let most = 0;
    const act = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await systemClock.sleep(5);
      inside -= 1;
    };

    await Promise.all([1, 2, 3].map(() => createJournal(directory, systemClock).exclusively('x', act)));

    expect(most).toBe(1);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('takes a lock from a process that died, and waits for no other one for ever', async () => {
    const journal = createJournal(directory, jumpingClock());
    journal.begin('any');
    writeFileSync(join(directory, 'x.lock'), '99999999');
    expect(await journal.exclusively('x', async () => 'done')).toBe('done');

    writeFileSync(join(directory, 'x.lock'), String(process.ppid));
    expect(await journal.exclusively('x', async () => 'done')).toBe('done');
  });

  it('gives the lock back when the act fails', async () => {
    const journal = createJournal(directory, systemClock);

    await failureOf(journal.exclusively('x', () => Promise.reject(new Error('failed'))));

    expect(existsSync(join(directory, 'x.lock'))).toBe(false);
  });

  it('writes a report whole, with the folders above it', () => {
    const path = join(directory, 'recorded', '123');

    writeAtomically(path, 'first');
    writeAtomically(path, 'object-id');

    expect(readFileSync(path, 'utf8')).toBe('object-id');
    expect(readdirSync(join(directory, 'recorded'))).toEqual(['123']);
  });
});
