const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join, relative } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/**
 * Whoever survives the nearest files counts as a survivor, which errs on the strict side: all of them take a minute. What
 * runs while a module loads is reached by every test of it, so that its own have to do.
 */
const FILES_PER_MUTANT = 4;

/**
 * Runs the tests of a mutant and no more: Stryker names those that reach it, but Jest would load every file that
 * imports the mutated one. Stops at the first file that fails. A run without a mutant tells which test is in which file.
 */
module.exports = class MutationRunner extends TestRunner {
  async runTests(tests, watcher, options) {
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return this.#runAll(tests, watcher, options);
    let failed = false;
    this.on('test-file-failure', () => {
      failed = true;
    });
    this.on('test-file-success', ([, { numFailingTests }]) => {
      failed ||= numFailingTests > 0;
    });
    for (const test of nearest(tests, this._globalConfig)) {
      if (!failed) await super.runTests([test], watcher, options);
    }
  }

  async #runAll(tests, watcher, options) {
    const names = {};
    this.on('test-file-success', ([test, { testResults }]) => {
      names[test.path] = testResults.map(({ fullName }) => fullName);
    });
    await super.runTests(tests, watcher, options);
    const file = namesFile(this._globalConfig);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(names));
  }
};

/** The files with a test of the mutant: that of the mutated file first, then those of its folder, then the smallest. */
function nearest(tests, globalConfig) {
  const { testNamePattern, nonFlagArgs, rootDir } = globalConfig;
  const file = namesFile(globalConfig);
  const names = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const pattern = new RegExp(testNamePattern ?? '');
  const [mutated = ''] = nonFlagArgs.map((path) => relative(rootDir, path));
  const distance = ({ path }) => {
    if (basename(path) === basename(mutated).replace(/\.ts$/, '.test.ts')) return 0;
    return relative(join(rootDir, '__tests__'), dirname(path)) === dirname(mutated) ? 1 : 2;
  };
  const reached = tests
    .map((test) => ({ test, reaching: names[test.path]?.filter((name) => pattern.test(name)).length ?? 0 }))
    .filter(({ reaching }) => reaching > 0)
    .sort((a, b) => distance(a.test) - distance(b.test) || a.reaching - b.reaching)
    .map(({ test }) => test);
  const own = reached.filter((test) => distance(test) === 0);
  return testNamePattern === undefined && own.length > 0 ? own : reached.slice(0, FILES_PER_MUTANT);
}

function namesFile({ rootDir }) {
  return join(rootDir, 'dist', 'test-names.json');
}
