import { createPublicKey, verify } from 'node:crypto';
import { call, ENHANCED, enhancedValue, LEGACY, legacyValue, start, stopAll } from './support';

afterEach(stopAll);

function claimsOf(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('token issuer', () => {
  it('publishes the key that signs its tokens', async () => {
    // given
    const sandbox = await start();

    // when
    const token = await sandbox.mintToken({ subject: 'somebody', audience: 'somewhere' });
    const discovery = (await call(sandbox, 'GET', '/issuer/.well-known/openid-configuration')).body;
    const [key] = (await call(sandbox, 'GET', '/issuer/jwks')).body.keys;

    // then
    const [header = '', claims = '', signature = ''] = token.split('.');
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const content = Buffer.from(`${header}.${claims}`);
    expect(verify('RSA-SHA256', content, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'RS256', kid: key.kid });
    expect(key.d).toBeUndefined();
    expect(discovery).toMatchObject({ issuer: 'https://token.dynatrace.com', jwks_uri: sandbox.jwksUrl });
    expect(claimsOf(token)).toMatchObject({
      iss: 'https://token.dynatrace.com',
      sub: 'somebody',
      aud: 'somewhere',
    });
  });

  it('mints tokens of another issuer and tokens that have expired', async () => {
    const sandbox = await start();
    const claims = claimsOf(
      await sandbox.mintToken({ subject: 's', audience: 'a', issuer: 'https://x', expiresIn: -10 }),
    );
    expect(claims.iss).toBe('https://x');
    expect(claims.exp).toBeLessThan(Date.now() / 1000);
  });

  it('mints the token of a connection by its schema', async () => {
    // given
    const sandbox = await start();
    sandbox.addObject(LEGACY, legacyValue('ops'));
    const { objectId } = sandbox.addObject(ENHANCED, enhancedValue('ops2'));

    // when
    const legacy = claimsOf(await sandbox.connectionToken('ops'));
    const enhanced = claimsOf(await sandbox.connectionToken(objectId));

    // then
    const aud = `127.0.0.1:${sandbox.port}/app-id/dynatrace.aws.connector`;
    expect(legacy).toMatchObject({ sub: 'dtid:connection/ops', aud });
    expect(enhanced).toMatchObject({ sub: `dt:connection-id/${objectId}`, aud });
    expect(claimsOf(await sandbox.connectionToken('ops2')).sub).toBe(enhanced.sub);
    await expect(sandbox.connectionToken('nobody')).rejects.toThrow('the tenant has no connection nobody');
  });
});
