import { Resource } from '@cdktf/provider-null/lib/resource';
import { deploymentWith } from '../support/deployment';
import { appOf } from '../support/synthesize';

describe('NoCreateBeforeDestroy', () => {
  const { app } = appOf(deploymentWith());

  it.each([
    [false, undefined],
    [true, /must not use createBeforeDestroy/],
  ])('with createBeforeDestroy %s', (createBeforeDestroy, refusal) => {
    new Resource(app.node.findChild('prod'), `added-${createBeforeDestroy}`, { lifecycle: { createBeforeDestroy } });

    if (refusal) expect(() => app.synth()).toThrow(refusal);
    else expect(() => app.synth()).not.toThrow();
  });
});
