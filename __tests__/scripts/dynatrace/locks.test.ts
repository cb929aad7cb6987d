import fs, { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../scripts/dynatrace/clock';
import { createLocks } from '../../../scripts/dynatrace/locks';
import { temporaryFolder } from '../../support/folder';
import { failureOf, jumpingClock } from '../support';

describe('locks', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(temporaryFolder('locks'), 'deep');
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

    await Promise.all([1, 2, 3].map(() => createLocks(directory, systemClock).exclusively('x', act)));

    expect(most).toBe(1);
    expect(readdirSync(directory)).toEqual([]);
  });

  const lock = () => join(directory, 'x.lock');

  it.each([
    ['a process that died', `${hostname()} 99999999`],
    ['a process that had the same number', `${hostname()} ${process.pid}`],
    ['another machine', `another-host ${process.pid}`],
    ['an earlier release', '4711'],
    ['nobody', ''],
    ['something else', 'not a lock\n'],
    ['a process that cannot be', `${hostname()} 99999999999999999999`],
  ])('takes a lock over at once from %s', async (_, content) => {
    const clock = jumpingClock();
    const locks = createLocks(directory, clock);
    mkdirSync(directory);
    writeFileSync(lock(), content);

    expect(await locks.exclusively('x', async () => readFileSync(lock(), 'utf8'))).toBe(`${hostname()} ${process.pid}`);
    expect(clock.slept).toHaveLength(1);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("takes a lock over from another user's process that has the number now", async () => {
    const clock = jumpingClock();
    const locks = createLocks(directory, clock);
    mkdirSync(directory);
    writeFileSync(lock(), `${hostname()} ${process.ppid}`);
    const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    });

    await locks.exclusively('x', async () => kill.mockRestore());

    expect(clock.slept).toHaveLength(1);
  });

  it('waits for a process at work, but not for ever, and leaves it its lock', async () => {
    const clock = jumpingClock();
    const locks = createLocks(directory, clock);
    mkdirSync(directory);
    writeFileSync(lock(), `${hostname()} ${process.ppid}`);

    expect(await locks.exclusively('x', async () => 'done')).toBe('done');

    expect(clock.slept.length).toBeGreaterThan(100);
    expect(readFileSync(lock(), 'utf8')).toBe(`${hostname()} ${process.ppid}`);
  });

  describe('on a file system without links', () => {
    let link: jest.SpyInstance;
    beforeEach(() => {
      link = jest.spyOn(fs, 'linkSync').mockImplementation(() => {
        throw Object.assign(new Error('not supported'), { code: 'ENOTSUP' });
      });
    });
    afterEach(() => link.mockRestore());

    it('locks all the same', async () => {
      const locks = createLocks(directory, systemClock);

      const [first, second] = await Promise.all([
        locks.exclusively('x', async () => existsSync(lock())),
        locks.exclusively('x', async () => existsSync(lock())),
      ]);

      expect([first, second]).toEqual([true, true]);
      expect(readdirSync(directory)).toEqual([]);
    });

    it('says why a lock cannot be made', async () => {
      const locks = createLocks(directory, jumpingClock());
      const write = jest.spyOn(fs, 'writeFileSync').mockImplementation((_, __, options) => {
        if (options) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      });

      const error = await failureOf(locks.exclusively('x', async () => 'done')).finally(() => write.mockRestore());

      expect(error.message).toContain('no space left');
    });
  });

  it('gives the lock back when the act fails', async () => {
    const locks = createLocks(directory, systemClock);

    await failureOf(locks.exclusively('x', () => Promise.reject(new Error('failed'))));

    expect(existsSync(join(directory, 'x.lock'))).toBe(false);
  });
});
