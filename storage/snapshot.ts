import { dirname, join } from 'node:path';
import { BACKUPS, contentOf, type Where } from './backup.js';
import { codeOf, type Files, isTemporary, makeFolder } from './files.js';

const REQUEST = /^request-([0-9a-f]{12})$/;
/** What is appended to in its place, unlike documents: a link to it would go on growing. */
const APPENDED = 'audit';
const LINE_FEED = 0x0a;
/** File systems that know no links, or not there. */
const NO_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK', 'ENOSYS']);

export function snapshotFolder(folder: string, name: string): string {
  return join(folder, BACKUPS, `snapshot-${name}`);
}

/** Asks the process that owns the folder for a snapshot; it looks when somebody knocks at its lock. */
export async function askForSnapshot({ folder, files }: Where, name: string): Promise<void> {
  const request = await files.open(join(folder, BACKUPS, `request-${name}`), 'wx', 0o600);
  await request.close();
}

/** The snapshots that are asked for. */
export async function requestedSnapshots({ folder, files }: Where): Promise<readonly string[]> {
  const names = await files.readdir(join(folder, BACKUPS));
  return names.flatMap((name) => REQUEST.exec(name)?.[1] ?? []);
}

export async function forgetRequest({ folder, files }: Where, name: string): Promise<void> {
  await files.rm(join(folder, BACKUPS, `request-${name}`), { force: true });
}

/**
 * All that the folder holds at this moment, beside it: documents as links, since a document's file is never written to
 * again, and the audit log's whole lines. To be called while nothing changes: then it is what a crash at this moment
 * would have left, which the next start can take up.
 */
export async function takeSnapshot(where: Where, name: string): Promise<void> {
  const to = snapshotFolder(where.folder, name);
  const partial = `${to}.partial`;
  for (const one of await contentOf(where)) {
    const keep = one === APPENDED ? copyLines : link;
    await each(where.files, join(where.folder, one), join(partial, one), keep);
  }
  await where.files.rename(partial, to);
}

/** Also what a copy that was cut off left behind. */
export async function removeSnapshot({ folder, files }: Where, name: string): Promise<void> {
  const path = snapshotFolder(folder, name);
  for (const one of [path, `${path}.partial`]) await files.rm(one, { recursive: true, force: true });
}

type Keep = (files: Files, from: string, to: string) => Promise<void>;

async function each(files: Files, from: string, to: string, keep: Keep): Promise<void> {
  if (isTemporary(from)) return;
  if (!(await files.lstat(from)).isDirectory()) {
    await makeFolder(files, dirname(to));
    return keep(files, from, to);
  }
  await makeFolder(files, to);
  for (const name of await files.readdir(from)) await each(files, join(from, name), join(to, name), keep);
}

async function link(files: Files, from: string, to: string): Promise<void> {
  try {
    await files.link(from, to);
  } catch (thrown) {
    if (!NO_LINK.has(codeOf(thrown) ?? '')) throw thrown;
    await write(files, to, await files.readFile(from));
  }
}

/** A line that is being appended at this moment has promised nothing yet. */
async function copyLines(files: Files, from: string, to: string): Promise<void> {
  const bytes = await files.readFile(from);
  await write(files, to, bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1));
}

async function write(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await files.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}
