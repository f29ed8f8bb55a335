import { join, resolve } from 'node:path';
import type { PatchbayFailure } from '../src/domain/errors.js';
import type { Store } from '../src/ports/store.js';
import { demandProcessed } from './archive.js';
import { BACKUPS, type Where } from './backup.js';
import { cannotWrite, type Files, makeFolder, NODE_FILES, syncFolder } from './files.js';
import { FORMAT, type Format, migrate, readFormat, writeFormat } from './format.js';
import { install } from './installation.js';
import { type Lock, takeLock } from './lock.js';
import { partsOf } from './parts.js';
import { pausable } from './pause.js';
import { SetAside } from './set-aside.js';
import { forgetRequest, removeSnapshot, requestedSnapshots, takeSnapshot } from './snapshot.js';

const SEGMENT_BYTES = 5 * 1024 * 1024;

interface StoreOptions {
  /** The data folder; made where it is missing, for its owner only. */
  readonly folder: string;
  /** Told of each file that could not be read and was set aside (PB803): it waits for an administrator. */
  readonly report: (failure: PatchbayFailure) => void;
  readonly files?: Files;
  readonly platform?: NodeJS.Platform;
  readonly format?: Format;
  /** A segment of the audit log that is larger is followed by a new one. */
  readonly segmentBytes?: number;
}

interface OpenStore {
  readonly store: Store;
  /** Waits for what is being written, then lets another process in. Later changes fail with PB804. */
  close(): Promise<void>;
}

/**
 * Opens the documents of a data folder and makes this process their only owner. Fails with PB202 (another owner),
 * PB803 (its format or installation document is damaged or gone), PB804 (cannot be written) or PB805 (newer format).
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const folder = resolve(options.folder);
  const direct = options.files ?? NODE_FILES;
  const { files, paused } = pausable(direct);
  try {
    await makeFolder(files, folder);
    const lock = await takeLock({ folder, files, platform: options.platform ?? process.platform });
    // Nobody has written anything yet, so what a crash left of a request is nobody's.
    const opened = await openLocked({ ...options, folder, files }, lock);
    lock.answer = inTurn(() => answerRequests({ folder, files: direct }, paused));
    return opened;
  } catch (thrown) {
    throw cannotWrite(folder, thrown);
  }
}

/** Takes the snapshots that were asked for. One that cannot be taken leaves nothing, which whoever asked notices. */
async function answerRequests(where: Where, paused: <T>(work: () => Promise<T>) => Promise<T>): Promise<void> {
  for (const name of await requestedSnapshots(where)) {
    await forgetRequest(where, name);
    await paused(() => takeSnapshot(where, name)).catch(() => removeSnapshot(where, name));
  }
}

/** One after another; how one ended is not the next one's concern. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(work, work).catch(() => undefined);
    return last;
  };
}

async function openLocked(options: StoreOptions & { readonly files: Files }, lock: Lock): Promise<OpenStore> {
  try {
    return await openDocuments(options, lock);
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

async function openDocuments(options: StoreOptions & { readonly files: Files }, lock: Lock): Promise<OpenStore> {
  const { folder: root, files, report, format = FORMAT, segmentBytes = SEGMENT_BYTES } = options;
  const where = { folder: root, files };
  await demandProcessed(where);
  const found = await readFormat(where);
  if (found !== null) await migrate(where, found, format);
  await makeFolder(files, join(root, BACKUPS));

  let isOpen = true;
  const setAside = new SetAside({ root, files, report });
  const parts = partsOf({ root, files, setAside, isOpen: () => isOpen }, segmentBytes);
  await Promise.all(parts.collections.map((collection) => collection.open()));
  await parts.audit.open();
  await install(parts, found === null);
  if (found === null) await writeFormat(where, format.version);
  await syncFolder(files, root);

  return {
    store: parts.store,
    async close() {
      isOpen = false;
      await parts.audit.close();
      await Promise.all(parts.collections.map((collection) => collection.settled()));
      await lock.release();
    },
  };
}
