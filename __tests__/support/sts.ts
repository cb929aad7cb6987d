/** What STS answers to a web identity: 200, or the code of its refusal. */
export async function assumeRole(stsUrl: string, roleArn: string, token: string): Promise<string> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'test',
    WebIdentityToken: token,
  });
  const response = await fetch(stsUrl, { method: 'POST', body });
  return response.ok ? '200' : (/<Code>([^<]*)<\/Code>/.exec(await response.text())?.[1] ?? '');
}
