import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { isMap } from 'yaml';
import { checkDeployment } from './checks';
import { DeploymentError, type DeploymentProblem, type Problem, toldProblems, unreadable, valueText } from './problem';
import type { Deployment, DeploymentInput } from './schema';
import { positionOf, readSource, type Source } from './source';
import { validate } from './validate';
import { secretProblems, yamlProblems } from './yaml-problems';

export { DeploymentError, type DeploymentProblem } from './problem';
export type { Deployment, DeploymentInput } from './schema';

const START = 'copy one of examples/ to deployment.yaml, or set DEPLOYMENT_FILE to the path of yours';

export interface LoadedDeployment {
  deployment: Deployment;
  /** What a reader should know although the deployment can be used. */
  warnings: DeploymentProblem[];
}

/** As `readDeployment`, without the warnings. */
export function loadDeployment(path: string): Deployment {
  return readDeployment(path).deployment;
}

/**
 * Reads and checks a deployment file.
 *
 * @throws DeploymentError with every problem of the file, or when it cannot be read.
 */
export function readDeployment(path: string): LoadedDeployment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unreadable(path, 'does not exist', START);
    if (code === 'EISDIR') throw unreadable(path, 'must be a file, got a folder', START);
    throw unreadable(path, `cannot be read: ${message}`);
  }
  return examine(readSource(text, shortest(path)));
}

/** As `examineDeployment`, without the warnings. */
export function parseDeployment(input: DeploymentInput | string, fileName?: string): Deployment {
  return examineDeployment(input, fileName).deployment;
}

/**
 * Checks a deployment, given as the text of a file or as an object, and fills in its defaults.
 *
 * @param fileName as messages show it; paths in the deployment are relative to its folder. Messages about an object
 * have no line numbers.
 * @throws DeploymentError with every problem of the deployment.
 */
export function examineDeployment(input: DeploymentInput | string, fileName = 'deployment'): LoadedDeployment {
  if (typeof input === 'string') return examine(readSource(input, fileName));
  let text: string | undefined;
  try {
    text = JSON.stringify(input);
  } catch {
    throw unreadable(fileName, 'must consist of strings, numbers, booleans, lists and mappings alone');
  }
  return examine(readSource(text ?? 'null', fileName, { hasLines: false }));
}

/** A path as a reader would type it, where the file lies in or below the working directory. */
export function shortest(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** Each step needs what the one before it lets through: the text, the form of the values, what they mean together. */
function examine(source: Source): LoadedDeployment {
  const yaml = yamlProblems(source);
  const problems = [...yaml.problems, ...secretProblems(source)];
  const value = yaml.fatal ? undefined : readValue(source, problems);
  const validated = value === undefined ? undefined : validate(source, value);
  problems.push(...(validated?.problems ?? []));
  const deployment = validated?.deployment;
  const checked = deployment && checkDeployment(source, deployment);
  problems.push(...(checked?.problems ?? []));
  if (problems.length > 0 || !deployment) throw new DeploymentError(toldProblems(source, problems));
  return { deployment, warnings: toldProblems(source, checked?.warnings ?? []) };
}

function readValue(source: Source, problems: Problem[]): unknown {
  const { contents } = source.document;
  const position = positionOf(source, []);
  if (contents === null) {
    problems.push({ id: 'value-type', path: [], rule: 'is empty', cure: START, position });
    return undefined;
  }
  if (!isMap(contents)) {
    const got = valueText(contents.toJS(source.document));
    const rule = 'must be a mapping with `name`, `accounts` and `tenants`';
    problems.push({ id: 'value-type', path: [], rule, got, position });
    return undefined;
  }
  try {
    // Through JSON, which refuses what holds itself.
    return JSON.parse(JSON.stringify(source.document.toJS()));
  } catch {
    const rule = 'uses aliases (*) too often, or has one that contains itself';
    problems.push({ id: 'invalid-yaml', path: [], rule, position });
    return undefined;
  }
}
