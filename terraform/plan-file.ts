import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { planFile } from './stack';
import { type StateVersion, versionIn } from './state-version';

/**
 * The version of the state that the saved plan of a stack was made for, or nothing for a plan that lies in HCP Terraform.
 *
 * Source: a plan file is a zip, in which `tfstate` is the state that the plan starts from.
 */
export function plannedVersion(stack: string): StateVersion | undefined {
  const content = readFileSync(planFile(stack));
  if (content.subarray(0, 2).toString() !== 'PK') return undefined;
  const { tfstate } = unzipSync(content, { filter: ({ name }) => name === 'tfstate' });
  return tfstate && versionIn(strFromU8(tfstate));
}
