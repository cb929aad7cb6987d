const common = {
  testEnvironment: 'node',
  transform: { '\\.ts$': '<rootDir>/__tests__/support/esbuild-transform.js' },
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/restore-environment.ts'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/lib/', '<rootDir>/cdktf.out/'],
};

/** What must hold at every change, end to end; the other suites take many minutes more. */
const CORE = '(identity|leftovers|hidden)';

/**
 * `unit` needs nothing but Node.js; `core` and `e2e` run Terraform with the real AWS provider; `faults` runs scripts for
 * half an hour.
 */
module.exports = {
  maxWorkers: '100%',
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/__tests__/support/not-run-reporter.js'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/__tests__/!(e2e)/**/*.test.ts',
        '<rootDir>/__tests__/*.test.ts',
        '<rootDir>/sandbox/__tests__/**/*.test.ts',
      ],
    },
    { ...common, displayName: 'core', testMatch: [`<rootDir>/__tests__/e2e/${CORE}.test.ts`] },
    { ...common, displayName: 'e2e', testMatch: [`<rootDir>/__tests__/e2e/!${CORE}.test.ts`] },
    { ...common, displayName: 'faults', testMatch: ['<rootDir>/__tests__/scripts/faults/*.matrix.ts'] },
  ],
};
