/** Lists at the end of a run what this machine could not run (`notRunHere`). */
module.exports = class NotRunReporter {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults.flatMap((file) => file.testResults);
    const left = tests.filter(({ status }) => status === 'todo');
    if (left.length === 0) return;
    const lines = left.map(({ ancestorTitles, title }) => `  ${[...ancestorTitles, title].join(' › ')}`);
    console.warn(['', 'Not run here:', ...lines].join('\n'));
  }
};
