import * as fs from 'node:fs/promises';

const READ_OR_CHANGED_BY_OTHERS = 0o006;
const CHANGED_BY_OTHERS = 0o002;

/**
 * What is allowed but unwise, in words for the log. It is no error: a container's mounts give everybody every right,
 * and have nobody else in them.
 */
export class Warnings {
  readonly #texts: string[] = [];

  /** Each once, however often a file is named. */
  get texts(): readonly string[] {
    return [...new Set(this.#texts)];
  }

  /** @param name as the settings give it */
  async secretFile(name: string, path: string): Promise<void> {
    if (await others(path, READ_OR_CHANGED_BY_OTHERS))
      this.#texts.push(`${name} holds a secret, and everybody on this computer may read it: chmod o= ${name}`);
  }

  /** Roles and computers are in it: whoever can change it may do everything. */
  async configurationFile(name: string, path: string): Promise<void> {
    if (await others(path, CHANGED_BY_OTHERS))
      this.#texts.push(`${name} says who may do what, and everybody on this computer may change it: chmod o-w ${name}`);
  }
}

/** Windows has no such bits: rights there are inherited from the folder. */
async function others(path: string, bits: number): Promise<boolean> {
  return process.platform !== 'win32' && ((await fs.stat(path)).mode & bits) !== 0;
}
