import type { Path } from '../problem';
import type { CheckContext } from './context';

type Movable = Record<string, { movedFrom?: string | undefined }>;

/** `movedFrom` names a key that is gone, once. */
export function checkMoves(context: CheckContext): void {
  const { tenants } = context.deployment;
  checkEach(context, ['tenants'], tenants, 'tenant');
  for (const [key, { connections }] of Object.entries(tenants)) {
    checkEach(context, ['tenants', key, 'connections'], connections, 'connection');
  }
}

function checkEach({ report }: CheckContext, path: Path, parts: Movable, what: string): void {
  const seen = new Map<string, string>();
  for (const [key, { movedFrom }] of Object.entries(parts)) {
    if (movedFrom === undefined) continue;
    const at = [...path, key, 'movedFrom'];
    const earlier = seen.get(movedFrom);
    if (movedFrom === key) {
      report('moved-from', at, `must differ from the key of the ${what} itself`, movedFrom);
    } else if (Object.hasOwn(parts, movedFrom)) {
      const cure = 'remove that one or leave `movedFrom` out';
      report('moved-from', at, `must be the key of a ${what} that is no longer in the file`, movedFrom, cure);
    } else if (earlier !== undefined) {
      report('moved-from', at, `must differ from \`movedFrom\` of \`${earlier}\``, movedFrom);
    }
    seen.set(movedFrom, earlier ?? key);
  }
}
