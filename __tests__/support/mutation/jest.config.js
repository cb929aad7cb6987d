const [unit] = require('../../../jest.config').projects;

/** The tests that reach `scripts/` and `model/` in their own process. */
module.exports = {
  ...unit,
  rootDir: '../../..',
  testTimeout: 20_000,
  runner: '<rootDir>/__tests__/support/mutation/runner.js',
  testEnvironment: './__tests__/support/mutation/environment.js',
  testMatch: ['<rootDir>/__tests__/{scripts,model}/**/*.test.ts'],
  // These start the bundle or the launcher, which no mutant reaches.
  testPathIgnorePatterns: ['/scripts/(main|launch)\\.test\\.ts$', '/faults/bundle\\.test\\.ts$'],
};
