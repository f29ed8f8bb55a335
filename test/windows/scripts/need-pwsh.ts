import { hasPwsh } from '../pwsh/calls.js';

/** Says plainly, once and before everything else, that there is nothing to run the scripts with. */
export function setup(): void {
  if (hasPwsh()) return;
  throw new Error('No PowerShell here: the scripts were not run. Name one by PATCHBAY_PWSH.');
}
