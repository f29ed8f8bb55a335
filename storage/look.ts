import { constants, type Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DataSeen } from '../src/domain/diagnosis/own.js';
import { PatchbayError } from '../src/domain/errors.js';
import { causeOf, codeOf, NODE_FILES } from './files.js';
import { FORMAT, readFormat } from './format.js';
import { isOwned } from './lock.js';

/**
 * Looks at a data folder and changes nothing in it: nobody is kept from it, not for a moment.
 * @param isOurs whether this process owns it
 */
export async function lookAtData(given: string, isOurs: boolean): Promise<DataSeen> {
  const folder = resolve(given);
  const state = await stateOf(folder);
  const there = state === 'there';
  return {
    ...{ folder, state, unwritable: await whyUnwritable(folder), freeBytes: await freeBytes(folder) },
    owner: isOurs ? 'we' : there && (await isOwned({ folder, platform: process.platform })) ? 'another' : 'nobody',
    format: there ? await formatOf(folder) : { found: null, known: FORMAT.version },
    damaged: there ? await setAside(folder) : [],
  };
}

async function stateOf(folder: string): Promise<DataSeen['state']> {
  try {
    const names = await fs.readdir(folder);
    return names.length === 0 ? 'missing' : 'there';
  } catch (thrown) {
    return codeOf(thrown) === 'ENOENT' ? 'missing' : { cause: causeOf(thrown) };
  }
}

/** A folder that is missing is made in the nearest one that is there. */
async function whyUnwritable(folder: string): Promise<string | null> {
  try {
    await fs.access(folder, constants.W_OK);
    return null;
  } catch (thrown) {
    const parent = dirname(folder);
    return codeOf(thrown) === 'ENOENT' && parent !== folder ? whyUnwritable(parent) : causeOf(thrown);
  }
}

export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await fs.statfs(folder);
    return bavail * bsize;
  } catch (thrown) {
    const parent = dirname(folder);
    return codeOf(thrown) === 'ENOENT' && parent !== folder ? freeBytes(parent) : null;
  }
}

async function formatOf(folder: string): Promise<DataSeen['format']> {
  try {
    return { found: await readFormat({ folder, files: NODE_FILES }), known: FORMAT.version };
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    return { cause: String(thrown.details.cause ?? thrown.code) };
  }
}

async function setAside(folder: string): Promise<readonly string[]> {
  try {
    const entries = await fs.readdir(join(folder, 'set-aside'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => nameOf(folder, entry));
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    return [`set-aside (${causeOf(thrown)})`];
  }
}

function nameOf(folder: string, { parentPath, name }: Dirent): string {
  return join(parentPath, name).slice(folder.length + 1);
}
