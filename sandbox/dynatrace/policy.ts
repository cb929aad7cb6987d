/** One statement of an IAM policy of Dynatrace. */
export interface PolicyStatement {
  effect: 'ALLOW' | 'DENY';
  permissions: string[];
  conditions: PolicyCondition[];
}

export interface PolicyCondition {
  name: string;
  operator: '=' | '!=' | 'IN' | 'startsWith' | 'NOT startsWith';
  values: string[];
}

/** A policy's text does not follow the statement language. */
export class PolicySyntaxError extends Error {
  override name = 'PolicySyntaxError';
}

const SCHEMA_CONDITIONS = ['settings:schemaId', 'settings:schemaGroup', 'shared:app-id'];
const OBJECT_CONDITIONS = [...SCHEMA_CONDITIONS, 'settings:scope'];

const MAX_STATEMENTS = 100;

/** The permissions that the sandbox knows, with the conditions that each takes. Source: "IAM policy reference". */
export const PERMISSIONS: Record<string, string[]> = {
  'app-engine:apps:install': ['shared:app-id', 'app-engine:app-installer'],
  'app-engine:apps:run': ['shared:app-id'],
  'app-engine:apps:delete': ['shared:app-id', 'app-engine:app-installer'],
  'app-engine:functions:run': ['shared:app-id'],
  'hub:catalog:read': [],
  'settings:objects:read': OBJECT_CONDITIONS,
  'settings:objects:write': OBJECT_CONDITIONS,
  'settings:objects:admin': OBJECT_CONDITIONS,
  'settings:schemas:read': SCHEMA_CONDITIONS,
  'environment:roles:manage-settings': [],
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

/** What a user without tasks of an administrator has. */
export const STANDARD_USER_POLICY =
  'ALLOW app-engine:apps:run, app-engine:functions:run, automation:workflows:read, automation:workflows:run;';

/**
 * Reads `ALLOW permission, permission WHERE condition = "value" AND condition IN ("a", "b");`, with `//` comments. Source: "IAM
 * policy statement syntax and examples".
 *
 * @throws PolicySyntaxError naming the statement and what is wrong with it.
 */
export function parsePolicy(text: string): PolicyStatement[] {
  const statements = partsOf(text, 'statement');
  if (statements.length === 0) throw new PolicySyntaxError('a policy needs at least one statement');
  if (statements.length > MAX_STATEMENTS) {
    throw new PolicySyntaxError(`a policy has at most ${MAX_STATEMENTS} statements`);
  }
  return statements.map(parseStatement);
}

/**
 * Reads the conditions of a boundary, each with its `;`.
 *
 * @throws PolicySyntaxError
 */
export function parseBoundary(text: string): PolicyCondition[] {
  const conditions = partsOf(text, 'condition').map(parseCondition);
  if (conditions.length === 0) throw new PolicySyntaxError('a boundary needs at least one condition');
  const known = Object.values(PERMISSIONS).flat();
  for (const { name } of conditions) {
    if (!known.includes(name)) throw new PolicySyntaxError(`unknown condition "${name}"`);
  }
  return conditions;
}

/** Statements with the conditions of a boundary, as far as a permission takes them. */
export function narrow(statements: PolicyStatement[], boundary: PolicyCondition[]): PolicyStatement[] {
  return statements.flatMap(({ effect, permissions, conditions }) =>
    permissions.map((permission) => {
      const applying = boundary.filter(({ name }) => PERMISSIONS[permission]?.includes(name));
      return { effect, permissions: [permission], conditions: [...conditions, ...applying] };
    }),
  );
}

function partsOf(text: string, kind: string): string[] {
  const withoutComments = text.replace(/("[^"]*"|'[^']*')|\/\/[^\n]*/g, '$1');
  const parts = split(withoutComments, ';').map((part) => part.trim().replace(/\s+/g, ' '));
  const ending = parts.pop();
  if (ending) throw new PolicySyntaxError(`${kind} "${ending}" must end with ";"`);
  return parts;
}

/** Splits where a separator stands outside of quotes. */
function split(text: string, separator: string): string[] {
  const quoted: string[] = [];
  const bare = text.replace(/"[^"]*"|'[^']*'/g, (literal) => `\0${quoted.push(literal) - 1}\0`);
  return bare.split(separator).map((part) => part.replace(/\0(\d+)\0/g, (_, index) => quoted[Number(index)] ?? ''));
}

function parseStatement(text: string): PolicyStatement {
  const [, effect, names = '', where] = /^(ALLOW|DENY) (.+?)(?: WHERE (.+))?$/.exec(text) ?? [];
  if (!effect) throw new PolicySyntaxError(`statement "${text}" must start with ALLOW or DENY and a permission`);
  const permissions = names.split(',').map((name) => name.trim());
  const conditions = where ? split(where, ' AND ').map(parseCondition) : [];
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
  const literal = `("[^"]*"|'[^']*')`;
  const one = new RegExp(`^([\\w.:-]+) ?(=|!=|startsWith|NOT startsWith) ?${literal}$`);
  const several = new RegExp(`^([\\w.:-]+) (IN) ?\\( ?(${literal}(?: ?, ?${literal})*) ?\\)$`);
  const found = one.exec(text.trim()) ?? several.exec(text.trim());
  if (!found) throw new PolicySyntaxError(`condition "${text}" must look like name = "value"`);
  const values = [...(found[3] ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
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
  const results: Record<PolicyCondition['operator'], boolean> = {
    '=': value === first,
    '!=': value !== first,
    IN: values.includes(value),
    startsWith: value.startsWith(first),
    'NOT startsWith': !value.startsWith(first),
  };
  return results[operator] ? 'true' : 'false';
}

/** A condition as the account API shows it. `EQ` is documented, the other names follow it. */
export function conditionView({ name, operator, values }: PolicyCondition): object {
  const names = { '=': 'EQ', '!=': 'NEQ', IN: 'IN', startsWith: 'STARTS_WITH', 'NOT startsWith': 'NOT_STARTS_WITH' };
  return { name, operator: names[operator], values };
}
