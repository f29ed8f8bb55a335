import { constants, type Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Computer } from '../src/domain/computer.js';
import type { Credential } from '../src/domain/credential.js';
import type { DataSeen } from '../src/domain/diagnosis/own.js';
import { PatchbayError } from '../src/domain/errors.js';
import { DurableFile } from './adapter.js';
import { codecOf } from './codec.js';
import { causeOf, codeOf, NODE_FILES } from './files.js';
import { FORMAT, readFormat } from './format.js';
import { isOwned } from './lock.js';
import { idOf } from './names.js';
import { computer } from './schemas/computer.js';
import { credential } from './schemas/credential.js';
import { Unreadable } from './sealed.js';

/** What a data folder holds of computers and accounts, read without owning it. */
export interface Kept {
  readonly computers: readonly Computer[];
  readonly credentials: readonly Credential[];
  /** Documents that cannot be read. */
  readonly damaged: readonly string[];
}

export const NOTHING_KEPT: Kept = { computers: [], credentials: [], damaged: [] };

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

/** What is kept in a folder that nobody owns. What is written meanwhile is read as it was, or as it is then. */
export async function readKept(given: string): Promise<Kept> {
  const folder = resolve(given);
  if ((await stateOf(folder)) !== 'there') return NOTHING_KEPT;
  const computers = await documents<Computer>(folder, 'computers', 'computer', computer);
  const credentials = await documents<Credential>(folder, 'credentials', 'credential', credential);
  return {
    computers: computers.found,
    credentials: credentials.found,
    damaged: [...computers.damaged, ...credentials.damaged],
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

async function documents<T>(folder: string, kind: string, name: string, schema: z.ZodType<T>) {
  const codec = codecOf(name, schema);
  const found: T[] = [];
  const damaged: string[] = [];
  for (const file of await filesIn(join(folder, kind))) {
    const id = idOf(file);
    if (id === null) continue;
    try {
      const document = await new DurableFile(NODE_FILES, join(folder, kind, file), id, codec).read();
      if (document !== null) found.push(document.value);
    } catch (thrown) {
      if (!(thrown instanceof Unreadable) && codeOf(thrown) === null) throw thrown;
      damaged.push(`${kind}/${file}`);
    }
  }
  return { found, damaged };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}
