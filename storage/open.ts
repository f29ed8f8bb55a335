import { resolve } from 'node:path';
import type { PatchbayFailure } from '../src/domain/errors.js';
import type { Store } from '../src/ports/store.js';
import { cannotWrite, type Files, makeFolder, NODE_FILES, syncFolder } from './files.js';
import { FORMAT, type Format, migrate, readFormat, writeFormat } from './format.js';
import { install } from './installation.js';
import { type Lock, takeLock } from './lock.js';
import { partsOf } from './parts.js';
import { SetAside } from './set-aside.js';

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
  const files = options.files ?? NODE_FILES;
  try {
    await makeFolder(files, folder);
    const lock = await takeLock({ folder, files, platform: options.platform ?? process.platform });
    return await openLocked({ ...options, folder, files }, lock);
  } catch (thrown) {
    throw cannotWrite(folder, thrown);
  }
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
  const found = await readFormat(where);
  if (found !== null) await migrate(where, found, format);

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
