import type { Selection } from '../cli/selection';
import type { Output } from '../cli/terminal';
import type { Finding } from '../findings/finding';
import { startReport } from '../findings/report';
import { stateLeftBehind } from '../rules/state-left-behind';

type Known = Pick<Selection, 'deployment' | 'all' | 'file'>;

/** What no plan says: which states still hold resources although their entry has left the deployment file. */
export async function leftBehindFindings(selection: Known): Promise<Finding[]> {
  const found = await startReport().check(stateLeftBehind, selection, { area: 'deployment file' });
  return found.map(({ detail, cure, ...rest }) => ({ ...rest, detail: cure ? `${detail}\n${cure}` : detail }));
}

/** Says it to whoever plans or deploys. */
export async function sayLeftBehind(selection: Known, output: Output): Promise<void> {
  for (const { subject, detail } of await leftBehindFindings(selection)) {
    output.print(output.colors.yellow(`${subject}: ${detail.replace('\n', '. ')}`));
  }
}
