import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeployment } from '../../../deployment/load';
import { problemsOf, withTenant } from '../support';

test.each([
  [
    'no bundle where one is uploaded',
    'app: {install: bundle}',
    '`tenants.prod.app.bundle` is required with `install: bundle`: Path of the app bundle, relative to this file (deployment.yaml:9:5)',
  ],
  [
    'a bundle where none is uploaded',
    'app: {install: hub, bundle: app.zip}',
    '`tenants.prod.app.bundle` must be left out with `install: hub`, got "app.zip" (deployment.yaml:9:25)',
  ],
  [
    'a bundle without saying how to install',
    'app: {bundle: app.zip}',
    '`tenants.prod.app.bundle` must be left out with `install: require`, got "app.zip" (deployment.yaml:9:11)',
  ],
  [
    'a bundle that is not there',
    'app: {install: bundle, bundle: none.zip}',
    '`tenants.prod.app.bundle` must be the path of a zip file, relative to this file, got "none.zip"; there is no such file (deployment.yaml:9:28)',
  ],
  [
    'a folder',
    'app: {install: bundle, bundle: examples}',
    '`tenants.prod.app.bundle` must be the path of a zip file, relative to this file, got "examples"; there is no such file (deployment.yaml:9:28)',
  ],
  [
    'a bundle beside a way to install that is none',
    'app: {install: bundel, bundle: none.zip}',
    '`tenants.prod.app.install` must be `require`, `hub` or `bundle`, got "bundel" (deployment.yaml:9:11)',
  ],
])('%s', (_, app, line) => {
  expect(problemsOf(withTenant(app))).toEqual([line]);
});

test('a bundle lies relative to the deployment file, and its path stays as it is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  writeFileSync(join(folder, 'app.zip'), '');
  writeFileSync(join(folder, 'deployment.yaml'), withTenant('app: {install: bundle, bundle: ./app.zip}'));

  const { tenants } = loadDeployment(join(folder, 'deployment.yaml'));
  rmSync(folder, { recursive: true });

  expect(tenants.prod?.app.bundle).toBe('./app.zip');
});
