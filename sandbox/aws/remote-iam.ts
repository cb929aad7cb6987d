import type { Partition } from '../facts/aws-names';
import type { SandboxRequest, SandboxResponse } from '../server';
import { AwsError, noSuchEntity } from './aws-error';
import type { IamBackend } from './iam';
import { describe, type OidcProvider, type Role } from './iam-store';
import type { Query } from './query';
import { IAM_VERSION, success } from './response';
import { findXml, readXml, type XmlNode, xmlMembers, xmlText } from './xml';

const GLOBAL_REGIONS: Record<Partition, string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** A moto server takes the account from this header. */
const ACCOUNT_HEADER = 'x-moto-account-id';

type ClientIdChange = (clientIds: string[], clientId: string) => string[];

const CLIENT_ID_CHANGES: Record<string, ClientIdChange> = {
  AddClientIDToOpenIDConnectProvider: (clientIds, added) => [...new Set([...clientIds, added])],
  RemoveClientIDFromOpenIDConnectProvider: (clientIds, removed) => clientIds.filter((id) => id !== removed),
};

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

  /** Puts another provider in the place of the old one, since moto cannot change one. */
  async function changeClientIds(accountId: string, query: Query, change: ClientIdChange): Promise<SandboxResponse> {
    const arn = query.required('OpenIDConnectProviderArn');
    const provider = await providerByArn(accountId, arn);
    if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    const clientIds = change([...provider.clientIds], query.required('ClientID'));
    await call(accountId, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    await call(accountId, 'CreateOpenIDConnectProvider', {
      Url: `https://${provider.url}`,
      ...members('ClientIDList', clientIds),
      ...members('ThumbprintList', [...provider.thumbprints]),
      ...members('Tags', Object.keys(provider.tags), '.Key'),
      ...members('Tags', Object.values(provider.tags), '.Value'),
    });
    return success(query, undefined);
  }

  return {
    policyText: () => undefined,
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
    async handle(query, { accountId }, request) {
      const change = Object.hasOwn(CLIENT_ID_CHANGES, query.action) ? CLIENT_ID_CHANGES[query.action] : undefined;
      if (change) return changeClientIds(accountId, query, change);
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...forwardedHeaders(request), [ACCOUNT_HEADER]: accountId },
        body: request.body,
      });
      // Clients would repeat the request for many minutes.
      if (response.status >= 500) throw new AwsError('NotImplemented', 400, `${url} failed at ${query.action}`);
      return { status: response.status, headers: { 'content-type': 'text/xml' }, body: await response.text() };
    },
  };
}

function forwardedHeaders({ headers }: SandboxRequest): Record<string, string> {
  const names = ['authorization', 'content-type', 'x-amz-date'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
}

function members(name: string, values: string[], field = ''): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}${field}`, value]));
}

function tagsOf(node: XmlNode): Record<string, string> {
  return Object.fromEntries(
    xmlMembers(node, 'Tags').map((tag) => [xmlText(tag, 'Key') ?? '', xmlText(tag, 'Value') ?? '']),
  );
}
