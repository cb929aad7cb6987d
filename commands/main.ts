import { runProgram } from './cli/program';
import { terminal } from './cli/terminal';

/** `node run.mjs commands/main.ts <command> …`; package.json has a script for each command. */
runProgram(process.argv.slice(2), terminal()).then((code) => {
  process.exitCode = code;
});
