const { default: TestSequencer } = require('@jest/test-sequencer');

/** Starts the end-to-end tests before all others, so that no worker is left alone with a long one at the end. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const isLong = ({ path }) => Number(/[\\/]e2e[\\/]/.test(path));
    return super.sort(tests).sort((one, other) => isLong(other) - isLong(one));
  }
};
