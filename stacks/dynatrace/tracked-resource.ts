import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import { Construct } from 'constructs';
import {
  type Kind,
  type Options,
  RESOURCE_NAMES,
  SCRIPT_VARIABLES,
  type TenantAccess,
  type Triggers,
} from '../../model/tracked';
import { type Address, literal, Reference } from '../expressions';
import type { ScriptBundle } from './script-bundle';

/** What Terraform keeps of one instance, and how its create script is to go about it. */
export interface Instance<K extends Kind> {
  triggers: { [name in keyof Triggers<K>]: Triggers<K>[name] | Reference };
  options: Options<K>;
}

export type Instances<K extends Kind> = Record<string, Instance<K>>;

/** How a kind is written into Terraform. Every kind has a file beside this one that says so. */
export interface TrackedResourceProps<K extends Kind> {
  kind: K;
  /** By key; the key is what Terraform shows in brackets behind the resource. */
  instances: Instances<K>;
  /**
   * Where the delete script hangs: on the resource itself, or on the one that keeps what its create reported.
   * Without it, destroying leaves the object alone.
   */
  deleteFrom?: 'resource' | 'record';
  /** What the delete script gets besides the triggers. Terraform allows it no references. */
  deleteOptions?: Record<string, string>;
}

export interface TrackedResourceContext {
  bundle: ScriptBundle;
  access: TenantAccess;
  dependsOn: Address[];
}

/**
 * A kind of Dynatrace object as a null_resource whose provisioners run the bundled scripts.
 *
 * `for_each` over a map, because the destroy provisioner of a key that leaves the map still runs, while that of a
 * removed block does not.
 */
export class TrackedResource<K extends Kind> extends Construct {
  /** Depends on both the resource and what it reports. */
  readonly addresses: Address[];

  constructor(scope: Construct, props: TrackedResourceProps<K>, context: TrackedResourceContext) {
    super(scope, props.kind);
    const names = RESOURCE_NAMES[props.kind];
    const { record } = names;

    const resource = new NullResource(this, 'resource');
    resource.overrideLogicalId(names.resource);
    resource.addOverride('depends_on', context.dependsOn);
    resource.addOverride('for_each', literalInstances(props.instances));
    resource.addOverride('triggers', '${each.value.triggers}');
    const provisioners = [
      localExec(
        props.kind,
        'create',
        context,
        '${jsonencode(merge(self.triggers, each.value.options))}',
        record !== undefined,
      ),
    ];
    const deletion = localExec(props.kind, 'delete', context, deleteInput(props.deleteOptions), false);
    if (props.deleteFrom === 'resource') provisioners.push(deletion);
    resource.addOverride('provisioner', provisioners);
    const address = `null_resource.${names.resource}`;
    this.addresses = [address];

    if (record) {
      const keeper = new NullResource(this, 'record');
      keeper.overrideLogicalId(record.resource);
      keeper.addOverride('for_each', `\${${address}}`);
      keeper.addOverride(
        'triggers',
        `\${merge(each.value.triggers, { ${record.attribute} = try(file("${RECORDED}/\${each.value.id}"), "") })}`,
      );
      keeper.addOverride('lifecycle', {
        ignore_changes: ['triggers'],
        replace_triggered_by: [`${address}[each.key]`],
        postcondition: [
          {
            condition: `\${self.triggers.${record.attribute} != ""}`,
            error_message: `What was created for "\${each.key}" is not recorded here: run \`terraform taint '${address}["\${each.key}"]'\` and deploy again; the script then finds the object that exists and keeps it.`,
          },
        ],
      });
      if (props.deleteFrom === 'record') keeper.addOverride('provisioner', [deletion]);
      this.addresses.push(`null_resource.${record.resource}`);
    }
  }
}

/** A reference to what the create script of an instance reported. */
export function recordedBy(
  kind: 'hub-app' | 'allowed-host' | 'legacy-connection' | 'connection',
  key: string,
): Reference {
  const { record } = RESOURCE_NAMES[kind];
  return new Reference(`null_resource.${record?.resource}["${key}"].triggers.${record?.attribute}`);
}

/** Where create scripts leave what they report, until the same apply has read it into state. */
const RECORDED = '${path.module}/recorded';

function localExec(kind: Kind, verb: string, context: TrackedResourceContext, input: string, reports: boolean): object {
  return {
    'local-exec': {
      ...(verb === 'delete' ? { when: 'destroy' } : {}),
      command: `${context.bundle.command} ${kind} ${verb}`,
      environment: {
        [SCRIPT_VARIABLES.resource]: input,
        [SCRIPT_VARIABLES.tenant]: JSON.stringify(literal(context.access)),
        ...(reports ? { [SCRIPT_VARIABLES.report]: `${RECORDED}/\${self.id}` } : {}),
      },
    },
  };
}

function deleteInput(options: Record<string, string> = {}): string {
  const extra = Object.entries(options).map(([name, value]) => `${name} = ${JSON.stringify(literal(value))}`);
  return extra.length
    ? `\${jsonencode(merge(self.triggers, { ${extra.join(', ')} }))}`
    : '${jsonencode(self.triggers)}';
}

function literalInstances<K extends Kind>(instances: Instances<K>): unknown {
  return Object.fromEntries(
    Object.entries(instances).map(([key, { triggers, options }]) => [
      key,
      {
        triggers: Object.fromEntries(
          Object.entries(triggers).map(([name, value]) => [
            name,
            value instanceof Reference ? value.text : literal(value),
          ]),
        ),
        options: literal(options),
      },
    ]),
  );
}
