import { secretsOf } from './dynatrace/credentials';
import { exitCodeOf, messageOf } from './dynatrace/errors';
import { createRedactor } from './dynatrace/redact';
import { run } from './run';

const redact = createRedactor(secretsOf(process.env));

function log(line: string): void {
  process.stderr.write(`${redact(line)}\n`);
}

function fail(error: unknown): void {
  log(messageOf(error));
  process.exitCode = exitCodeOf(error);
}

// Whatever is thrown outside of the run, for example by a stream, is told in one line as well.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

const args = process.argv.slice(2);
run(args, { env: process.env, stdin: () => process.stdin, log, redact }).then((answer) => {
  if (!answer) return;
  // When Terraform observes, a request that is still under way must not hold up the plan.
  process.stdout.write(answer, args[0] === 'observe' ? () => process.exit(0) : undefined);
}, fail);
