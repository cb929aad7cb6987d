import { hubApp } from '../../../stacks/dynatrace/hub-app';
import { stackWith } from '../../support/deployment';

const instanceOf = (app: object, bundle?: string) =>
  hubApp(stackWith({ tenant: { app } }), bundle).instances['dynatrace.aws.connector'];

describe('hubApp', () => {
  it('wants the app of the setup page, which by default has to be there', () => {
    expect(instanceOf({})).toEqual({
      identity: { environment: 'https://abc12345.apps.dynatrace.com', app_id: 'dynatrace.aws.connector' },
      content: {},
      options: { install: 'require', timeout: 180 },
    });
  });

  it('uploads a bundle, which is no part of what state keeps', () => {
    expect(instanceOf({ install: 'bundle', bundle: 'app.zip', timeout: 60 }, 'assets/app.zip')).toMatchObject({
      content: {},
      options: { install: 'bundle', bundle: 'assets/app.zip', timeout: 60 },
    });
  });

  it.each([
    ['keep', true],
    ['uninstall', undefined],
  ])('with onDestroy: %s', (onDestroy, kept) => {
    expect(hubApp(stackWith({ tenant: { app: { install: 'hub', onDestroy } } })).keepsOnDestroy).toBe(kept);
  });

  it('belongs to the stack of what a tenant has once', () => {
    expect(hubApp({ ...stackWith(), holdsTenant: false }).instances).toEqual({});
  });
});
