import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { PatchbayFailure } from '../../src/domain/errors.js';
import { openStore } from '../../storage/open.js';

type Options = Parameters<typeof openStore>[0];

const folders: string[] = [];

/** A folder of its own, gone after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-store-'));
  folders.push(folder);
  return folder;
}

export function removeFoldersAfterEach(): void {
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });
}

/** Opens a store and remembers what it reports. */
export async function opened(folder: string, options: Partial<Options> = {}) {
  const reported: PatchbayFailure[] = [];
  const { store, close } = await openStore({ folder, report: (failure) => reported.push(failure), ...options });
  return { store, close, reported };
}
