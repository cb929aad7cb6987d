import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import type { ResolvedStack } from './resolved-stack';
import { deploymentSchema } from './schema';
import { resolveStacks } from './stacks';

/** Another deployment file of the same checkout. */
export interface Neighbour {
  /** Absolute path. */
  file: string;
  stacks: ResolvedStack[];
}

/** Templates to copy from, which nobody deploys where they are. */
const TEMPLATES = 'examples';

/**
 * The deployment files that somebody may deploy from the same checkout: the YAML files beside a file, those in the folder
 * of its cdktf.json, and those of its name in the folders beside its own. What cannot be read as a deployment is none, as
 * nobody can deploy it either, and neither is a copy of the file itself.
 *
 * @param file absolute path
 */
export function neighboursOf(file: string): Neighbour[] {
  const folder = dirname(file);
  const project = projectOf(folder);
  const beside = project === undefined || project === folder ? [] : foldersIn(dirname(folder));
  const paths = [
    ...(basename(folder) === TEMPLATES ? [] : yamlIn(folder)),
    ...(project === undefined ? [] : yamlIn(project)),
    ...beside.map((one) => join(one, basename(file))),
  ];
  const own = textOf(file);
  return [...new Set(paths)].filter((path) => path !== file).flatMap((path) => read(path, own));
}

/** A path as messages about another file show it. */
export function seenFrom(file: string, other: string): string {
  return relative(dirname(file), other);
}

function read(file: string, own: string | undefined): Neighbour[] {
  try {
    const text = textOf(file);
    // Most YAML files are something else, and need not be parsed to know that. A copy deploys the same.
    if (text === undefined || text === own || !/^["']?tenants["']?:/m.test(text)) return [];
    const deployment = deploymentSchema.parse(parse(text, { merge: true, logLevel: 'error' }));
    return [{ file, stacks: resolveStacks(deployment, file) }];
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function projectOf(folder: string): string | undefined {
  if (existsSync(join(folder, 'cdktf.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectOf(parent);
}

function yamlIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map(({ name }) => join(folder, name));
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== TEMPLATES)
    .map(({ name }) => join(folder, name));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
