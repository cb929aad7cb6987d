import { legacySubject } from '../../model/oidc';
import type { Sandbox } from '../../sandbox/sandbox';
import { connectionsOf } from './both-sides';
import type { Proofs } from './proofs';

/** Lets Dynatrace mint tokens and shows which of them AWS takes for which role. */
export async function proveLinks({ dynatrace, aws }: Sandbox, proofs: Proofs): Promise<void> {
  const connections = connectionsOf(dynatrace);
  for (const { value, objectId } of connections) {
    const role = roleOf(value);
    const answer = await assumeRole(aws.url, role, dynatrace.connectionToken(objectId));
    proofs.hold(`the connection ${value.name} can assume ${role}`, answer.status === 200);
  }
  const [first] = connections;
  const role = roleOf(first?.value ?? {});
  const refused: [string, string][] = [
    [
      'a token for another connection name',
      dynatrace.mintToken({ subject: legacySubject('intruder'), audience: dynatrace.audience }),
    ],
    [
      'a token of another tenant',
      dynatrace.mintToken({
        subject: legacySubject(String(first?.value.name)),
        audience: 'xyz98765.apps.dynatrace.com/app-id/dynatrace.aws.connector',
      }),
    ],
  ];
  for (const [what, token] of refused) {
    const { status, code } = await assumeRole(aws.url, role, token);
    proofs.hold(`${what} is refused (${code})`, status >= 400 && status < 500);
  }
}

async function assumeRole(stsUrl: string, roleArn: string, token: string): Promise<{ status: number; code?: string }> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'demo',
    WebIdentityToken: token,
  });
  const response = await fetch(stsUrl, { method: 'POST', body });
  const code = /<Code>([^<]*)<\/Code>/.exec(await response.text())?.[1];
  return { status: response.status, code };
}

/** The sandbox stores role ARNs in the clear, in both schemas. */
function roleOf(value: Record<string, unknown>): string {
  const { webIdentity, awsWebIdentity } = value as Record<string, { roleArn: string } | undefined>;
  return (webIdentity ?? awsWebIdentity)?.roleArn ?? '';
}
