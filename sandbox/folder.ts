import { resolve } from 'node:path';

/** Where the sandbox's data lie: apart from production's, and below the folder that it was started in. */
export function sandboxFolder(): string {
  return resolve(process.env.PATCHBAY_SANDBOX_FOLDER ?? 'data/sandbox');
}
