import { deploymentReference } from '../../deployment/reference';
import { deploymentWith, type Json } from '../support/deployment';
import { synthesize } from '../support/synthesize';

/** What Terraform would read a file by, if it took a text of the user for one of its own. */
const EXPRESSION = '${file("secret.txt")}%{endif}';

const S3 = { type: 's3', bucket: 'acme-state', region: 'eu-central-1' };
const HCP = { type: 'hcp', organization: 'acme' };
const ROLE = 'arn:aws:iam::123456789012:role/';
const POLICY = 'arn:aws:iam::123456789012:policy/';
const CONNECTION = 'tenants.<tenant>.connections.<connection>';
const ACTOR = 'tenants.<tenant>.workflowActors.<actor>';

/**
 * Becomes of an expression in this place: Terraform gets it escaped; the schema refuses it; it gets no further than the
 * deployment file; or Terraform gets it as it is, in a backend, which Terraform reads without looking for expressions.
 */
type Fate = 'escaped' | 'refused' | 'unused' | 'as it is';

interface Place {
  /** The key in the reference of the deployment file, with which every text has to be here. */
  key: string;
  fate: Fate;
  /** Stands before the expression, so that the schema accepts it. */
  prefix?: string;
  /** What else the mapping needs that holds the text. */
  beside?: Json;
  /** Puts the text into its form. @default the text itself */
  as?: (text: string) => unknown;
}

const list = (text: string) => [text];
const inMap = (text: string) => ({ [text]: text });

const PLACES: Place[] = [
  { key: 'name', fate: 'refused' },
  { key: 'backend.directory', fate: 'as it is', beside: { type: 'local' } },
  { key: 'backend.hostname', fate: 'refused', beside: HCP },
  { key: 'backend.organization', fate: 'refused', beside: HCP },
  { key: 'backend.project', fate: 'as it is', beside: HCP },
  { key: 'backend.workspacePrefix', fate: 'refused', beside: HCP },
  { key: 'backend.bucket', fate: 'refused', beside: S3 },
  { key: 'backend.keyPrefix', fate: 'as it is', beside: S3 },
  { key: 'backend.region', fate: 'refused', beside: S3 },
  { key: 'backend.profile', fate: 'as it is', beside: S3 },
  { key: 'backend.kmsKeyId', fate: 'as it is', beside: S3 },
  { key: 'accounts.<account>.id', fate: 'refused' },
  { key: 'accounts.<account>.region', fate: 'refused' },
  { key: 'accounts.<account>.profile', fate: 'escaped' },
  { key: 'accounts.<account>.assumeRole.roleArn', fate: 'escaped', prefix: ROLE },
  { key: 'accounts.<account>.assumeRole.externalId', fate: 'refused', beside: { roleArn: `${ROLE}deploy` } },
  { key: 'accounts.<account>.assumeRole.sessionName', fate: 'refused', beside: { roleArn: `${ROLE}deploy` } },
  { key: 'accounts.<account>.providerOwner', fate: 'refused' },
  { key: 'accounts.<account>.extraAudiences', fate: 'escaped', as: list },
  { key: 'accounts.<account>.thumbprints', fate: 'refused', as: list },
  { key: 'accounts.<account>.tags', fate: 'refused', as: inMap },
  { key: 'accounts.<account>.endpoints.iam', fate: 'escaped', prefix: 'https://iam.example.com/' },
  { key: 'accounts.<account>.endpoints.sts', fate: 'escaped', prefix: 'https://sts.example.com/' },
  { key: 'tenants.<tenant>.environment', fate: 'refused' },
  { key: 'tenants.<tenant>.movedFrom', fate: 'refused' },
  { key: 'tenants.<tenant>.accountUuid', fate: 'refused' },
  { key: 'tenants.<tenant>.ssoUrl', fate: 'escaped', prefix: 'https://sso.example.com/' },
  { key: 'tenants.<tenant>.accountUrl', fate: 'escaped', prefix: 'https://api.example.com/' },
  { key: 'tenants.<tenant>.issuer', fate: 'escaped', prefix: 'https://token.example.com/' },
  { key: 'tenants.<tenant>.credentials', fate: 'refused' },
  { key: 'tenants.<tenant>.app.bundle', fate: 'refused', beside: { install: 'bundle' } },
  { key: 'tenants.<tenant>.allowedHosts', fate: 'escaped', as: list },
  { key: `${CONNECTION}.account`, fate: 'refused' },
  { key: `${CONNECTION}.movedFrom`, fate: 'refused' },
  { key: `${CONNECTION}.name`, fate: 'escaped' },
  { key: `${CONNECTION}.role.existing`, fate: 'escaped', prefix: ROLE },
  { key: `${CONNECTION}.role.name`, fate: 'refused' },
  { key: `${CONNECTION}.role.path`, fate: 'escaped', as: (text) => `/${text}/` },
  { key: `${CONNECTION}.role.description`, fate: 'escaped' },
  { key: `${CONNECTION}.role.permissionsBoundary`, fate: 'escaped', prefix: POLICY },
  { key: `${CONNECTION}.role.tags`, fate: 'refused', as: inMap },
  { key: `${CONNECTION}.roleOf`, fate: 'refused' },
  { key: `${CONNECTION}.permissions.managedPolicies`, fate: 'escaped', prefix: POLICY, as: list },
  { key: `${CONNECTION}.permissions.actions`, fate: 'refused', as: list },
  { key: `${CONNECTION}.permissions.actions[].action`, fate: 'refused' },
  {
    key: `${CONNECTION}.permissions.actions[].resources`,
    fate: 'escaped',
    beside: { action: 'ec2-stop-instances' },
    as: list,
  },
  {
    key: `${CONNECTION}.permissions.actions[].conditions`,
    fate: 'escaped',
    beside: { action: 'ec2-stop-instances' },
    as: (text) => ({ [text]: { [text]: text } }),
  },
  { key: `${CONNECTION}.permissions.statements[].sid`, fate: 'refused', beside: { actions: 'ec2:*' } },
  { key: `${CONNECTION}.permissions.statements[].actions`, fate: 'escaped' },
  { key: `${CONNECTION}.permissions.statements[].resources`, fate: 'escaped', beside: { actions: 'ec2:*' }, as: list },
  {
    key: `${CONNECTION}.permissions.statements[].conditions`,
    fate: 'escaped',
    beside: { actions: 'ec2:*' },
    as: (text) => ({ [text]: { [text]: text } }),
  },
  { key: `${CONNECTION}.sessionPolicies`, fate: 'escaped', prefix: POLICY, as: list },
  { key: `${CONNECTION}.share[].user`, fate: 'escaped' },
  { key: `${CONNECTION}.share[].group`, fate: 'escaped' },
  { key: `${ACTOR}.serviceUser.create`, fate: 'escaped' },
  { key: `${ACTOR}.serviceUser.existing`, fate: 'escaped' },
  { key: `${ACTOR}.group`, fate: 'escaped' },
  { key: `${ACTOR}.connections`, fate: 'unused', beside: { group: 'Team' }, as: list },
  { key: 'tenants.<tenant>.acknowledge[].rule', fate: 'refused', beside: { reason: 'known' } },
  { key: 'tenants.<tenant>.acknowledge[].subject', fate: 'unused', beside: { rule: 'x', reason: 'known' } },
  { key: 'tenants.<tenant>.acknowledge[].reason', fate: 'unused', beside: { rule: 'x' } },
];

const CHOSEN: Record<string, string> = {
  '<account>': 'main',
  '<tenant>': 'prod',
  '<connection>': 'ops',
  '<actor>': 'bot',
};

/** A deployment file with a value in one place. */
function fileWith(key: string, value: unknown, beside: Json = {}): Json {
  const file = deploymentWith() as Json;
  const segments = key
    .replaceAll('[]', '.[]')
    .split('.')
    .map((segment) => CHOSEN[segment] ?? segment);
  const last = segments.pop() as string;
  let at = file;
  segments.forEach((segment, index) => {
    if (segment === '[]') return;
    const isList = segments[index + 1] === '[]';
    const inner = (at[segment] ?? {}) as Json;
    at[segment] = isList ? [inner] : inner;
    at = inner;
  });
  Object.assign(at, beside, { [last]: value });
  if (key.startsWith(ACTOR)) withConnections(file);
  return file;
}

/** An actor needs its connections, also where the text is in its service user. */
function withConnections(file: Json): void {
  const { prod } = file.tenants as Record<string, { workflowActors?: Record<string, Json> }>;
  const bot = prod?.workflowActors?.bot ?? {};
  bot.connections ??= ['ops'];
}

describe('every text of the deployment file', () => {
  it('is in this table', () => {
    const rows = deploymentReference()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const texts = rows
      .filter(([, , type = '']) => type.includes('string'))
      .map(([, key = '']) => key.replaceAll('`', ''));

    expect(PLACES.map(({ key }) => key)).toEqual(texts.filter((key) => key !== 'backend'));
  });

  it.each(PLACES)('$key is $fate', ({ key, fate, prefix = '', beside, as = (text) => text }) => {
    const file = fileWith(key, as(prefix + EXPRESSION), beside);

    if (fate === 'refused') expect(() => synthesize(file)).toThrow(/^(?!.*unrecognized_keys)/s);
    else expect(fatesIn(synthesize(file))).toEqual(fate === 'unused' ? [] : [fate]);
  });
});

/** What becomes of the expression wherever Terraform reads it, whole, in a key, or inside of another text. */
function fatesIn(stacks: object): Fate[] {
  const fates = new Set<Fate>();
  const look = (value: unknown, place: Fate): void => {
    if (typeof value === 'string') {
      const clean = value.replaceAll('$${file(', '').replaceAll('%%{endif}', '');
      const bare = clean.includes('${file(') || clean.includes('%{endif}');
      if (bare) fates.add(place);
      if (clean !== value) fates.add('escaped');
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        look(key, place);
        look(item, key === 'backend' || key === 'cloud' ? 'as it is' : place);
      }
    }
  };
  look(stacks, 'refused');
  return [...fates];
}
