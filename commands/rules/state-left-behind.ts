import { statesOfNeighbours } from '../../deployment/shared-states';
import { leftStates } from '../../terraform/left-states';
import type { Selection } from '../cli/selection';
import { failed, type Rule } from '../findings/rule';

export const stateLeftBehind: Rule<Pick<Selection, 'deployment' | 'all' | 'file'>> = {
  id: 'state-left-behind',
  severity: 'error',
  what: 'Every state that holds resources belongs to a stack of the deployment file, or of another one in the checkout.',
  why: 'What a tenant or an account deployed stays when its entry leaves the file, and no plan says so.',
  cure: 'Put the entry back, destroy it with `npm run destroy -- <name>`, and take it out again; or write `movedFrom`.',
  check({ deployment, all, file }) {
    const { backend } = deployment;
    if (backend.type !== 'local') return [];
    const known = [...all.map(({ stateName }) => stateName), ...statesOfNeighbours(file, backend.directory)];
    return leftStates(backend.directory, known).map(({ name, file, resources }) =>
      failed(
        `state ${name}`,
        `${resources} resources in ${file}, and no stack of the deployment file has this state`,
        `Put ${name} back into the file and run \`npm run destroy -- ${name}\`, or write \`movedFrom: ${name}\` at its successor.`,
      ),
    );
  },
};
