/** Takes secrets out of text before anyone sees it. */
export interface Redactor {
  (text: string): string;
  /** Registers a value that must never appear. */
  add(secret: string | undefined): void;
}

const MASK = '***';

/** Shorter values are no credentials, and masking them would garble ordinary words. */
const SHORTEST = 6;

const DYNATRACE_TOKEN = /\bdt0[a-z]\d\d\.[\w-]+\.[\w-]+/gi;
const AUTHORIZATION = /\b(Bearer|Api-Token)\s+[\w.~+/=-]+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g;

/** A redactor that knows the shapes of Dynatrace's tokens and every value that it is given. */
export function createRedactor(known: string[] = []): Redactor {
  const secrets = new Set<string>();
  const redact = (text: string): string => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, MASK);
    return clean.replace(DYNATRACE_TOKEN, MASK).replace(AUTHORIZATION, `$1 ${MASK}`).replace(JSON_WEB_TOKEN, MASK);
  };
  const add = (secret: string | undefined): void => {
    if (!secret || secret.length < SHORTEST) return;
    secrets.add(secret);
    secrets.add(encodeURIComponent(secret));
  };
  known.forEach(add);
  return Object.assign(redact, { add });
}
