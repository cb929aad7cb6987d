/** One statement of an IAM policy of Dynatrace. */
export interface PolicyStatement {
  effect: 'ALLOW' | 'DENY';
  permissions: string[];
  conditions: PolicyCondition[];
}

export interface PolicyCondition {
  name: string;
  operator: '=' | '!=' | 'IN' | 'startsWith';
  values: string[];
}

/** A policy's text does not follow the statement language. */
export class PolicySyntaxError extends Error {
  override name = 'PolicySyntaxError';
}

const SETTINGS_CONDITIONS = ['settings:schemaId', 'settings:scope', 'settings:schemaGroup', 'shared:app-id'];

/** The permissions that the sandbox knows, with the conditions that each takes. */
export const PERMISSIONS: Record<string, string[]> = {
  'app-engine:apps:install': ['shared:app-id', 'app-engine:app-installer'],
  'app-engine:apps:run': ['shared:app-id'],
  'app-engine:apps:delete': ['shared:app-id', 'app-engine:app-installer'],
  'app-engine:functions:run': ['shared:app-id'],
  'hub:catalog:read': [],
  'settings:objects:read': SETTINGS_CONDITIONS,
  'settings:objects:write': SETTINGS_CONDITIONS,
  'settings:objects:admin': SETTINGS_CONDITIONS,
  'settings:schemas:read': SETTINGS_CONDITIONS,
  'automation:workflows:read': [],
  'automation:workflows:write': [],
  'automation:workflows:run': [],
  'automation:workflows:admin': [],
  'iam:service-users:use': ['iam:service-user-email'],
  'hyperscaler-authentication:aws:authenticate': [],
  'hyperscaler-authentication:azure:authenticate': [],
};

/** A policy that grants everything the sandbox knows, as an administrator has it. */
export const ADMINISTRATOR_POLICY = `ALLOW ${Object.keys(PERMISSIONS).join(', ')};`;

/**
 * Reads `ALLOW permission, permission WHERE condition = "value" AND condition IN ("a", "b");`.
 *
 * @throws PolicySyntaxError naming the statement and what is wrong with it.
 */
export function parsePolicy(text: string): PolicyStatement[] {
  const statements = text.split(';').map((part) => part.trim().replace(/\s+/g, ' '));
  const ending = statements.pop();
  if (ending) throw new PolicySyntaxError(`statement "${ending}" must end with ";"`);
  if (statements.length === 0) throw new PolicySyntaxError('a policy needs at least one statement');
  return statements.map(parseStatement);
}

function parseStatement(text: string): PolicyStatement {
  const [, effect, names = '', where] = /^(ALLOW|DENY) (.+?)(?: WHERE (.+))?$/.exec(text) ?? [];
  if (!effect) throw new PolicySyntaxError(`statement "${text}" must start with ALLOW or DENY and a permission`);
  const permissions = names.split(',').map((name) => name.trim());
  const conditions = where ? where.split(' AND ').map(parseCondition) : [];
  for (const permission of permissions) {
    const known = PERMISSIONS[permission];
    if (!known) throw new PolicySyntaxError(`unknown permission "${permission}"`);
    for (const { name } of conditions) {
      if (!known.includes(name)) throw new PolicySyntaxError(`"${permission}" takes no condition "${name}"`);
    }
  }
  return { effect: effect as PolicyStatement['effect'], permissions, conditions };
}

function parseCondition(text: string): PolicyCondition {
  const found = /^([\w:-]+) ?(=|!=|IN|startsWith) ?\(?((?:"[^"]*"(?:, ?)?)+)\)?$/.exec(text.trim());
  if (!found) throw new PolicySyntaxError(`condition "${text}" must look like name = "value"`);
  const values = [...(found[3] ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
  return { name: found[1] ?? '', operator: found[2] as PolicyCondition['operator'], values };
}

/** What a permission check says; `condition` when the context does not name what a statement asks about. */
export type Granted = 'true' | 'false' | 'condition';

/** Evaluates statements for one permission in a context of condition names and values. */
export function decide(statements: PolicyStatement[], permission: string, context: Record<string, string>): Granted {
  const fits = { ALLOW: new Set<Granted>(), DENY: new Set<Granted>() };
  for (const { effect, permissions, conditions } of statements) {
    if (!permissions.includes(permission)) continue;
    const results = conditions.map((condition) => holds(condition, context[condition.name]));
    const all = results.includes('false') ? 'false' : results.includes('condition') ? 'condition' : 'true';
    fits[effect].add(all);
  }
  if (fits.DENY.has('true')) return 'false';
  if (fits.ALLOW.has('true')) return fits.DENY.has('condition') ? 'condition' : 'true';
  return fits.ALLOW.has('condition') ? 'condition' : 'false';
}

function holds({ operator, values }: PolicyCondition, value: string | undefined): Granted {
  if (value === undefined) return 'condition';
  const [first = ''] = values;
  const result =
    operator === 'startsWith' ? value.startsWith(first) : operator === '!=' ? value !== first : values.includes(value);
  return result ? 'true' : 'false';
}
