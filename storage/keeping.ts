import * as fs from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PatchbayError } from '../src/domain/errors.js';
import type { Store } from '../src/ports/store.js';
import { markProcessed, readArchive, writeArchive } from './archive.js';
import { BACKUPS, type Where } from './backup.js';
import { causeOf, codeOf, makeFolder, NODE_FILES, syncFolder, uniqueSuffix } from './files.js';
import { knock, takeLock } from './lock.js';
import { openStore } from './open.js';
import { askForSnapshot, forgetRequest, removeSnapshot, snapshotFolder, takeSnapshot } from './snapshot.js';

/** How long a process may take for a snapshot: links to ten thousand documents take a second. */
const SNAPSHOT_LIMIT_MS = 120_000;

/**
 * Writes a backup of a data folder, whether or not a process owns it. An owner holds its changes up for the moment of a
 * snapshot, so the backup is what a crash at that moment would have left: the next start can go on from it.
 * @param file must not be there
 * @throws PatchbayError PB804, PB807
 */
export async function backUp(
  options: { readonly folder: string; readonly file: string; readonly platform?: NodeJS.Platform },
  now: number,
): Promise<{ readonly files: number }> {
  const { platform = process.platform } = options;
  const where = { folder: resolve(options.folder), files: NODE_FILES };
  const name = uniqueSuffix();
  try {
    await fs.access(join(where.folder, BACKUPS));
    await snapshot(where, name, platform);
    return await writeArchive(snapshotFolder(where.folder, name), options.file, now);
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    throw new PatchbayError('PB804', { name: where.folder, cause: causeOf(thrown) }, { cause: thrown });
  } finally {
    await removeSnapshot(where, name);
  }
}

async function snapshot(where: Where, name: string, platform: NodeJS.Platform): Promise<void> {
  await askForSnapshot(where, name);
  try {
    if (await knock({ ...where, platform }, SNAPSHOT_LIMIT_MS)) return await demandTaken(where, name);
  } finally {
    await forgetRequest(where, name);
  }
  const lock = await takeLock({ ...where, platform });
  try {
    await takeSnapshot(where, name);
  } finally {
    await lock.release();
  }
}

async function demandTaken({ folder }: Where, name: string): Promise<void> {
  try {
    await fs.access(snapshotFolder(folder, name));
  } catch (thrown) {
    const cause = 'the process that owns the folder took no snapshot of it; its log says why';
    throw new PatchbayError('PB804', { name: folder, cause }, { cause: thrown });
  }
}

/**
 * Makes a data folder of a backup: unpacks it beside, proves every file and the audit log's chain, lets `prepare` change
 * what must not go on as it was, and only then gives it its name.
 * @param folder must be missing or empty
 * @throws PatchbayError PB803, PB804, PB805, PB806, PB807, PB808; nothing is at `folder` then
 */
export async function restore(
  options: { readonly folder: string; readonly file: string },
  prepare: (store: Store, madeAt: number) => Promise<void>,
): Promise<{ readonly madeAt: number }> {
  const folder = resolve(options.folder);
  await demandEmpty(folder);
  const beside = join(dirname(folder), `.${basename(folder)}.restoring-${uniqueSuffix()}`);
  try {
    await makeFolder(NODE_FILES, beside);
    const { madeAt } = await readArchive(options.file, beside);
    await markProcessed({ folder: beside, files: NODE_FILES });
    await prepared(beside, (store) => prepare(store, madeAt));
    await put(beside, folder);
    return { madeAt };
  } catch (thrown) {
    await fs.rm(beside, { recursive: true, force: true });
    if (thrown instanceof PatchbayError) throw thrown;
    throw new PatchbayError('PB804', { name: folder, cause: causeOf(thrown) }, { cause: thrown });
  }
}

async function prepared(folder: string, work: (store: Store) => Promise<void>): Promise<void> {
  const { store, close } = await openStore({ folder, report: () => undefined });
  try {
    await store.audit.verify();
    await work(store);
    await store.audit.verify();
  } finally {
    await close();
  }
}

async function demandEmpty(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.length > 0) throw new PatchbayError('PB808', { cause: `${folder} is not empty` });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function put(beside: string, folder: string): Promise<void> {
  // Fails where somebody put something there meanwhile.
  if ((await namesIn(dirname(folder))).includes(basename(folder))) await fs.rmdir(folder);
  await fs.rename(beside, folder);
  await syncFolder(NODE_FILES, dirname(folder));
}
