import { collectPages, type PageOf } from '../../../scripts/dynatrace/pages';
import { failureOf } from '../support';

const reader = (pages: Record<string, PageOf<number>>) => {
  const keys: (string | undefined)[] = [];
  const fetch = async (key?: string) => {
    keys.push(key);
    return pages[key ?? 'first'] as PageOf<number>;
  };
  return { keys, fetch };
};

test.each([undefined, null, ''])('reads every page until the next one is %j', async (next) => {
  const { keys, fetch } = reader({
    first: { items: [1, 2], next: 'a' },
    a: { items: [3], next: 'b' },
    b: { items: [], next },
  });

  expect(await collectPages('list it', fetch)).toEqual([1, 2, 3]);
  expect(keys).toEqual([undefined, 'a', 'b']);
});

test('follows no circle', async () => {
  const { keys, fetch } = reader({
    first: { items: [], next: 'a' },
    a: { items: [], next: 'b' },
    b: { items: [], next: 'a' },
  });

  expect(await failureOf(collectPages('list it', fetch))).toMatchObject({
    exitCode: 5,
    message: 'could not list it: page 3 leads back to an earlier one. Run it again later.',
  });
  expect(keys).toEqual([undefined, 'a', 'b']);
});
