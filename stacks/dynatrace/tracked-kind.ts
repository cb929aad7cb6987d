import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import { Construct } from 'constructs';
import { addressOf, type Block, blockName, SHAPE_VERSION } from '../../model/blocks';
import type { Kind } from '../../model/kind-types';
import { KINDS } from '../../model/kinds';
import { SCRIPT_VARIABLES, type TenantAccess } from '../../model/script-input';
import { quoted } from '../../model/terraform';
import { type Address, literal } from '../expressions';
import type { StackWithLocals } from '../stack-with-locals';
import { type Instances, instanceMap, type KindProps } from './instances';
import type { ScriptBundle } from './script-bundle';

export interface TrackedKindContext {
  bundle: ScriptBundle;
  access: TenantAccess;
  /** The deployment's name, which marks show to readers. */
  label: string;
  dependsOn: Address[];
}

type Verb = 'look' | 'create' | 'delete';

/** Where scripts leave what they report, until the same apply has read it into state. */
const RECORDED = '${path.module}/recorded';

/** The resource whose id names this state in the marks of everything that it makes. */
export const OWNER = 'null_resource.owner';

/**
 * A kind of Dynatrace object as null_resources whose provisioners run the bundled scripts. What each block is for:
 * see `model/kinds.ts`.
 *
 * The map of instances is a local, because Terraform evaluates a `for_each` in place once per instance, and blocks refer
 * to each other through locals, because a direct reference makes an edge for each pair of instances. A key that leaves
 * the map still has its destroy provisioner run, which that of a removed block would not.
 */
export class TrackedKind<K extends Kind> extends Construct {
  /** What depends on it has to wait for. */
  readonly addresses: Address[];

  constructor(
    private readonly stack: StackWithLocals,
    private readonly props: KindProps<K>,
    private readonly context: TrackedKindContext,
  ) {
    super(stack, props.kind);
    const { look, guard, record } = KINDS[props.kind].blocks as { look?: true; guard?: true; record?: true };
    stack.addLocal(KINDS[props.kind].resource, instanceMap(props.instances as Instances<Kind>));
    if (look) {
      this.addLook();
      this.addBefore();
    }
    if (guard) this.addGuard(look === true);
    this.addMade(guard === true, record === true);
    if (record) this.addRecord();
    this.addresses = [addressOf(props.kind, 'made'), ...(record ? [addressOf(props.kind, 'record')] : [])];
  }

  /** Looks what is there, and never writes. */
  private addLook(): void {
    const resource = this.block('look');
    resource.addOverride('triggers', withVersion('each.value.identity'));
    resource.addOverride('lifecycle', { ignore_changes: [trigger('v')] });
    resource.addOverride('provisioner', [this.script('look', '${jsonencode(self.triggers)}')]);
    this.local('look', 'r.id');
  }

  /**
   * Keeps what was found, so that only a new identity is looked at anew: a second look would find what the first one was
   * followed by. Without an answer nothing is written, because a destroy could not tell what to leave.
   */
  private addBefore(): void {
    const { kind } = this.props;
    const resource = this.block('before');
    const found = reported(`local.${blockName(kind, 'look')}[each.key]`);
    resource.addOverride('triggers', withVersion('each.value.identity', `{ found = ${found} }`));
    const replace = (['look', 'before'] as const).map(
      (block) => `-replace='${addressOf(kind, block)}["\${each.key}"]'`,
    );
    resource.addOverride('lifecycle', {
      ignore_changes: [trigger('v'), trigger('found')],
      postcondition: [
        {
          condition: '${self.triggers.found != ""}',
          error_message:
            `Whether "\${each.key}" was there before is not recorded here: the run that looked was stopped, or ran on ` +
            `another machine. Run \`terraform apply ${replace.join(' ')}\`, which looks again.`,
        },
      ],
    });
    this.local('before', 'r.triggers.found');
  }

  private addGuard(looked: boolean): void {
    const { fixed = [], keepsOnDestroy = false } = this.props;
    const kept: Record<string, string> = {
      v: quoted(SHAPE_VERSION),
      owner: `${OWNER}.id`,
      label: quoted(this.context.label),
      key: 'each.key',
      ...(looked && { before: `local.${blockName(this.props.kind, 'before')}[each.key]` }),
    };
    const entries = Object.entries(kept).map(([name, value]) => `${name} = ${value}`);
    const parts = [
      'each.value.identity',
      ...(fixed.length > 0 ? ['each.value.fixed'] : []),
      `{ ${entries.join(', ')} }`,
    ];
    const resource = this.block('guard');
    resource.addOverride('triggers', `\${merge(${parts.join(', ')})}`);
    resource.addOverride('lifecycle', { ignore_changes: [...Object.keys(kept), ...fixed].map(trigger) });
    if (!keepsOnDestroy) {
      const input = '${jsonencode(merge(self.triggers, { guard = self.id }))}';
      resource.addOverride('provisioner', [this.script('delete', input, { onDestroy: true })]);
    }
    this.local('guard', '{ id = r.id, triggers = r.triggers }');
  }

  private addMade(guarded: boolean, recorded: boolean): void {
    const { kind, destroyVerb, createsNothing } = this.props;
    const guard = `local.${blockName(kind, 'guard')}[each.key]`;
    const resource = this.block('made');
    resource.addOverride(
      'triggers',
      guarded
        ? withVersion(`{ guard = ${guard}.id }`, 'each.value.content')
        : withVersion('each.value.identity', 'each.value.content'),
    );
    resource.addOverride('lifecycle', { ignore_changes: [trigger('v')] });
    const kept = guarded ? `${guard}.triggers, { guard = ${guard}.id }, each.value.content` : 'self.triggers';
    const input = `\${jsonencode(merge(${kept}, each.value.options))}`;
    const provisioners = [
      ...(createsNothing ? [] : [this.script('create', input)]),
      ...(destroyVerb ? [this.script(destroyVerb, '${jsonencode(self.triggers)}', { onDestroy: true })] : []),
    ];
    if (provisioners.length > 0) resource.addOverride('provisioner', provisioners);
    if (recorded) this.local('made', 'r.id');
  }

  private addRecord(): void {
    const { kind } = this.props;
    const resource = this.block('record');
    const made = `local.${blockName(kind)}_made[each.key]`;
    resource.addOverride('triggers', withVersion(`{ of = ${made}, object_id = ${reported(made)} }`));
    resource.addOverride('lifecycle', {
      ignore_changes: [trigger('v'), trigger('object_id')],
      postcondition: [
        {
          condition: '${self.triggers.object_id != ""}',
          error_message:
            `What was created for "\${each.key}" is not recorded here. Run \`terraform apply ` +
            `-replace='${addressOf(kind, 'made')}["\${each.key}"]'\`: the script finds the object that exists and keeps it.`,
        },
      ],
    });
    this.local('record', 'r.triggers.object_id');
  }

  private block(block: Block): NullResource {
    const { kind } = this.props;
    const resource = new NullResource(this, block);
    resource.overrideLogicalId(blockName(kind, block));
    resource.addOverride('for_each', `\${local.${KINDS[kind].resource}}`);
    resource.addOverride('depends_on', this.context.dependsOn);
    return resource;
  }

  /** What other blocks may know of this one, by key. */
  private local(block: Block, value: string): void {
    const { kind } = this.props;
    const name = block === 'made' ? `${blockName(kind)}_made` : blockName(kind, block);
    this.stack.addLocal(name, `\${{ for k, r in ${addressOf(kind, block)} : k => ${value} }}`);
  }

  private script(verb: Verb, input: string, { onDestroy = false } = {}): object {
    const { bundle, access } = this.context;
    return {
      'local-exec': {
        ...(onDestroy ? { when: 'destroy' } : {}),
        command: `${bundle.command} ${this.props.kind} ${verb}`,
        environment: {
          [SCRIPT_VARIABLES.resource]: input,
          [SCRIPT_VARIABLES.tenant]: JSON.stringify(literal(access)),
          // Also the folder of the locks that scripts of one apply share.
          ...(onDestroy ? {} : { [SCRIPT_VARIABLES.report]: `${RECORDED}/\${self.id}` }),
        },
      },
    };
  }
}

function withVersion(...maps: string[]): string {
  return `\${merge({ v = ${quoted(SHAPE_VERSION)} }, ${maps.join(', ')})}`;
}

function trigger(name: string): string {
  return `triggers["${name}"]`;
}

/** What a script reported for the resource with this id; nothing on a machine that has no such file. */
function reported(id: string): string {
  return `try(file("\${path.module}/recorded/\${${id}}"), "")`;
}
