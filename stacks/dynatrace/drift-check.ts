import { Construct } from 'constructs';
import { addressOf, blockName } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { KIND_NAMES, KINDS } from '../../model/kinds';
import type { TenantAccess } from '../../model/script-input';
import { literal } from '../expressions';
import type { StackWithLocals } from '../stack-with-locals';
import type { Desired } from './index';
import type { ScriptBundle } from './script-bundle';

export interface DriftCheckProps {
  kinds: Desired;
  bundle: ScriptBundle;
  access: TenantAccess;
}

/**
 * Lets every plan look at Dynatrace, which null_resources never do by themselves, and warn about what it finds there.
 *
 * The data source stands outside of the check block: inside, each plan would show it as a change. It reads what the
 * state holds, never fails, and answers with one text. Terraform keeps the question in state, so that it is compressed.
 */
export class DriftCheck extends Construct {
  constructor(stack: StackWithLocals, { kinds, bundle, access }: DriftCheckProps) {
    super(stack, 'drift-check');
    const observed = KIND_NAMES.filter((kind) => kind !== 'preflight' && Object.keys(kinds[kind].instances).length > 0);
    stack.addLocal('observed', `\${{ ${observed.map((kind) => `"${kind}" = ${instances(kind)}`).join(', ')} }}`);
    stack.addOverride('data.external.dynatrace', {
      program: [...bundle.program, 'observe'],
      query: { tenant: JSON.stringify(literal(access)), resources: '${base64gzip(jsonencode(local.observed))}' },
    });
    stack.addOverride('check.dynatrace', {
      assert: [
        {
          condition: '${data.external.dynatrace.result.findings == ""}',
          error_message: '${data.external.dynatrace.result.findings}',
        },
      ],
    });
  }
}

/**
 * Everything that a state holds of the instances of a kind, by key. With the ids of what made them, which are unknown as
 * long as a change is planned: Terraform then looks after the apply, and does not hold what is planned against what is there.
 */
function instances(kind: Kind): string {
  const { guard, record } = KINDS[kind].blocks as { guard?: true; record?: true };
  const parts = [
    ...(guard ? [`local.${blockName(kind, 'guard')}[k].triggers`] : []),
    'r.triggers',
    ...(record ? [`{ object_id = local.${blockName(kind, 'record')}[k] }`] : []),
    '{ id = r.id }',
  ];
  return `{ for k, r in ${addressOf(kind, 'made')} : k => merge(${parts.join(', ')}) }`;
}
