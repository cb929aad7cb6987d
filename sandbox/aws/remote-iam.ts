import type { Partition } from '../../model/iam';
import type { SandboxRequest } from '../server';
import type { IamBackend } from './iam';
import { describe, type OidcProvider, type Role } from './iam-store';
import { IAM_VERSION } from './response';
import { findXml, readXml, type XmlNode, xmlMembers, xmlText } from './xml';

const GLOBAL_REGIONS: Record<Partition, string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** A moto server takes the account from this header. */
const ACCOUNT_HEADER = 'x-moto-account-id';

/** Forwards IAM's actions to a moto server, and reads from it what STS needs. */
export function remoteIam(url: string, partition: Partition): IamBackend {
  async function call(accountId: string, action: string, parameters: Record<string, string>) {
    const scope = `20200101/${GLOBAL_REGIONS[partition]}/iam/aws4_request`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        [ACCOUNT_HEADER]: accountId,
        authorization: `AWS4-HMAC-SHA256 Credential=sandbox/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
      body: new URLSearchParams({ Action: action, Version: IAM_VERSION, ...parameters }),
    });
    const text = await response.text();
    if (response.ok) return findXml(readXml(text), `${action}Result`);
    if (text.includes('<Code>NoSuchEntity</Code>')) return undefined;
    throw new Error(`${action} at ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  }

  async function list(accountId: string, action: string, parameters: Record<string, string>, name: string) {
    const members: XmlNode[] = [];
    for (let marker: string | undefined = ''; marker !== undefined; ) {
      const result: XmlNode | undefined = await call(accountId, action, {
        ...parameters,
        ...(marker && { Marker: marker }),
      });
      members.push(...xmlMembers(result, name));
      marker = xmlText(result, 'IsTruncated') === 'true' ? xmlText(result, 'Marker') : undefined;
    }
    return members;
  }

  async function providerByArn(accountId: string, arn: string): Promise<OidcProvider | undefined> {
    const result = await call(accountId, 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    if (!result) return undefined;
    return {
      arn,
      url: xmlText(result, 'Url') ?? '',
      clientIds: xmlMembers(result, 'ClientIDList').map(({ text }) => text),
      thumbprints: xmlMembers(result, 'ThumbprintList').map(({ text }) => text),
      createDate: xmlText(result, 'CreateDate') ?? '',
      tags: tagsOf(result),
    };
  }

  async function role(accountId: string, name: string): Promise<Role | undefined> {
    const result = findXml(await call(accountId, 'GetRole', { RoleName: name }), 'Role');
    if (!result) return undefined;
    const inlinePolicies: Record<string, string> = {};
    for (const { text } of await list(accountId, 'ListRolePolicies', { RoleName: name }, 'PolicyNames')) {
      const policy = await call(accountId, 'GetRolePolicy', { RoleName: name, PolicyName: text });
      inlinePolicies[text] = decodeURIComponent(xmlText(policy, 'PolicyDocument') ?? '');
    }
    const attached = await list(accountId, 'ListAttachedRolePolicies', { RoleName: name }, 'AttachedPolicies');
    return {
      arn: xmlText(result, 'Arn') ?? '',
      id: xmlText(result, 'RoleId') ?? '',
      name,
      path: xmlText(result, 'Path') ?? '/',
      createDate: xmlText(result, 'CreateDate') ?? '',
      description: xmlText(result, 'Description') || undefined,
      trustPolicy: decodeURIComponent(xmlText(result, 'AssumeRolePolicyDocument') ?? ''),
      maxSessionSeconds: Number(xmlText(result, 'MaxSessionDuration')),
      boundary: xmlText(result, 'PermissionsBoundary', 'PermissionsBoundaryArn'),
      tags: tagsOf(result),
      inlinePolicies,
      attachedPolicies: attached.map((policy) => xmlText(policy, 'PolicyArn') ?? ''),
    };
  }

  return {
    reader: {
      provider: (accountId, host) =>
        providerByArn(accountId, `arn:${partition}:iam::${accountId}:oidc-provider/${host}`),
      role,
      async snapshot(accountId) {
        const arns = await list(accountId, 'ListOpenIDConnectProviders', {}, 'OpenIDConnectProviderList');
        const names = await list(accountId, 'ListRoles', {}, 'Roles');
        const providers = await Promise.all(arns.map((item) => providerByArn(accountId, xmlText(item, 'Arn') ?? '')));
        const roles = await Promise.all(names.map((item) => role(accountId, xmlText(item, 'RoleName') ?? '')));
        return describe(
          providers.filter((provider) => provider !== undefined),
          roles.filter((found) => found !== undefined),
        );
      },
    },
    async handle(_query, { accountId }, request) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...forwardedHeaders(request), [ACCOUNT_HEADER]: accountId },
        body: request.body,
      });
      return {
        status: response.status,
        headers: { 'content-type': 'text/xml' },
        body: await response.text(),
      };
    },
  };
}

function forwardedHeaders({ headers }: SandboxRequest): Record<string, string> {
  const names = ['authorization', 'content-type', 'x-amz-date'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}

function tagsOf(node: XmlNode): Record<string, string> {
  return Object.fromEntries(
    xmlMembers(node, 'Tags').map((tag) => [xmlText(tag, 'Key') ?? '', xmlText(tag, 'Value') ?? '']),
  );
}
