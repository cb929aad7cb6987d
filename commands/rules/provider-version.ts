import { terraformIn } from '../../terraform/stack';
import { failed, ok, type Rule } from '../findings/rule';

/** Terraform itself holds the providers of an initialized stack to their version limits. */
export const providerVersion: Rule<{ stack: string; providers: string[] }> = {
  id: 'provider-version',
  severity: 'warning',
  what: 'The versions of the Terraform providers are known.',
  why: 'A provider attached through TF_REATTACH_PROVIDERS can be any version.',
  cure: 'Unset TF_REATTACH_PROVIDERS unless you set it on purpose.',
  async check({ stack, providers }) {
    const { stdout } = await terraformIn(stack, ['version', '-json']);
    const selected = (JSON.parse(stdout) as { provider_selections?: Record<string, string> }).provider_selections ?? {};
    return providers.map((name) => {
      const subject = `provider hashicorp/${name}`;
      const version = Object.entries(selected).find(([source]) => source.endsWith(`/hashicorp/${name}`))?.[1];
      if (version !== undefined) return ok(subject, version);
      return failed(subject, 'attached by TF_REATTACH_PROVIDERS, so its version is unknown', this.cure);
    });
  },
};
