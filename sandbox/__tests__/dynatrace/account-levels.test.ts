import { startAccount } from './account-support';
import { call, requestToken, stopAll } from './support';

afterEach(stopAll);

const policy = (name: string) => ({ name, description: '', statementQuery: 'ALLOW hub:catalog:read;' });

describe('levels', () => {
  it('end at policies of Dynatrace, which can be bound and not changed', async () => {
    const { sandbox, repo, global, environment } = await startAccount();
    const { policies } = (await global('GET', '/policies?name=Standard User')).body;
    const [{ uuid }] = policies;
    const group = sandbox.addGroup({ name: 'all' });

    expect(policies).toHaveLength(1);
    expect((await global('GET', `/policies/${uuid}`)).body.statementQuery).toContain('ALLOW app-engine:apps:run');
    for (const level of [repo, environment]) {
      expect((await level('POST', `/bindings/${uuid}/${group.uuid}`, {})).status).toBe(204);
      expect((await level('GET', '/policies/aggregate')).body.policyOverviewList).toContainEqual(
        expect.objectContaining({ uuid, levelType: 'global', levelId: 'global' }),
      );
    }
    expect((await global('POST', '/policies', policy('x'))).status).toBe(403);
    expect((await global('DELETE', `/policies/${uuid}`)).status).toBe(403);
    expect((await repo('DELETE', `/policies/${uuid}`)).status).toBe(404);
  });

  it("replace a group's policies at once, and keep the boundaries of those that stay", async () => {
    const { sandbox, repo, environment } = await startAccount();
    const { uuid: group } = sandbox.addGroup({ name: 'a' });
    const [stays, goes, comes] = await Promise.all(
      ['stays', 'goes', 'comes'].map(async (name) => (await repo('POST', '/policies', policy(name))).body.uuid),
    );
    const body = { name: 'b', boundaryQuery: 'shared:app-id = "x";', metadata: {} };
    const boundaries = [(await repo('POST', '/boundaries', body)).body.uuid];
    await repo('POST', `/bindings/${stays}/${group}`, { boundaries });
    await repo('POST', `/bindings/${goes}/${group}`, {});
    await environment('POST', `/bindings/${goes}/${group}`, {});

    const answer = await repo('PUT', `/bindings/groups/${group}`, { policyUuids: [stays, comes] });

    expect(answer.status).toBe(204);
    expect((await repo('GET', '/bindings')).body.policyBindings).toEqual([
      { policyUuid: stays, groups: [group], boundaries },
      { policyUuid: comes, groups: [group], boundaries: [] },
    ]);
    expect((await environment('GET', `/bindings/groups/${group}`)).body).toEqual({ policyUuids: [goes] });
    expect((await repo('PUT', `/bindings/groups/${group}`, { policyUuids: ['missing'] })).status).toBe(404);
    expect((await repo('PUT', `/bindings/groups/${group}`, {})).status).toBe(400);
    expect((await repo('DELETE', '/bindings')).status).toBe(204);
    expect((await repo('GET', '/bindings')).body.policyBindings).toEqual([]);
  });

  it('unbind several at once only when told to', async () => {
    const { sandbox, repo } = await startAccount();
    const groups = ['a', 'b'].map((name) => sandbox.addGroup({ name }).uuid);
    const { uuid } = (await repo('POST', '/policies', policy('x'))).body;
    await repo('POST', `/bindings/${uuid}`, { groups });
    expect((await repo('DELETE', `/bindings/${uuid}?forceMultiple=false`)).status).toBe(400);
    expect((await repo('DELETE', `/bindings/${uuid}?forceMultiple=true`)).status).toBe(204);
    expect((await repo('DELETE', `/bindings/${uuid}?forceMultiple=true`)).status).toBe(404);
  });

  it('validate a policy without keeping it', async () => {
    const { repo } = await startAccount();
    const { uuid } = (await repo('POST', '/policies', policy('x'))).body;
    expect((await repo('POST', `/policies/validation/${uuid}`, policy('y'))).body).toEqual({ warnings: [] });
    expect((await repo('POST', '/policies/validation/missing', policy('y'))).status).toBe(404);
    expect((await repo('GET', `/policies/${uuid}`)).body.name).toBe('x');
  });
});

describe('several accounts', () => {
  it('keep to themselves', async () => {
    const { sandbox, uuid, token } = await startAccount();
    const other = sandbox.addAccount({ name: 'other' });
    const { clientId, clientSecret } = sandbox.addUser({ email: 'x@example.com' }, other);
    sandbox.addGroup({ name: 'theirs' }, other);
    const fields = { client_id: clientId, client_secret: clientSecret };
    const resource = `urn:dtaccount:${other.uuid}`;
    const scope = 'account-idm-read settings:objects:read';
    const theirs = (await requestToken(sandbox, { ...fields, scope, resource })).body.access_token;
    const ask = (path: string, credential: string) => call(sandbox, 'GET', path, { token: credential });

    expect((await ask(`/iam/v1/accounts/${other.uuid}/groups`, theirs)).body.items).toMatchObject([{ name: 'theirs' }]);
    expect((await ask(`/iam/v1/accounts/${uuid}/groups`, theirs)).status).toBe(404);
    expect((await ask(`/iam/v1/accounts/${other.uuid}/groups`, token)).status).toBe(404);
    expect((await ask('/platform/classic/environment-api/v2/settings/schemas', theirs)).status).toBe(401);
    expect((await requestToken(sandbox, { ...fields, resource: `urn:dtaccount:${uuid}` })).status).toBe(400);
  });
});
