import * as fs from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Computer } from '../src/domain/computer.js';
import type { Credential } from '../src/domain/credential.js';
import type { GroupRecord } from '../src/domain/group.js';
import type { RosterEntry } from '../src/domain/roster.js';
import { DurableFile } from './adapter.js';
import { codecOf } from './codec.js';
import { codeOf, NODE_FILES } from './files.js';
import { idOf } from './names.js';
import { computer } from './schemas/computer.js';
import { credential } from './schemas/credential.js';
import { group } from './schemas/group.js';
import { rosterEntry } from './schemas/roster.js';
import { Unreadable } from './sealed.js';

/** What a data folder holds of computers, accounts and groups, read without owning it. */
export interface Kept {
  readonly computers: readonly Computer[];
  /** Computers that were added beside the configuration, and those that are retired. */
  readonly roster: readonly RosterEntry[];
  readonly credentials: readonly Credential[];
  /** Deleted ones, too. */
  readonly groups: readonly GroupRecord[];
  /** Documents that cannot be read. */
  readonly damaged: readonly string[];
}

export const NOTHING_KEPT: Kept = { computers: [], roster: [], credentials: [], groups: [], damaged: [] };

/**
 * What is kept in a data folder, whoever owns it: nothing is written there, and nobody is kept from it. A document is
 * always replaced as a whole, so one that is written meanwhile is read as it was, or as it is then. A folder that is not
 * there holds nothing.
 */
export async function readKept(given: string): Promise<Kept> {
  const folder = resolve(given);
  const computers = await documents<Computer>(folder, 'computers', 'computer', computer);
  const roster = await documents<RosterEntry>(folder, 'roster', 'roster', rosterEntry);
  const credentials = await documents<Credential>(folder, 'credentials', 'credential', credential);
  const groups = await documents<GroupRecord>(folder, 'groups', 'group', group);
  return {
    ...{ computers: computers.found, roster: roster.found, credentials: credentials.found, groups: groups.found },
    damaged: [computers, roster, credentials, groups].flatMap(({ damaged }) => damaged),
  };
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
