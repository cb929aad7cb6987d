import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import { Annotations, Aspects, AssetType, TerraformAsset, type TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedStack } from '../deployment/resolved-stack';
import type { Kind } from '../model/kind-types';
import { KIND_NAMES, KINDS } from '../model/kinds';
import { PROVIDER_VERSIONS } from '../model/terraform';
import { AwsSide } from './aws/aws-side';
import { declareBackend, minimumTerraform } from './backend';
import { type ConnectionReference, connectionReferences } from './connection-references';
import { type Desired, desiredKinds } from './dynatrace';
import { DriftCheck } from './dynatrace/drift-check';
import { ScriptBundle } from './dynatrace/script-bundle';
import { OWNER, TrackedKind } from './dynatrace/tracked-kind';
import type { Address } from './expressions';
import { movedBlocks } from './moves';
import { NoCreateBeforeDestroy } from './no-create-before-destroy';
import { addOutputs } from './outputs';
import { StackWithLocals } from './stack-with-locals';

export interface DeploymentStackProps {
  resolved: ResolvedStack;
  /** Directory with the bundled scripts. */
  scripts: string;
}

/** Both sides of a tenant, or of its part in one account: objects in Dynatrace, and roles in AWS. */
export class DeploymentStack extends StackWithLocals {
  /** By key: what resources of your own may refer to. */
  readonly connections: Record<string, ConnectionReference>;
  /** AWS providers by key of the account, for resources of your own there. */
  readonly providers: Record<string, AwsProvider> = {};
  private readonly resolved: ResolvedStack;
  private readonly bundle: ScriptBundle;

  constructor(scope: Construct, { resolved, scripts }: DeploymentStackProps) {
    super(scope, resolved.name);
    this.resolved = resolved;
    this.connections = connectionReferences(resolved);
    new NullProvider(this, 'null');
    this.bundle = new ScriptBundle(this, scripts, resolved.runner);
    declareBackend(this, resolved.backend, resolved.stateName, resolved.access.credentials);
    this.addOverride('terraform.required_version', `>= ${minimumTerraform(resolved.backend)}`);
    this.addOverride('terraform.required_providers', this.requiredProviders());
    new NullResource(this, 'owner').overrideLogicalId(OWNER.split('.')[1] as string);

    const kinds = desiredKinds(resolved, resolved.appBundle && this.bundledApp(resolved.appBundle));
    this.addBothSides(kinds);
    if (resolved.config.driftCheck) new DriftCheck(this, { kinds, bundle: this.bundle, access: resolved.access });
    const moved = movedBlocks(resolved, kinds);
    if (moved.length > 0) this.addOverride('moved', moved);
    addOutputs(this, resolved);
    this.warnAboutPrivateConnections();
    for (const name of resolved.dependsOn) {
      const other = scope.node.tryFindChild(name);
      if (other) this.addDependency(other as TerraformStack);
    }
    Aspects.of(this).add(new NoCreateBeforeDestroy());
  }

  /** Nothing to prepare: the backend is declared, and no stack refers to another. It would resolve everything twice. */
  override prepareStack(): void {}

  private requiredProviders(): Record<string, { source: string; version: string }> {
    const { accounts, unusedAccounts, config } = this.resolved;
    const provider = (name: keyof typeof PROVIDER_VERSIONS) => ({
      source: `hashicorp/${name}`,
      version: PROVIDER_VERSIONS[name],
    });
    return {
      ...(accounts.length + unusedAccounts.length > 0 && { aws: provider('aws') }),
      ...(config.driftCheck && { external: provider('external') }),
      null: provider('null'),
    };
  }

  private addBothSides(kinds: Desired): void {
    const addresses = new Map<Kind | 'aws', Address[]>();
    const after = (names: (Kind | 'aws')[]): Address[] => names.flatMap((name) => addresses.get(name) ?? []);
    const { resolved, bundle } = this;
    for (const kind of KIND_NAMES) {
      // The AWS side refers to object ids of enhanced connections and comes before everything that needs a role.
      if (KINDS[kind].after.includes('aws') && !addresses.has('aws')) {
        const side = new AwsSide(this, { resolved, dependsOn: after(['preflight']) });
        Object.assign(this.providers, side.providers);
        addresses.set('aws', side.addresses);
      }
      const context = { bundle, access: resolved.access, label: resolved.label, dependsOn: after(KINDS[kind].after) };
      addresses.set(kind, new TrackedKind(this, kinds[kind], context).addresses);
    }
  }

  private bundledApp(path: string): string {
    const asset = new TerraformAsset(this, 'app', { path, type: AssetType.FILE });
    return asset.path;
  }

  private warnAboutPrivateConnections(): void {
    const { connections, config, name } = this.resolved;
    if (Object.keys(config.workflowActors).length > 0) return;
    const unshared = connections.filter((one) => one.config.share.length === 0).map(({ key }) => key);
    if (unshared.length === 0) return;
    Annotations.of(this).addWarning(
      `Only the user that deploys ${name} can use these connections: ${unshared.join(', ')}. ` +
        'Add `share` to them, or `workflowActors` to the tenant.',
    );
  }
}
