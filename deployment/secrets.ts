/** A credential that stands in a text, by its kind and its place. Its value is not kept. */
interface FoundSecret {
  kind: string;
  offset: number;
  length: number;
}

const PATTERNS: { kind: string; pattern: RegExp; unless?: (text: string) => boolean }[] = [
  // A public part alone already shows that somebody pasted a token or an OAuth client here.
  { kind: 'a Dynatrace token', pattern: /\bdt0[a-z]\d{2}\.[A-Za-z0-9]{4,}(?:\.[A-Za-z0-9]+)?/g },
  { kind: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  {
    kind: 'an AWS secret access key',
    pattern: /(?<![\w/+.:-])[A-Za-z0-9/+]{40}(?![\w/+=.:-])/g,
    // Thumbprints, paths and long words also have 40 characters, but hardly ever all three kinds of them.
    unless: (text) => !/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/\d/.test(text) || /^\/.*\/$/.test(text),
  },
  { kind: 'a Terraform token', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{20,}/g },
  { kind: 'a user name or password in a URL', pattern: /:\/\/[^\s/@"'?#]+@/g },
];

/** Everything in a text that looks like a credential, in the text's order. */
export function findSecrets(text: string): FoundSecret[] {
  return PATTERNS.flatMap(({ kind, pattern, unless }) =>
    [...text.matchAll(pattern)]
      .filter(([match]) => !unless?.(match))
      .map((match) => ({ kind, offset: match.index, length: match[0].length })),
  ).sort((a, b) => a.offset - b.offset);
}

export function looksSecret(text: string): boolean {
  return findSecrets(text).length > 0;
}
