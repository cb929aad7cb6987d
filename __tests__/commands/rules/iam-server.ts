import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What IAM decides about one call. */
export interface Decided {
  decision: string;
  missingContext?: string[];
}

export interface IamServer {
  url: string;
  /** The simulations that were asked for. */
  questions: { principal: string; actions: string[]; resources: string[]; context: Record<string, string> }[];
  close(): void;
}

/**
 * Answers `SimulatePrincipalPolicy`, `GetRole` and `GetCallerIdentity` alone, as IAM and STS do.
 *
 * @param caller ARN of whoever calls
 * @param decide about one action on one resource; `undefined` forbids to simulate
 */
export async function startIam(
  caller: string,
  decide: (action: string, resource: string) => Decided | undefined,
): Promise<IamServer> {
  const questions: IamServer['questions'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const query = new URLSearchParams(body);
    const reply = (status: number, xml: string) => response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    const action = query.get('Action');
    if (action === 'GetCallerIdentity') {
      return reply(200, result(action, `<Arn>${caller}</Arn><Account>${caller.split(':')[4]}</Account>`));
    }
    if (action === 'GetRole') {
      const arn = `arn:aws:iam::123456789012:role/team/${query.get('RoleName')}`;
      return reply(200, result(action, `<Role><Arn>${arn}</Arn></Role>`));
    }
    const [actions, resources] = [members(query, 'ActionNames'), members(query, 'ResourceArns')];
    const decided = actions.flatMap((one) =>
      resources.map((resource) => ({ one, resource, ...decide(one, resource) })),
    );
    if (decided.some(({ decision }) => decision === undefined)) {
      const message = 'not authorized to perform: iam:SimulatePrincipalPolicy';
      return reply(
        403,
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    }
    const context = Object.fromEntries(
      [
        [
          query.get('ContextEntries.member.1.ContextKeyName'),
          query.get('ContextEntries.member.1.ContextKeyValues.member.1'),
        ],
      ].filter(([name]) => name),
    );
    questions.push({ principal: query.get('PolicySourceArn') ?? '', actions, resources, context });
    const results = decided.map(
      ({ one, resource, decision, missingContext = [] }) =>
        `<member><EvalActionName>${one}</EvalActionName><EvalResourceName>${resource}</EvalResourceName>` +
        `<EvalDecision>${decision}</EvalDecision><MissingContextValues>${missingContext
          .map((key) => `<member>${key}</member>`)
          .join('')}</MissingContextValues></member>`,
    );
    return reply(
      200,
      result(
        'SimulatePrincipalPolicy',
        `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>`,
      ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    questions,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function result(action: string, inner: string): string {
  return `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;
}

function members(query: URLSearchParams, name: string): string[] {
  return [...query].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}
