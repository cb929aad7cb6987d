import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputDirectory } from './cdktf';

/** A state of a stack that the deployment file no longer has. */
export interface LeftState {
  /** Absolute path of the state's file. */
  file: string;
  name: string;
  resources: number;
}

/**
 * Local states that belong to no stack of the file and still hold resources. Other backends list no states to compare with.
 *
 * @param directory of the states, relative to the project
 * @param known names that the states of the file's stacks are kept under
 */
export function leftStates(directory: string, known: string[]): LeftState[] {
  // As the backend has it: relative to the folder that the output lies in.
  const folder = join(dirname(outputDirectory()), directory);
  return namesIn(folder).flatMap((entry) => {
    const name = /^terraform\.(.+)\.tfstate$/.exec(entry)?.[1];
    if (name === undefined || known.includes(name)) return [];
    const file = join(folder, entry);
    const resources = resourcesIn(file);
    return resources > 0 ? [{ file, name, resources }] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What is no state of Terraform counts as empty. */
function resourcesIn(file: string): number {
  try {
    const { resources } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: unknown };
    return Array.isArray(resources) ? resources.length : 0;
  } catch {
    return 0;
  }
}
