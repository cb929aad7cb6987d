const { TestEnvironment } = require('jest-environment-node');

/** Runs no further test of a file once one has failed: that kills the mutant. */
module.exports = class MutationEnvironment extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
    if (name === 'test_fn_failure' || name === 'hook_failure') this.#failed = true;
    if (name === 'test_start' && this.#failed) test.mode = 'skip';
  }
};
