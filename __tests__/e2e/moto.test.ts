import { createWorkspace, succeed } from '../support/harness';
import { assumeRole } from '../support/sts';

jest.setTimeout(300_000);

/** The same life with moto in place of the embedded IAM, as far as moto is installed. */
describe('with moto as IAM', () => {
  it('deploys, changes nothing more, and destroys', async () => {
    const workspace = await createWorkspace({ iam: 'moto' }).catch((error: Error) => {
      if (!error.message.startsWith('moto is not installed')) throw error;
      console.warn(`${error.message}. Only the embedded IAM was tested.`);
    });
    if (!workspace) return;
    try {
      const before = await workspace.sandbox.snapshot();
      const connections = { ops: { account: 'main' }, auto: { account: 'main', schema: 'enhanced' } };
      await workspace.deploy(workspace.deployment({ connections }));
      expect(await workspace.plan()).toEqual({});
      for (const name of ['ops', 'auto']) {
        const token = workspace.sandbox.dynatrace.connectionToken(name);
        const role = `arn:aws:iam::123456789012:role/dynatrace-sandbox-${name}`;
        expect(await assumeRole(workspace.sandbox.aws.url, role, token)).toBe('200');
      }

      succeed(await workspace.terraform(['destroy', '-auto-approve', '-input=false']));
      expect(await workspace.sandbox.snapshot()).toEqual(before);
    } finally {
      await workspace.close();
    }
  });
});
