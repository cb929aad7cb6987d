import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTIONS } from '../aws/iam';
import { createSts } from '../aws/sts';
import { createTenant, routesOf } from '../dynatrace/tenant';
import { APIS, operationsPage } from '../operations/page';

const isAction = (name: string) => /^(iam|sts):/.test(name);

/** Every operation that the page names, with its prefix. */
const described = APIS.flatMap(({ prefixes, operations }) =>
  prefixes.flatMap((prefix) =>
    Object.keys(operations).map((key) => {
      const [method, path = ''] = key.split(' ');
      return isAction(prefix) ? prefix + key : `${method} ${prefix}${path}`;
    }),
  ),
);

test('every route of Dynatrace stands on the page, and no other', () => {
  const routes = routesOf(createTenant({}), () => '').map(({ method, path }) => `${method} ${path}`);
  expect(described.filter((name) => !isAction(name)).sort()).toEqual(routes.sort());
});

test('every action of AWS stands on the page, and no other', () => {
  const { signed, unsigned } = createSts({} as Parameters<typeof createSts>[0]);
  const actions = [
    ...Object.keys(ACTIONS).map((name) => `iam:${name}`),
    ...Object.keys({ ...signed, ...unsigned }).map((name) => `sts:${name}`),
  ];
  expect(described.filter(isAction).sort()).toEqual(actions.sort());
});

test('the page is current (if not: npm run generate)', () => {
  expect(readFileSync(join(__dirname, '..', 'OPERATIONS.md'), 'utf8')).toBe(operationsPage());
});
