import type { FoundAccount } from './account';
import type { Note } from './notes';

interface Provider {
  /** What the deployment file says of the account besides how to reach it. */
  input: { oidcProvider?: 'import' | 'existing' };
  lines: string[];
  note: Note;
}

/** Decides whether the OIDC provider of an account can be imported as it is. */
export function providerOf({ key, provider, providerArn }: FoundAccount, audience: string): Provider {
  const subject = `OIDC provider of ${key}`;
  const decide = (detail: string, input: Provider['input'] = {}): Provider => ({
    input,
    lines: [`DECIDE: ${detail}.`],
    note: { subject, status: 'decide', detail },
  });
  if (provider === undefined) return decide(`the account has no ${providerArn}, and a deploy creates it`);
  if (provider === 'unreadable') {
    return decide('the OIDC provider could not be read; write `import` to manage it here', {
      oidcProvider: 'existing',
    });
  }
  const { audiences, tags } = provider;
  const others = audiences.filter((one) => one !== audience).sort();
  const tagged = Object.keys(tags);
  const reasons = [
    ...(tagged.length > 0 ? [`has the tags ${tagged.join(', ')}, which an import would remove`] : []),
    ...(others.length > 0 ? [`serves ${others.join(', ')} too, and a destroy would delete it with them`] : []),
  ];
  if (reasons.length > 0) {
    const written = ['`import`', ...(others.length > 0 ? [`\`extraAudiences: [${others.join(', ')}]\``] : [])];
    const detail = `the OIDC provider ${reasons.join('; it ')}. To manage it here all the same, write ${written.join(' and ')}`;
    return decide(detail, { oidcProvider: 'existing' });
  }
  const input: Provider['input'] = { oidcProvider: 'import' };
  if (!audiences.includes(audience)) return decide(`the OIDC provider lacks ${audience}, and a deploy adds it`, input);
  return { input, lines: [], note: { subject, status: 'taken', detail: 'is imported' } };
}
