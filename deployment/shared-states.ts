import { readFileSync } from 'node:fs';
import { basename, posix } from 'node:path';
import { shortest } from './load';
import { type Neighbour, neighboursOf, seenFrom } from './neighbours';
import { DeploymentError, type Problem, toldProblems } from './problem';
import type { ResolvedStack } from './resolved-stack';
import type { Backend } from './schema';
import { positionOf, readSource, type Source } from './source';

/**
 * Two files with one state would each plan to destroy what the other deployed.
 *
 * @param file absolute path of the deployment file
 * @param stacks all stacks of the file
 * @throws DeploymentError when another deployment file of the same checkout keeps a state in the same place
 */
export function requireOwnStates(file: string, stacks: ResolvedStack[]): void {
  const places = new Map(stacks.flatMap((stack) => placesOf(stack).map((place) => [place, stack])));
  const neighbours = neighboursOf(file);
  if (neighbours.length === 0) return;
  const source = readSource(readFileSync(file, 'utf8'), shortest(file));
  const problems = neighbours.flatMap((neighbour) => collisions(file, { places, neighbour, source }));
  if (problems.length > 0) throw new DeploymentError(toldProblems(source, problems));
}

/** Names of states that other files of the checkout keep in the folder of a local backend. */
export function statesOfNeighbours(file: string, directory: string): string[] {
  const folder = normalized(directory);
  return neighboursOf(file).flatMap(({ stacks }) =>
    stacks.flatMap(({ backend, stateName }) =>
      backend.type === 'local' && normalized(backend.directory) === folder ? [stateName] : [],
    ),
  );
}

interface Compared {
  places: Map<string, ResolvedStack>;
  neighbour: Neighbour;
  source: Source;
}

function collisions(file: string, { places, neighbour, source }: Compared): Problem[] {
  const seen = new Set<string>();
  return neighbour.stacks.flatMap((other) => {
    const own = placesOf(other)
      .map((place) => places.get(place))
      .find(Boolean);
    if (!own || seen.has(own.key)) return [];
    seen.add(own.key);
    const path = ['tenants', own.key];
    const theirs = `\`tenants.${other.key}\` of ${seenFrom(file, neighbour.file)}`;
    const rule = `must not keep its state where ${theirs} keeps its own: ${described(own)}`;
    return [{ id: 'state-shared', path, rule, cure: cureFor(own.backend, file), position: positionOf(source, path) }];
  });
}

function cureFor(backend: Backend, file: string): string {
  const name = basename(file).replace(/\.ya?ml$/, '');
  const written: Record<Backend['type'], string> = {
    local: `backend: { type: local, directory: states/${name} }`,
    s3: `keyPrefix: aws-workflows/${name}/`,
    hcp: `workspacePrefix: aws-workflows-${name.replace(/\W/g, '-')}-`,
    none: '',
  };
  return (
    `keep them apart in the file that has deployed nothing yet, for example by \`${written[backend.type]}\`, ` +
    'give one of the tenants another key, or move the file that nobody deploys to another folder'
  );
}

/** Where a stack keeps its state, in lower case: names that differ in case alone meet in files and in workspaces. */
function placesOf({ backend, stateName }: Pick<ResolvedStack, 'backend' | 'stateName'>): string[] {
  const place = placeIn(backend, stateName);
  return place === undefined ? [] : [place.toLowerCase()];
}

function placeIn(backend: Backend, state: string): string | undefined {
  switch (backend.type) {
    case 'local':
      return posix.join(normalized(backend.directory), `terraform.${state}.tfstate`);
    case 's3':
      return `s3://${backend.bucket}/${backend.keyPrefix}${state}.tfstate`;
    case 'hcp':
      return `${backend.hostname}/${backend.organization}/${backend.workspacePrefix}${state}`;
    case 'none':
      return undefined;
  }
}

function described({ backend, stateName }: ResolvedStack): string {
  return placeIn(backend, stateName) ?? stateName;
}

function normalized(directory: string): string {
  return posix.normalize(directory.replaceAll('\\', '/')).replace(/\/$/, '');
}
