import { join } from 'node:path';
import { z } from 'zod';
import { PatchbayError } from '../src/domain/errors.js';
import { DurableFile } from './adapter.js';
import { beginBackup, endBackup } from './backup.js';
import { codecOf } from './codec.js';
import { causeOf, type Files } from './files.js';

/** Brings all documents of a data folder from its version to the next one. */
type Migration = (folder: string) => Promise<void>;

/** By the version that a migration starts from. */
type Migrations = Readonly<Record<number, Migration>>;

/** The version that this program reads and writes, and the ways to it. */
export interface Format {
  readonly version: number;
  readonly migrations: Migrations;
}

const asItIs: Migration = async () => undefined;

/** What earlier versions wrote is read as it is; what this one writes they could not read. */
export const FORMAT: Format = { version: 4, migrations: { 1: asItIs, 2: asItIs, 3: asItIs } };

const FILE = 'format.json';
const codec = codecOf('format', z.object({ version: z.int().positive() }));

interface Where {
  readonly folder: string;
  readonly files: Files;
}

/** The folder's format version, or null where it has none yet. PB803 where that file cannot be read. */
export async function readFormat(where: Where): Promise<number | null> {
  try {
    return (await fileOf(where).read())?.value.version ?? null;
  } catch (thrown) {
    throw new PatchbayError('PB803', { name: FILE, aside: 'nothing: it is in its place', cause: causeOf(thrown) });
  }
}

export async function writeFormat(where: Where, version: number): Promise<void> {
  await fileOf(where).write({ revision: version, value: { version } });
}

/**
 * Brings an older folder to this program's format, after a backup beside the documents. A migration that was cut off
 * starts again from that backup. PB805 where the folder is of a newer version, or no way leads from its own.
 */
export async function migrate(where: Where, found: number, format: Format): Promise<void> {
  if (found === format.version) return endBackup(where);
  const refused = new PatchbayError('PB805', { found, known: format.version });
  if (found > format.version) throw refused;
  const versions = Array.from({ length: format.version - found }, (_, index) => found + index);
  const ways = versions.map((version) => format.migrations[version]);
  if (!ways.every((way) => way !== undefined)) throw refused;
  await beginBackup(where);
  for (const way of ways) await way(where.folder);
  await writeFormat(where, format.version);
  await endBackup(where);
}

function fileOf({ folder, files }: Where): DurableFile<{ version: number }> {
  return new DurableFile(files, join(folder, FILE), 'format', codec);
}
