import { randomUUID } from 'node:crypto';
import type { SandboxResponse } from '../server';
import type { AwsError } from './aws-error';
import type { Query } from './query';
import { writeXml, type XmlValue } from './xml';

export const IAM_VERSION = '2010-05-08';
export const STS_VERSION = '2011-06-15';

/** The answer to an action that was carried out. Clients fail when a result of their model is missing, even an empty one. */
export function success({ action, version }: Query, result: { [name: string]: XmlValue } | undefined): SandboxResponse {
  const requestId = randomUUID();
  return respond(200, requestId, version, `${action}Response`, {
    [`${action}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
}

export function failure({ version }: Query, error: Pick<AwsError, 'code' | 'status' | 'message'>): SandboxResponse {
  const requestId = randomUUID();
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return respond(error.status, requestId, version, 'ErrorResponse', {
    Error: { Type: type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
}

function respond(status: number, requestId: string, version: string, root: string, body: XmlValue): SandboxResponse {
  const service =
    version === STS_VERSION ? `sts.amazonaws.com/doc/${STS_VERSION}` : `iam.amazonaws.com/doc/${IAM_VERSION}`;
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: writeXml(root, body, ` xmlns="https://${service}/"`),
  };
}
