import { AuthorizationError } from './errors';
import { isText } from './shapes';

/** The scopes that a refusal names: between brackets, or anywhere if it calls them invalid. */
export function namedScopes(text: string, asked: string[]): string[] {
  const listed = /missing following scopes \[([^\]]*)\]/i.exec(text)?.[1];
  if (listed) return listed.split(/[\s,]/).filter(Boolean);
  if (!/invalid_scope/.test(text)) return [];
  const named = asked.filter((scope) => text.includes(scope));
  return named.length < asked.length ? named : [];
}

export function missingScopes(scopes: string[], variable: string): AuthorizationError {
  const them = scopes.length > 1 ? 'them' : 'it';
  return new AuthorizationError(`the OAuth client in ${variable} lacks ${scopes.join(', ')}`, {
    cure:
      `Add ${them} in Account Management > Identity & access management > OAuth clients, or create a client there that ` +
      `has ${them}, because some clients' scopes cannot be edited.`,
    response: { status: 400, message: 'invalid_scope', violations: [], missingScopes: scopes, missingPermissions: [] },
  });
}

/** The scopes of a token, if its answer says them. */
export function scopesIn(scope: unknown): string[] | undefined {
  return isText(scope) ? scope.split(' ').filter(Boolean) : undefined;
}

export function without(scopes: string[], known: string[]): string[] {
  return scopes.filter((scope) => !known.includes(scope));
}
