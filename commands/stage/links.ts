import type { Sandbox } from '../../sandbox/index';
import { connectionsOf } from './both-sides';
import type { Proofs } from './proofs';

/**
 * Lets Dynatrace mint tokens and shows what AWS does with them: a connection's own token opens its role; those of the
 * other connections, and one with the same subject from another tenant, do not.
 */
export async function proveLinks({ dynatrace, aws }: Sandbox, proofs: Proofs): Promise<void> {
  const connections = await Promise.all(
    connectionsOf(dynatrace).map(async ({ value, objectId }) => ({
      name: String(value.name),
      role: roleArnOf(value),
      token: await dynatrace.connectionToken(objectId),
    })),
  );
  for (const { name, role, token } of connections) {
    const others = connections.filter((other) => other.name !== name);
    const foreign = await dynatrace.mintToken({
      subject: subjectOf(token),
      audience: 'xyz98765.apps.dynatrace.com/app-id/dynatrace.aws.connector',
    });
    const own = await assumeRole(aws.url, role, token);
    const refused = await Promise.all(
      [...others.map((other) => other.token), foreign].map((it) => assumeRole(aws.url, role, it)),
    );

    proofs.hold(`${name} can assume ${role}`, own.status === 200);
    proofs.hold(
      `${others.map((other) => other.name).join(' and ')} cannot (${refused[0]?.code}), nor can ${name} of another tenant (${refused.at(-1)?.code})`,
      refused.every(({ code }) => code === 'AccessDenied' || code === 'InvalidIdentityToken'),
    );
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

function subjectOf(token: string): string {
  const [, claims = ''] = token.split('.');
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string }).sub;
}

/** The sandbox keeps role ARNs in the clear, in both schemas. */
function roleArnOf(value: Record<string, unknown>): string {
  const { webIdentity, awsWebIdentity } = value as Record<string, { roleArn: string } | undefined>;
  return (webIdentity ?? awsWebIdentity)?.roleArn ?? '';
}
