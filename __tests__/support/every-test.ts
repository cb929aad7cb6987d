let before: NodeJS.ProcessEnv;

/** A test that asserts nothing fails. */
beforeEach(() => {
  expect.hasAssertions();
});

/** Every test leaves the environment as it found it, so that none has to put it back itself. */
beforeEach(() => {
  before = { ...process.env };
});

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
