import { requireOwn } from '../../../commands/live/own-state';
import type { Tracked } from '../../../terraform/instances';
import { tenantWith } from '../support';

const OURS = 'https://abc12345.apps.dynatrace.com';
const THEIRS = 'https://xyz98765.apps.dynatrace.com';
const stack = tenantWith();

function held(...instances: object[]): Tracked[] {
  return instances.map((instance) => ({
    kind: 'connection',
    key: 'ops',
    address: 'null_resource.connection["ops"]',
    blocks: {},
    unfinished: false,
    instance: instance as never,
  }));
}

describe('a state', () => {
  it.each<[string, object[]]>([
    ['is empty', []],
    ['is of this deployment', [{ environment: OURS, label: 'team' }]],
    ['was made before the deployment had its name', [{ environment: OURS, label: 'former' }]],
    ['was made before the tenant had its environment', [{ environment: THEIRS, label: 'team' }]],
    ['is moving to another environment', [{ environment: THEIRS, label: 'former' }, { environment: OURS }]],
    ['says no name', [{ environment: THEIRS }]],
  ])('may be used when it %s', (_, instances) => {
    expect(() => requireOwn(stack, held(...instances))).not.toThrow();
  });

  it('may not when it has another name and another environment', () => {
    expect(() => requireOwn(stack, held({ environment: THEIRS, label: 'other' }, { environment: THEIRS }))).toThrow(
      `prod: nothing was done, because its state belongs to another deployment: "other" for ${THEIRS}, and this file is ` +
        `"team" for ${OURS}. Give this file a state of its own, by another \`backend\` or another key of the tenant.`,
    );
  });
});
