import { basename, dirname, join } from 'node:path';
import { PatchbayError, type PatchbayFailure } from '../src/domain/errors.js';
import { causeOf, codeOf, type Files, makeFolder, syncFolder, uniqueSuffix, writeDurably } from './files.js';
import { idOf } from './names.js';

const FOLDER = 'set-aside';
const SUFFIX = /\.[0-9a-f]{12}$/;

/** Where files go that cannot be read. */
export interface SetAsideOptions {
  readonly root: string;
  readonly files: Files;
  readonly report: (failure: PatchbayFailure) => void;
}

/**
 * Keeps unreadable files, and is itself the mark that a document has one: as long as the file lies here, its document
 * is neither read nor written, also after a restart. An administrator takes the file out of this folder, having put a
 * good one in the document's place or accepted the loss.
 */
export class SetAside {
  readonly #options: SetAsideOptions;
  /** Documents' paths from the root, to their files here. */
  readonly #held = new Map<string, string>();

  constructor(options: SetAsideOptions) {
    this.#options = options;
  }

  /** Learns what was set aside from a folder earlier, and says it again. */
  async open(folder: string): Promise<void> {
    await makeFolder(this.#options.files, join(this.#options.root, FOLDER, folder));
    for (const name of await this.#options.files.readdir(join(this.#options.root, FOLDER, folder))) {
      if (!SUFFIX.test(name)) continue;
      const path = `${folder}/${name.replace(SUFFIX, '')}`;
      this.#held.set(path, `${FOLDER}/${folder}/${name}`);
      this.#options.report(this.#held803(path).failure);
    }
  }

  /** Fails with PB803 while the document has a file here. */
  async check(path: string): Promise<void> {
    const aside = this.#held.get(path);
    if (aside === undefined) return;
    if (await this.#exists(aside)) throw this.#held803(path);
    this.#held.delete(path);
  }

  /** Fails with PB803 while a document of a folder has a file here. What never was a document's counts for nothing. */
  async demandNone(folder: string): Promise<void> {
    const documents = [...this.#held.keys()].filter(
      (path) => dirname(path) === folder && idOf(basename(path)) !== null,
    );
    for (const path of documents) await this.check(path);
  }

  /** Moves a file here, says so, and gives the error to throw. A file that cannot be moved stays where it is. */
  async take(path: string, cause: string): Promise<PatchbayError> {
    const aside = `${FOLDER}/${path}.${uniqueSuffix()}`;
    try {
      await this.#options.files.rename(join(this.#options.root, path), join(this.#options.root, aside));
      this.#held.set(path, aside);
      await syncFolder(this.#options.files, dirname(join(this.#options.root, aside)));
      await syncFolder(this.#options.files, dirname(join(this.#options.root, path)));
      return this.#told(new PatchbayError('PB803', { name: path, aside, cause }));
    } catch (thrown) {
      return this.unread(path, `${cause}; it could not be moved: ${causeOf(thrown)}`);
    }
  }

  /** Keeps the cut-off end of a file. */
  async keep(path: string, content: Uint8Array, cause: string): Promise<void> {
    const aside = `${FOLDER}/${path}.${uniqueSuffix()}`;
    await writeDurably(this.#options.files, join(this.#options.root, aside), content);
    this.#told(new PatchbayError('PB803', { name: path, aside, cause }));
  }

  /** For a file that stays in its place. */
  unread(path: string, cause: string): PatchbayError {
    return this.#told(new PatchbayError('PB803', { name: path, aside: 'nothing: it is in its place', cause }));
  }

  #told(error: PatchbayError): PatchbayError {
    this.#options.report(error.failure);
    return error;
  }

  #held803(path: string): PatchbayError {
    const aside = this.#held.get(path) ?? '';
    return new PatchbayError('PB803', { name: path, aside, cause: 'set aside earlier; it waits for an administrator' });
  }

  async #exists(aside: string): Promise<boolean> {
    try {
      await this.#options.files.lstat(join(this.#options.root, aside));
      return true;
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return false;
      throw thrown;
    }
  }
}
