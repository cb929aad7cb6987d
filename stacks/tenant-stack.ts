import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { Annotations, Aspects, AssetType, TerraformAsset, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { type ResolvedConnection, type ResolvedTenant, resolveTenant } from '../deployment/resolved';
import type { Deployment } from '../deployment/schema';
import { PROVIDER_VERSIONS } from '../model/terraform';
import type { Kind } from '../model/tracked';
import { AwsSide } from './aws/aws-side';
import { declareBackend, minimumTerraform } from './backend';
import { allowedHosts } from './dynatrace/allowed-host';
import { connections } from './dynatrace/connection';
import { connectionSettings } from './dynatrace/connection-settings';
import { connectionShares } from './dynatrace/connection-share';
import { hubApp } from './dynatrace/hub-app';
import { legacyConnections } from './dynatrace/legacy-connection';
import { preflight } from './dynatrace/preflight';
import { ScriptBundle } from './dynatrace/script-bundle';
import { recordedBy, TrackedResource, type TrackedResourceProps } from './dynatrace/tracked-resource';
import { workflowActors } from './dynatrace/workflow-actor';
import { workflowActorPolicies } from './dynatrace/workflow-actor-policy';
import type { Address } from './expressions';
import { NoCreateBeforeDestroy } from './no-create-before-destroy';
import { addOutputs } from './outputs';

export interface TenantStackProps {
  deployment: Deployment;
  /** Directory with the bundled scripts. */
  scripts: string;
  /** Absolute path of the app's zip, when the tenant installs the app from one. */
  appBundle?: string;
}

/** Both sides of one tenant: its app, hosts and connections in Dynatrace, their roles in every AWS account it uses. */
export class TenantStack extends TerraformStack {
  private readonly tenant: ResolvedTenant;
  private readonly bundle: ScriptBundle;

  constructor(scope: Construct, key: string, props: TenantStackProps) {
    super(scope, key);
    this.tenant = resolveTenant(props.deployment, key);
    new NullProvider(this, 'null');
    this.bundle = new ScriptBundle(this, props.scripts, props.deployment.runner);
    declareBackend(this, props.deployment.backend, key, this.tenant.access.credentials);
    this.addOverride('terraform.required_version', `>= ${minimumTerraform(props.deployment.backend)}`);
    this.addOverride('terraform.required_providers', {
      aws: { source: 'hashicorp/aws', version: PROVIDER_VERSIONS.aws },
      null: { source: 'hashicorp/null', version: PROVIDER_VERSIONS.null },
    });

    this.addBothSides((tenant) => scope.node.findChild(tenant) as TerraformStack, props.appBundle);
    addOutputs(this, this.tenant, objectIdOf);
    this.warnAboutPrivateConnections();
    Aspects.of(this).add(new NoCreateBeforeDestroy());
  }

  /** Nothing to prepare: the backend is declared, and no stack refers to another. It would resolve everything twice. */
  override prepareStack(): void {}

  private addBothSides(stackOf: (tenant: string) => TerraformStack, appBundle?: string): void {
    const { tenant } = this;
    const app = hubApp(tenant, appBundle && this.bundledApp(appBundle));
    const hosts = allowedHosts(tenant);
    const legacy = legacyConnections(tenant);
    const enhanced = connections(tenant);
    const settings = connectionSettings(tenant, objectIdOf);
    const shares = connectionShares(tenant, objectIdOf);
    const actors = workflowActors(tenant);
    const policies = workflowActorPolicies(tenant);

    const covered = [app, hosts, legacy, enhanced, settings, shares, actors, policies].map(
      ({ instances }) => instances,
    );
    const checked = this.track(preflight(tenant, covered), []);
    const installed = this.track(app, checked);
    const reachable = this.track(hosts, installed);
    const created = this.track(enhanced, reachable);
    const aws = new AwsSide(this, { tenant, objectIdOf, stackOf, dependsOn: checked });
    const legacyCreated = this.track(legacy, [...reachable, ...aws.addresses]);
    this.track(settings, [...created, ...aws.addresses]);
    const acting = this.track(actors, checked);
    this.track(policies, acting);
    this.track(shares, [...legacyCreated, ...created, ...acting]);
  }

  /** A kind without instances is written all the same: the destroy scripts of its last ones hang on its block. */
  private track<K extends Kind>(props: TrackedResourceProps<K>, dependsOn: Address[]): Address[] {
    return new TrackedResource(this, props, { bundle: this.bundle, access: this.tenant.access, dependsOn }).addresses;
  }

  private bundledApp(path: string): string {
    const asset = new TerraformAsset(this, 'app', { path, type: AssetType.FILE });
    return asset.path;
  }

  private warnAboutPrivateConnections(): void {
    if (Object.keys(this.tenant.config.workflowActors).length > 0) return;
    const unshared = this.tenant.connections.filter(({ config }) => config.share.length === 0).map(({ key }) => key);
    if (unshared.length === 0) return;
    Annotations.of(this).addWarning(
      `Nobody but the user that deploys can use these connections: ${unshared.join(', ')}. ` +
        'Add `share` to them, or `workflowActors` to the tenant.',
    );
  }
}

function objectIdOf({ key, schema }: Pick<ResolvedConnection, 'key' | 'schema'>) {
  return recordedBy(schema === 'enhanced' ? 'connection' : 'legacy-connection', key);
}
