const NotRunReporter = require('./support/not-run-reporter') as new () => {
  onRunComplete(contexts: unknown, results: { testResults: object[] }): void;
};

const resultsOf = (...tests: [string, string][]) => ({
  testResults: [{ testResults: tests.map(([title, status]) => ({ title, status, ancestorTitles: ['with moto'] })) }],
});

describe('the end of a run', () => {
  it('lists what this machine could not run', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    new NotRunReporter().onRunComplete([], resultsOf(['deploys: needs moto_server', 'todo'], ['plans', 'passed']));

    expect(warn.mock.calls).toEqual([['\nNot run here:\n  with moto › deploys: needs moto_server']]);
  });

  it('says nothing when everything ran', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    new NotRunReporter().onRunComplete([], resultsOf(['plans', 'passed']));

    expect(warn).not.toHaveBeenCalled();
  });

  afterEach(() => jest.restoreAllMocks());
});
