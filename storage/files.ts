import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { PatchbayError } from '../src/domain/errors.js';

/** What the storage asks of the file system: a seam, so that a full disk can be met on purpose. */
export type Files = Pick<typeof fs, 'open' | 'rename' | 'rm' | 'readFile' | 'readdir' | 'mkdir' | 'lstat' | 'link'>;

export const NODE_FILES: Files = fs;

const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;
/** What Windows answers where a folder is opened to be synced: NTFS journals its entries without being asked. */
const FOLDER_NOT_SYNCED = new Set(['EPERM', 'EISDIR', 'EACCES']);

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

export function codeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

/** A file system's refusal in plain words, without paths. */
export function causeOf(thrown: unknown): string {
  const code = codeOf(thrown);
  if (code === null) return thrown instanceof Error ? thrown.message : String(thrown);
  return `${CAUSES[code] ?? 'the file system refused'} (${code})`;
}

/** PB804; what has a code of ours already keeps it. */
export function cannotWrite(name: string, thrown: unknown): PatchbayError {
  if (thrown instanceof PatchbayError) return thrown;
  return new PatchbayError('PB804', { name, cause: causeOf(thrown) }, { cause: thrown });
}

export function uniqueSuffix(): string {
  return randomBytes(6).toString('hex');
}

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

export async function makeFolder(files: Files, folder: string): Promise<void> {
  await files.mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Replaces a file so that a crash at any moment leaves the old content or the new one: a unique temporary file beside
 * it, fsync, rename, fsync of the folder. Where that last step fails the file may hold either: read it again.
 */
export async function writeDurably(files: Files, path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${uniqueSuffix()}.tmp`;
  try {
    await writeSynced(files, temporary, content);
    await files.rename(temporary, path);
  } catch (thrown) {
    await discard(files, temporary);
    throw thrown;
  }
  await syncFolder(files, dirname(path));
}

async function writeSynced(files: Files, path: string, content: string | Uint8Array): Promise<void> {
  const handle = await files.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The failure that led here is the one to tell; a leftover is removed at the next start. */
async function discard(files: Files, temporary: string): Promise<void> {
  await files.rm(temporary, { force: true }).catch(() => undefined);
}

/** A file that is not there is removed already. */
export async function removeDurably(files: Files, path: string): Promise<void> {
  await files.rm(path, { force: true });
  await syncFolder(files, dirname(path));
}

/** Makes created, renamed and removed names of a folder last. */
export async function syncFolder(files: Files, folder: string): Promise<void> {
  try {
    const handle = await files.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (process.platform !== 'win32' || !FOLDER_NOT_SYNCED.has(codeOf(thrown) ?? '')) throw thrown;
  }
}

/** The file's bytes, or null where there is none. */
export async function readIfThere(files: Files, path: string): Promise<Buffer | null> {
  try {
    return await files.readFile(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}
