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
/** Base64 has capitals or digits, unlike most words that follow this one. */
const BASIC = /\b(Basic)\s+(?=[a-z]*[A-Z0-9+/=])[\w+/=-]{6,}/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]{10,}\.[\w-]+\.[\w-]*/g;

/**
 * A redactor that knows the shapes of Dynatrace's tokens, and every value that it is given in each form in which
 * programs write it down: as it is, escaped for a URL, a form or JSON, in hex, and in base64, on its own or as a part.
 */
export function createRedactor(known: string[] = []): Redactor {
  const secrets = new Set<string>();
  /** The longest first, so that no form is cut apart by a shorter one. */
  let forms: string[] = [];
  const redact = (text: string): string => {
    let clean = text;
    for (const form of forms) clean = clean.replaceAll(form, MASK);
    for (const scheme of [AUTHORIZATION, BASIC]) clean = clean.replace(scheme, `$1 ${MASK}`);
    return clean.replace(DYNATRACE_TOKEN, MASK).replace(JSON_WEB_TOKEN, MASK);
  };
  const add = (secret: string | undefined): void => {
    if (!secret || secret.length < SHORTEST || secrets.has(secret)) return;
    secrets.add(secret);
    forms = [...new Set([...forms, ...formsOf(secret)])].sort((a, b) => b.length - a.length);
  };
  known.forEach(add);
  return Object.assign(redact, { add });
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const url = encodeURIComponent(secret);
  const strictUrl = url.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const formField = new URLSearchParams([['', secret]]).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  const hex = bytes.toString('hex');
  return [
    secret,
    ...[url, strictUrl, formField].flatMap((form) => [form, form.replaceAll('%20', '+'), form.replace(/%../g, lower)]),
    json,
    json.replaceAll('/', '\\/'),
    ascii(json),
    hex,
    hex.toUpperCase(),
    ...base64Forms(bytes),
  ];
}

/** Base64 writes three bytes as four characters, so that a part of a longer text has three forms, by where it begins. */
function base64Forms(bytes: Buffer): string[] {
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    // What neighbours have a share in is left out at both ends.
    const first = [0, 2, 3][before] ?? 0;
    const partial = (before + bytes.length) % 3;
    return text.slice(first, partial === 0 ? undefined : -1);
  });
  const whole = bytes.toString('base64');
  return [whole, whole.replaceAll('=', ''), ...inside].flatMap((form) => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}

function ascii(json: string): string {
  return json.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lower(text: string): string {
  return text.toLowerCase();
}
