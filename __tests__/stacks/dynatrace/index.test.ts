import { KIND_NAMES, KINDS } from '../../../model/kinds';
import { desiredKinds } from '../../../stacks/dynatrace';
import { stackWith } from '../../support/deployment';

const kinds = desiredKinds(
  stackWith({
    tenant: {
      accountUuid: '11111111-2222-3333-4444-555555555555',
      workflowActors: { bot: { serviceUser: { create: 'bot' }, connections: 'all' } },
    },
    connections: { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } },
  }),
  'assets/app.zip',
);

describe('desiredKinds', () => {
  it('has an entry for every kind, which knows what it is', () => {
    expect(
      Object.values(kinds)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([...KIND_NAMES].sort());
  });

  it.each(KIND_NAMES)('has the parts of %s under keys of what they belong to', (kind) => {
    const { partOf } = KINDS[kind];
    const keys = Object.keys(kinds[kind].instances);
    const owners = partOf.flatMap((owner) => Object.keys(kinds[owner].instances));

    expect(keys).not.toEqual([]);
    for (const key of partOf.length > 0 ? keys : []) {
      expect(owners).toContain(owners.find((owner) => key === owner || key.startsWith(`${owner}/`)));
    }
  });

  it('hands the path of the bundle to the app', () => {
    expect(Object.values(kinds['hub-app'].instances)).toMatchObject([{ options: { bundle: 'assets/app.zip' } }]);
  });
});
