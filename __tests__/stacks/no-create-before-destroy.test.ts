import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resource } from '@cdktf/provider-null/lib/resource';
import { App } from 'cdktf';
import { deploymentSchema } from '../../deployment/schema';
import { TenantStack } from '../../stacks/tenant-stack';
import { deploymentWith } from '../support/synthesize';

describe('NoCreateBeforeDestroy', () => {
  it.each([
    [true, /must not use createBeforeDestroy/],
    [false, undefined],
  ])('with createBeforeDestroy %s', (createBeforeDestroy, refusal) => {
    const scripts = mkdtempSync(join(tmpdir(), 'scripts-'));
    writeFileSync(join(scripts, 'dynatrace.cjs'), '');
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'synthesize-')) });
    const stack = new TenantStack(app, 'prod', { deployment: deploymentSchema.parse(deploymentWith({})), scripts });
    new Resource(stack, 'added', { lifecycle: { createBeforeDestroy } });

    if (refusal) expect(() => app.synth()).toThrow(refusal);
    else expect(() => app.synth()).not.toThrow();
  });
});
