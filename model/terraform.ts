/**
 * Oldest Terraform that is accepted. cdktf refuses `import` blocks below 1.5, and `check` blocks came with 1.5 too;
 * 1.5.7 is the last and most widely installed release of that line.
 */
export const MINIMUM_TERRAFORM = '1.5.7';

/** The providers that a stack needs, and the versions of them that it accepts. */
export const PROVIDER_VERSIONS = { aws: '>= 5.81, < 7', null: '>= 3.2, < 4', external: '>= 2.3, < 3' };

/**
 * A text as Terraform's language writes it, in quotes. Addresses have their keys in the same form. Source: Terraform's
 * `toHCLQuotedString`, which escapes what Go calls unprintable.
 */
export function quoted(text: string): string {
  const escaped = text.replace(/[$%](?=\{)|["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    if (character === '$' || character === '%') return character + character;
    return ESCAPES[character] ?? codePoint(character);
  });
  return `"${escaped}"`;
}

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
