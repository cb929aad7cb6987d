import { CommandError } from '../../../commands/cli/command';
import { forEachStack, requireAll, sideBySide, stacksAtATime } from '../../../commands/plan/schedule';
import type { ResolvedStack } from '../../../deployment/resolved-stack';

function stack(name: string, ...dependsOn: string[]): ResolvedStack {
  return { name, dependsOn } as unknown as ResolvedStack;
}

/** Acts on stacks one step at a time, so that a test decides which is done when. */
function started(stacks: ResolvedStack[], limit: number) {
  const ends = new Map<string, (error?: Error) => void>();
  const order: string[] = [];
  const done = forEachStack(
    stacks,
    ({ name }) => {
      order.push(name);
      return new Promise<string>((resolve, reject) => {
        ends.set(name, (error) => (error ? reject(error) : resolve(`${name} is done`)));
      });
    },
    limit,
  );
  return {
    done,
    order,
    async end(name: string, error?: Error): Promise<void> {
      ends.get(name)?.(error);
      // What is started next is started once the promises in between have been settled.
      await new Promise(setImmediate);
    },
  };
}

describe('forEachStack', () => {
  it('works on so many at a time, and on the next as soon as one is done', async () => {
    const work = started([stack('a'), stack('b'), stack('c'), stack('d')], 2);
    expect(work.order).toEqual(['a', 'b']);

    await work.end('b');
    expect(work.order).toEqual(['a', 'b', 'c']);
    await work.end('a');
    expect(work.order).toEqual(['a', 'b', 'c', 'd']);
    await work.end('c');
    await work.end('d');

    expect((await work.done).map(({ stack: { name }, result }) => [name, result])).toEqual([
      ['a', 'a is done'],
      ['b', 'b is done'],
      ['c', 'c is done'],
      ['d', 'd is done'],
    ]);
  });

  it('lets each wait for those that it depends on, and others go ahead', async () => {
    const work = started([stack('after', 'first', 'second'), stack('first'), stack('second'), stack('free')], 8);
    expect(work.order).toEqual(['first', 'second', 'free']);

    await work.end('first');
    expect(work.order).toHaveLength(3);
    await work.end('second');
    expect(work.order).toEqual(['first', 'second', 'free', 'after']);
    await work.end('free');
    await work.end('after');

    expect((await work.done).map(({ stack: { name } }) => name)).toEqual(['after', 'first', 'second', 'free']);
  });

  it('does not wait for a stack that it is not to act on', async () => {
    const work = started([stack('test', 'prod')], 1);

    expect(work.order).toEqual(['test']);
    await work.end('test');
    expect(await work.done).toHaveLength(1);
  });

  it('leaves out what depends on a failure, however far, and nothing else', async () => {
    const work = started([stack('a'), stack('b', 'a'), stack('c', 'b'), stack('d'), stack('e', 'd')], 1);
    const error = new Error('no credentials');

    await work.end('a', error);
    expect(work.order).toEqual(['a', 'd']);
    await work.end('d');
    await work.end('e');

    expect((await work.done).map(({ stack: _, ...outcome }) => outcome)).toEqual([
      { error },
      { skippedFor: 'a' },
      { skippedFor: 'a' },
      { result: 'd is done' },
      { result: 'e is done' },
    ]);
  });

  it('ends also where stacks wait for each other', async () => {
    const work = started([stack('a', 'b'), stack('b', 'a'), stack('c')], 1);

    await work.end('c');

    expect((await work.done).map(({ result, skippedFor }) => result ?? skippedFor)).toEqual(['b', 'a', 'c is done']);
  });

  it('has nothing to do without stacks', async () => {
    expect(await forEachStack([], () => Promise.resolve())).toEqual([]);
  });
});

describe('requireAll', () => {
  const error = new Error('prod: no credentials');

  it('tells every failure, what was left out because of it, and what to do', () => {
    const outcomes = [
      { stack: stack('prod'), error },
      { stack: stack('test', 'prod'), skippedFor: 'prod' },
      { stack: stack('other'), result: 1 },
    ];

    expect(() => requireAll(outcomes, 'planned')).toThrow(
      new CommandError(
        'prod: no credentials\ntest: not planned, because prod failed\n' +
          'Fix the cause and run it again: it continues where it stopped.',
      ),
    );
  });

  it('is content when all is done', () => {
    expect(() => requireAll([{ stack: stack('prod'), result: undefined }], 'planned')).not.toThrow();
  });
});

it.each([
  [0, 1],
  [1, 1],
  [4, 5],
  [64, 8],
])('with %d GB of memory %d stacks at a time', (gigabytes, count) => {
  expect(stacksAtATime(gigabytes * 1024 ** 3)).toBe(count);
});

describe('sideBySide', () => {
  it('works on so many at a time', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];

    const results = await sideBySide(
      [1, 2, 3, 4, 5],
      async (one) => {
        running += 1;
        most = Math.max(most, running);
        seen.push(one);
        await new Promise(setImmediate);
        running -= 1;
        return one * 10;
      },
      2,
    );

    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('says what failed once the others have ended', async () => {
    const ended: string[] = [];
    const work = sideBySide(
      ['a', 'b', 'c'],
      async (one) => {
        if (one === 'a') throw new Error('a is broken');
        await new Promise(setImmediate);
        ended.push(one);
      },
      2,
    );

    await expect(work).rejects.toThrow('a is broken');
    expect(ended).toEqual(['b', 'c']);
  });
});
