import { dirname, join } from 'node:path';
import { codeOf, type Files, makeFolder, syncFolder, uniqueSuffix, writeDurably } from './files.js';

/** A data folder. */
export interface Where {
  readonly folder: string;
  readonly files: Files;
}

/** Where they lie, in the data folder. */
export const BACKUPS = 'backup';
const UNFINISHED = 'unfinished';

/** Copies the whole data folder into itself, or puts an unfinished migration's copy back. */
export async function beginBackup(where: Where): Promise<void> {
  const backup = join(where.folder, BACKUPS, UNFINISHED);
  if (await isThere(where.files, backup)) return restore(where, backup);
  const partial = join(where.folder, BACKUPS, `partial-${uniqueSuffix()}`);
  for (const name of await contentOf(where)) await copy(where.files, join(where.folder, name), join(partial, name));
  await where.files.rename(partial, backup);
  await syncFolder(where.files, dirname(backup));
}

/** The migration is done: the backup stays, under a name that no later one restores from. */
export async function endBackup(where: Where): Promise<void> {
  const backup = join(where.folder, BACKUPS, UNFINISHED);
  if (!(await isThere(where.files, backup))) return;
  await where.files.rename(backup, join(where.folder, BACKUPS, `before-${uniqueSuffix()}`));
  await syncFolder(where.files, dirname(backup));
}

async function restore(where: Where, backup: string): Promise<void> {
  for (const name of await contentOf(where)) await where.files.rm(join(where.folder, name), { recursive: true });
  for (const name of await where.files.readdir(backup)) {
    await copy(where.files, join(backup, name), join(where.folder, name));
  }
  await syncFolder(where.files, where.folder);
}

/** All but the backups themselves and a lock's socket. */
export async function contentOf({ folder, files }: Where): Promise<readonly string[]> {
  const names = await files.readdir(folder);
  return names.filter((name) => name !== BACKUPS && !name.startsWith('lock.sock'));
}

async function copy(files: Files, from: string, to: string): Promise<void> {
  if ((await files.lstat(from)).isDirectory()) {
    await makeFolder(files, to);
    for (const name of await files.readdir(from)) await copy(files, join(from, name), join(to, name));
    await syncFolder(files, to);
    return;
  }
  await makeFolder(files, dirname(to));
  await writeDurably(files, to, await files.readFile(from));
}

async function isThere(files: Files, path: string): Promise<boolean> {
  try {
    await files.lstat(path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}
