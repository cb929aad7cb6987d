/**
 * Names what this machine cannot run. It counts as neither passed nor failed, and the end of the run lists it.
 *
 * @param what the part that is left out
 * @param needs what the machine would need for it
 */
export function notRunHere(what: string, needs: string): void {
  it.todo(`${what}: needs ${needs}`);
}
