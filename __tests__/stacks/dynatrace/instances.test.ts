import { instanceMap } from '../../../stacks/dynatrace/instances';
import { Reference } from '../../../stacks/expressions';

it('escapes every text of an instance, keys included, and puts references in their place', () => {
  const environment = 'https://abc12345.apps.dynatrace.com';
  const map = instanceMap({
    'a ${b}': {
      identity: { environment, schema: '%{if}', object_id: new Reference('local.x["a"]'), accessor: 'group:${c}' },
      content: { permission: 'read' },
      options: { names: [{ name: '${d}' }] } as never,
      fixed: { name: '${e}' },
    },
  });

  expect(map).toEqual({
    'a $${b}': {
      identity: { environment, schema: '%%{if}', object_id: '${local.x["a"]}', accessor: 'group:$${c}' },
      content: { permission: 'read' },
      options: { names: [{ name: '$${d}' }] },
      fixed: { name: '$${e}' },
    },
  });
});
