import { ALLOWED_HOSTS_SCHEMA, CONNECTION_SCHEMAS } from '../../model/connection';
import { actorPermissions, deployPermissions, policyStatements } from '../../model/permissions';

const NOTHING = { installsApp: false, installsFromHub: false, uninstallsApp: false, connectionSchemas: [] };
const SETTINGS = ['settings:objects:read', 'settings:objects:write', 'settings:schemas:read'];

function settingsOf(schemaId: string) {
  return SETTINGS.map((permission) => ({ permission, schemaId }));
}

describe('deployPermissions', () => {
  test('of a tenant without connections are to read apps and to change the allow-list', () => {
    expect(deployPermissions(NOTHING)).toEqual([
      { permission: 'app-engine:apps:run' },
      ...settingsOf(ALLOWED_HOSTS_SCHEMA),
    ]);
  });

  test('include installing, narrowed to the app', () => {
    expect(deployPermissions({ ...NOTHING, installsApp: true })).toContainEqual({
      permission: 'app-engine:apps:install',
      appId: 'dynatrace.aws.connector',
    });
  });

  test('include reading the catalog when the app comes from the Hub', () => {
    expect(deployPermissions({ ...NOTHING, installsFromHub: true })).toContainEqual({ permission: 'hub:catalog:read' });
  });

  test('include removing the app only when the file asks for it', () => {
    expect(deployPermissions({ ...NOTHING, uninstallsApp: true })).toContainEqual({
      permission: 'app-engine:apps:delete',
    });
    expect(deployPermissions({ ...NOTHING, installsApp: true })).not.toContainEqual({
      permission: 'app-engine:apps:delete',
    });
  });

  test.each(Object.values(CONNECTION_SCHEMAS))('include %s when connections use it', (schemaId) => {
    const permissions = deployPermissions({ ...NOTHING, connectionSchemas: [schemaId] });

    expect(permissions).toEqual(expect.arrayContaining(settingsOf(schemaId)));
    expect(permissions).toContainEqual({ permission: 'hyperscaler-authentication:aws:authenticate' });
  });
});

test('actorPermissions are to authenticate, to read the connections and to run workflows', () => {
  expect(actorPermissions([CONNECTION_SCHEMAS.enhanced])).toEqual([
    { permission: 'hyperscaler-authentication:aws:authenticate' },
    { permission: 'settings:objects:read', schemaId: CONNECTION_SCHEMAS.enhanced },
    { permission: 'app-engine:apps:run' },
    { permission: 'app-engine:functions:run' },
    { permission: 'automation:workflows:read' },
    { permission: 'automation:workflows:run' },
  ]);
});

describe('policyStatements', () => {
  test('group permissions by what they are narrowed to', () => {
    const uses = {
      installsApp: true,
      installsFromHub: false,
      uninstallsApp: true,
      connectionSchemas: [CONNECTION_SCHEMAS.legacy],
    };

    expect(policyStatements(deployPermissions(uses)).split('\n')).toEqual([
      'ALLOW app-engine:apps:run, app-engine:apps:delete, hyperscaler-authentication:aws:authenticate;',
      'ALLOW app-engine:apps:install WHERE shared:app-id = "dynatrace.aws.connector";',
      'ALLOW settings:objects:read, settings:objects:write, settings:schemas:read WHERE settings:schemaId = "builtin:hyperscaler-authentication.aws.connection";',
      'ALLOW settings:objects:read, settings:objects:write, settings:schemas:read WHERE settings:schemaId = "builtin:dt-javascript-runtime.allowed-outbound-connections";',
    ]);
  });

  test('of no permissions are empty', () => {
    expect(policyStatements([])).toBe('');
  });
});
