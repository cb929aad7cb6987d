export default {
  testRunner: 'jest',
  jest: { configFile: '__tests__/support/mutation/jest.config.js' },
  mutate: [
    'scripts/**/*.ts',
    'model/**/*.ts',
    // What starts the process runs in a process of its own, which no mutant reaches.
    '!scripts/main.ts',
    // Tables of facts, held against AWS's own, and of texts: nothing but another table could tell what is wrong.
    '!model/{workflow-action-catalogue,regions,kinds-table}.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 30_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 30,
  ignorePatterns: ['dist', 'lib', 'cdktf.out'],
  tempDirName: 'dist/mutation',
  incremental: true,
  incrementalFile: 'dist/mutation-results.json',
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'dist/mutation-report.json' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 88, break: 88 },
};
