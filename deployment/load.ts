import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { isMap } from 'yaml';
import { checkDeployment } from './checks';
import { DeploymentError, inFileOrder, type Problem, problemLine, valueText } from './problem';
import type { Deployment } from './schema';
import { positionOf, readSource, type Source } from './source';
import { validate } from './validate';
import { secretProblems, yamlProblems } from './yaml-problems';

export { DeploymentError } from './problem';

const START = 'copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours';

/**
 * Reads and checks a deployment file.
 *
 * @throws DeploymentError with every problem of the file, or when it cannot be read.
 */
export function loadDeployment(path: string): Deployment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new DeploymentError([`\`${path}\` does not exist; ${START}`]);
    if (code === 'EISDIR') throw new DeploymentError([`\`${path}\` must be a file, got a folder; ${START}`]);
    throw new DeploymentError([`\`${path}\` cannot be read: ${message}`]);
  }
  return parseDeployment(text, shortest(path));
}

/**
 * Checks the text of a deployment file and fills in its defaults.
 *
 * @param fileName as messages show it; paths inside of the file are relative to its folder.
 * @throws DeploymentError with every problem of the file.
 */
export function parseDeployment(text: string, fileName: string): Deployment {
  const source = readSource(text, fileName);
  const yaml = yamlProblems(source);
  const problems = [...yaml.problems, ...secretProblems(source, text)];
  const value = yaml.fatal ? undefined : readValue(source, problems);
  const result = value === undefined ? undefined : examine(source, value);
  problems.push(...(result?.problems ?? []));
  if (problems.length > 0 || !result) {
    const lines = inFileOrder(problems).map((problem) => problemLine(fileName, problem));
    throw new DeploymentError([...new Set(lines)]);
  }
  return result.deployment;
}

/** A path as a reader would type it, where the file lies in or below the working directory. */
function shortest(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

function examine(source: Source, value: unknown): { problems: Problem[]; deployment: Deployment } {
  const { problems, ...checkable } = validate(source, value);
  const further = checkDeployment({ source, ...checkable });
  return { problems: [...problems, ...further], deployment: checkable.deployment };
}

function readValue(source: Source, problems: Problem[]): unknown {
  const { contents } = source.document;
  const position = positionOf(source, []);
  if (contents === null) {
    problems.push({ path: [], rule: `is empty; ${START}`, position });
    return undefined;
  }
  if (!isMap(contents)) {
    const got = valueText(contents.toJS(source.document));
    problems.push({ path: [], rule: 'must be a mapping with `name`, `accounts` and `tenants`', got, position });
    return undefined;
  }
  try {
    // Through JSON, so that places which share a value by an alias do not share an object.
    return JSON.parse(JSON.stringify(source.document.toJS()));
  } catch {
    problems.push({ path: [], rule: 'repeats too much by aliases (*), or one holds itself', position });
    return undefined;
  }
}
