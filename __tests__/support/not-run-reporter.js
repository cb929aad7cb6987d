/** Says at the end of a run which parts this machine could not run: tests whose name begins with "not run here". */
module.exports = class NotRunReporter {
  onRunComplete(_contexts, { testResults }) {
    for (const { testResults: tests } of testResults) {
      for (const { title, ancestorTitles } of tests) {
        if (title.startsWith('not run here')) console.warn(`\n${[...ancestorTitles, title].join(' › ')}`);
      }
    }
  }
};
