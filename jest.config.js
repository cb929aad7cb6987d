const common = {
  testEnvironment: 'node',
  transform: { '\\.ts$': '<rootDir>/__tests__/support/esbuild-transform.js' },
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/every-test.ts'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/lib/', '<rootDir>/cdktf.out/'],
};

/** What must hold at every change, end to end; the other suites take many minutes more. */
const CORE = '(identity|leftovers)';

/** Terraform's own operations over every kind, and interrupts at many places. */
const OPERATIONS = '(operations|interrupts|knowledge|unsaid)';
const CORE_OR_OPERATIONS = '(identity|leftovers|operations|interrupts|knowledge|unsaid)';

/**
 * `unit` needs nothing but Node.js; `core`, `e2e` and `operations` run Terraform with the real AWS provider; `faults`
 * runs scripts for ten minutes.
 */
module.exports = {
  maxWorkers: '100%',
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  testTimeout: 30_000,
  // Which lines of the client send something, for `npm run conformance`.
  collectCoverageFrom: ['scripts/dynatrace/*.ts'],
  coverageDirectory: 'dist/exchanges/coverage',
  coverageReporters: ['json'],
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
    { ...common, displayName: 'e2e', testMatch: [`<rootDir>/__tests__/e2e/!${CORE_OR_OPERATIONS}.test.ts`] },
    { ...common, displayName: 'operations', testMatch: [`<rootDir>/__tests__/e2e/${OPERATIONS}.test.ts`] },
    {
      ...common,
      displayName: 'exchanges',
      globalSetup: '<rootDir>/__tests__/conformance/forget.js',
      setupFilesAfterEnv: [...common.setupFilesAfterEnv, '<rootDir>/__tests__/conformance/record.ts'],
      testMatch: [
        '<rootDir>/__tests__/scripts/{dynatrace,kinds}/*.test.ts',
        '<rootDir>/__tests__/commands/{iam,live,rules,usage}/*.test.ts',
        '<rootDir>/sandbox/__tests__/{aws,dynatrace}/!(moto|remote-iam).test.ts',
      ],
    },
    { ...common, displayName: 'conformance', testMatch: ['<rootDir>/__tests__/conformance/*.check.ts'] },
    { ...common, displayName: 'faults', testMatch: ['<rootDir>/__tests__/scripts/faults/matrix/*.matrix.ts'] },
  ],
};
