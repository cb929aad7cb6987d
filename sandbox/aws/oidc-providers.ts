import { createHash } from 'node:crypto';
import { IAM_LENGTHS, IAM_QUOTAS } from '../facts/aws-limits';
import { oidcProviderArn } from '../facts/aws-names';
import {
  alreadyExists,
  constraintError,
  invalidInput,
  limitExceeded,
  noSuchEntity,
  validationError,
} from './aws-error';
import { type IamAction, type IamCall, page, timestamp } from './iam-action';
import { addTags, checkLength, readTagKeys, readTags, removeTags, tagList } from './iam-parameters';
import type { OidcProvider } from './iam-store';
import type { Query } from './query';

/** IAM's actions on OpenID Connect providers. */
export const oidcProviderActions: Record<string, IamAction> = {
  CreateOpenIDConnectProvider(call) {
    const { query, account, accountId, partition, now } = call;
    const url = readUrl(query);
    const clientIds = readClientIds(query);
    const thumbprints = readThumbprints(query);
    const tags = readTags(query);
    const host = url.slice('https://'.length);
    if (account.providers.get(host)) throw alreadyExists(`Provider with url ${url} already exists.`);
    if (account.providers.values().length >= IAM_QUOTAS.oidcProviders) {
      throw limitExceeded(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${IAM_QUOTAS.oidcProviders}`);
    }
    const arn = oidcProviderArn(partition, accountId, url);
    account.providers.set(host, {
      arn,
      url: host,
      clientIds,
      thumbprints: thumbprints.length > 0 ? thumbprints : [fetchedThumbprint(host)],
      createDate: timestamp(now),
      tags,
    });
    return { OpenIDConnectProviderArn: arn, Tags: tagList(tags) };
  },

  GetOpenIDConnectProvider(call) {
    const { url, clientIds, thumbprints, createDate, tags } = find(call);
    return {
      Url: url,
      CreateDate: createDate,
      ClientIDList: [...clientIds],
      ThumbprintList: [...thumbprints],
      Tags: tagList(tags),
    };
  },

  ListOpenIDConnectProviders: ({ account }) => ({
    OpenIDConnectProviderList: account.providers.values().map(({ arn }) => ({ Arn: arn })),
  }),

  DeleteOpenIDConnectProvider(call) {
    const arn = readArn(call);
    const provider = lookUp(call, arn);
    if (!provider) throw noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`);
    call.account.providers.set(provider.url, undefined);
  },

  AddClientIDToOpenIDConnectProvider(call) {
    const clientId = call.query.required('ClientID');
    checkLength('clientID', clientId, IAM_LENGTHS.clientId);
    const provider = find(call);
    store(call, { ...provider, clientIds: limited([...new Set([...provider.clientIds, clientId])]) });
  },

  RemoveClientIDFromOpenIDConnectProvider(call) {
    const clientId = call.query.required('ClientID');
    const provider = find(call);
    store(call, { ...provider, clientIds: provider.clientIds.filter((id) => id !== clientId) });
  },

  UpdateOpenIDConnectProviderThumbprint(call) {
    const thumbprints = readThumbprints(call.query);
    if (thumbprints.length === 0) throw invalidInput('Thumbprint list must contain at least one entry.');
    store(call, { ...find(call), thumbprints });
  },

  TagOpenIDConnectProvider(call) {
    const tags = readTags(call.query);
    const provider = find(call);
    store(call, { ...provider, tags: addTags(provider.tags, tags) });
  },

  UntagOpenIDConnectProvider(call) {
    const keys = readTagKeys(call.query);
    const provider = find(call);
    store(call, { ...provider, tags: removeTags(provider.tags, keys) });
  },

  ListOpenIDConnectProviderTags(call) {
    const { items, ...rest } = page(tagList(find(call).tags), call.query);
    return { Tags: items, ...rest };
  },
};

/** The issuer's URL, kept as it is: IAM takes another case or a trailing slash for another provider. */
function readUrl(query: Query): string {
  const url = query.required('Url');
  checkLength('url', url, IAM_LENGTHS.providerUrl);
  const match = /^(\w+):\/\/([^/?#]+)([^?#]*)(.*)$/.exec(url);
  if (!match) throw validationError('Invalid Open ID Connect Provider URL');
  const [, scheme, host = '', , queryOrFragment] = match;
  if (scheme !== 'https') {
    throw invalidInput('Invalid Open ID Connect Provider URL. The URL must begin with https://.');
  }
  if (queryOrFragment || !/^[A-Za-z0-9.-]+$/.test(host)) throw invalidInput('Invalid Open ID Connect Provider URL.');
  return url;
}

function readClientIds(query: Query): string[] {
  const clientIds = query.list('ClientIDList');
  if (clientIds.some((id) => id.length < 1 || id.length > IAM_LENGTHS.clientId)) {
    throw constraintError('clientIDList', `satisfy constraint: [${lengthBetween(1, IAM_LENGTHS.clientId)}]`);
  }
  return limited([...new Set(clientIds)]);
}

function readThumbprints(query: Query): string[] {
  const thumbprints = query.list('ThumbprintList');
  if (thumbprints.some((thumbprint) => thumbprint.length !== 40)) {
    throw constraintError('thumbprintList', `satisfy constraint: [${lengthBetween(40, 40)}]`);
  }
  if (thumbprints.length > IAM_QUOTAS.thumbprintsPerProvider) {
    throw invalidInput(`Thumbprint list must contain fewer than ${IAM_QUOTAS.thumbprintsPerProvider} entries.`);
  }
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase());
}

function lengthBetween(min: number, max: number): string {
  return `Member must have length less than or equal to ${max}, Member must have length greater than or equal to ${min}`;
}

function limited(clientIds: string[]): string[] {
  if (clientIds.length > IAM_QUOTAS.clientIdsPerProvider) {
    throw limitExceeded(
      `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${IAM_QUOTAS.clientIdsPerProvider}`,
    );
  }
  return clientIds;
}

/** Stands for the thumbprint that IAM takes from the issuer's certificate when none is given. */
function fetchedThumbprint(host: string): string {
  return createHash('sha1').update(host).digest('hex');
}

function readArn({ query, partition }: IamCall): string {
  const arn = query.required('OpenIDConnectProviderArn');
  if (arn.length < 20) throw constraintError('openIDConnectProviderArn', 'have length greater than or equal to 20');
  const match = /^arn:([\w-]+):iam::\d{12}:oidc-provider\/.+$/.exec(arn);
  if (!match) throw invalidInput(`Invalid ARN: ${arn}`);
  if (match[1] !== partition) throw validationError('Invalid ARN partition');
  return arn;
}

function lookUp({ account }: IamCall, arn: string): OidcProvider | undefined {
  const provider = account.providers.get(arn.slice(arn.indexOf('/') + 1));
  return provider?.arn === arn ? provider : undefined;
}

function find(call: IamCall): OidcProvider {
  const arn = readArn(call);
  const provider = lookUp(call, arn);
  if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}

function store({ account }: IamCall, provider: OidcProvider): void {
  account.providers.set(provider.url, provider);
}
