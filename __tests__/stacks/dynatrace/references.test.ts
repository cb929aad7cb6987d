import { guardTrigger, objectIdOf } from '../../../stacks/dynatrace/references';

it.each([
  ['legacy', '${local.legacy_connection_id["ops"]}'],
  ['enhanced', '${local.connection_id["ops"]}'],
] as const)('refers to the object id of a %s connection', (schema, text) => {
  expect(objectIdOf({ key: 'ops', schema }).text).toBe(text);
});

it('refers to what a guard keeps', () => {
  expect(guardTrigger('workflow-actor', 'bot', 'owner').inner).toBe('local.workflow_actor_guard["bot"].triggers.owner');
});
