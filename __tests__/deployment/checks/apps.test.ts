import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeployment } from '../../../deployment/load';
import { expectProblem, withTenant } from '../support';

test.each([
  [
    'no bundle where one is uploaded',
    'app: {install: bundle}',
    'app-bundle tenants.prod.app.bundle 9:5',
    'is required with `install: bundle`: Path of the app bundle, relative to this file',
  ],
  [
    'a bundle where none is uploaded',
    'app: {install: hub, bundle: app.zip}',
    'app-bundle tenants.prod.app.bundle 9:25',
    'must be omitted with `install: hub`, got "app.zip"',
  ],
  ['a bundle without saying how to install', 'app: {bundle: app.zip}', 'app-bundle tenants.prod.app.bundle 9:11'],
  [
    'a bundle that is not there',
    'app: {install: bundle, bundle: none.zip}',
    'app-bundle tenants.prod.app.bundle 9:28',
    'must be the path of a zip file, relative to this file, got "none.zip"; there is no such file',
  ],
  [
    'a folder',
    'app: {install: bundle, bundle: examples}',
    'app-bundle tenants.prod.app.bundle 9:28',
    'must be the path of a zip file, got "examples"',
  ],
  [
    'a bundle outside of the folder of the file',
    'app: {install: bundle, bundle: parts/../../app.zip}',
    'app-bundle tenants.prod.app.bundle 9:28',
    'must be in the folder of this file or below it, got "parts/../../app.zip"',
  ],
  [
    'a bundle of this machine alone',
    'app: {install: bundle, bundle: /tmp/app.zip}',
    'app-bundle tenants.prod.app.bundle 9:28',
    'must be a path relative to this file, got "/tmp/app.zip"',
  ],
])('%s', (_, app, ...said) => {
  expectProblem(withTenant(app), ...said);
});

test('a bundle lies relative to the deployment file, and its path stays as it is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  writeFileSync(join(folder, 'app.zip'), '');
  writeFileSync(join(folder, 'deployment.yaml'), withTenant('app: {install: bundle, bundle: ./app.zip}'));

  const { tenants } = loadDeployment(join(folder, 'deployment.yaml'));
  rmSync(folder, { recursive: true });

  expect(tenants.prod?.app.bundle).toBe('./app.zip');
});
