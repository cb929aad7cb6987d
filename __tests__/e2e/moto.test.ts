import { findMoto, startMoto } from '../../sandbox/index';
import { createWorkspace, succeed } from '../support/harness';
import { notRunHere } from '../support/not-run';
import { assumeRole } from '../support/sts';

jest.setTimeout(300_000);

const moto = findMoto();

/** The same life with moto in place of the embedded IAM, where moto is installed. */
describe('with moto as IAM', () => {
  if (!moto) {
    notRunHere('deploys, changes nothing more, and destroys', 'moto_server on PATH');
    return;
  }

  it('deploys, changes nothing more, and destroys', async () => {
    const server = await startMoto(moto);
    const workspace = await createWorkspace({ iam: { url: server.url } });
    try {
      const before = await workspace.sandbox.snapshot();
      const connections = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };
      await workspace.deploy(workspace.deployment({ connections }));
      expect(await workspace.plan()).toEqual({});
      for (const name of ['ops', 'auto']) {
        const token = await workspace.sandbox.dynatrace.connectionToken(name);
        const role = `arn:aws:iam::123456789012:role/dynatrace-sandbox-${name}`;
        expect(await assumeRole(workspace.sandbox.aws.url, role, token)).toBe('200');
      }

      succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));
      expect(await workspace.sandbox.snapshot()).toEqual(before);
    } finally {
      await workspace.close();
      await server.close();
    }
  });
});
