import { createReadStream, createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, type Pack, pack } from 'tar-stream';
import { z } from 'zod';
import { PatchbayError } from '../src/domain/errors.js';
import type { Where } from './backup.js';
import {
  causeOf,
  codeOf,
  makeFolder,
  NODE_FILES,
  readIfThere,
  syncFolder,
  uniqueSuffix,
  writeDurably,
} from './files.js';
import { jsonOf, seal, sumOf, Unreadable, unseal } from './sealed.js';

/** The last file of an archive: what else is in it. In a data folder it marks one that was unpacked by hand. */
const CONTENTS = 'backup.json';
const INSIDE = 'patchbay-data';
const PATH = /^(?!\.)[A-Za-z0-9%._-]+(\/(?!\.)[A-Za-z0-9%._-]+)*$/;
/** The largest document is a shard of the catalogue, the largest file a segment of the audit log. */
const LARGEST_BYTES = 256 * 1024 * 1024;

const contents = z.object({
  schema: z.literal('patchbay-backup/1'),
  madeAt: z.number(),
  files: z.array(z.object({ path: z.string().regex(PATH), bytes: z.int().min(0), sum: z.string() })),
});

type Contents = z.infer<typeof contents>;

/**
 * Packs a folder as one tar.gz that says of each file how long it is and its SHA-256. It appears whole or not at all.
 * @throws PatchbayError PB804 where it cannot be written, PB807 where something of that name is there
 */
export async function writeArchive(from: string, file: string, madeAt: number): Promise<{ readonly files: number }> {
  const path = resolve(file);
  const partial = `${path}.${uniqueSuffix()}.tmp`;
  try {
    const files = await packed(from, partial, madeAt);
    // A link fails where there is such a file already: an older backup is never lost to a newer one.
    await fs.link(partial, path);
    await fs.rm(partial);
    await syncFolder(NODE_FILES, dirname(path));
    return { files };
  } catch (thrown) {
    await fs.rm(partial, { force: true });
    if (codeOf(thrown) === 'EEXIST') throw new PatchbayError('PB807', { cause: `there is a file ${path} already` });
    throw thrown instanceof PatchbayError
      ? thrown
      : new PatchbayError('PB804', { name: path, cause: causeOf(thrown) }, { cause: thrown });
  }
}

async function packed(from: string, to: string, madeAt: number): Promise<number> {
  const archive = pack();
  const written = pipeline(archive, createGzip(), createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
  const filled = fill(archive, from, madeAt);
  const ended = await Promise.allSettled([filled, written]);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return filled;
}

async function fill(archive: Pack, from: string, madeAt: number): Promise<number> {
  try {
    const files: Contents['files'] = [];
    for (const path of await pathsIn(from)) {
      const bytes = await fs.readFile(join(from, path));
      await add(archive, path, bytes, madeAt);
      files.push({ path, bytes: bytes.length, sum: sumOf(bytes) });
    }
    const about: Contents = { schema: 'patchbay-backup/1', madeAt, files };
    await add(archive, CONTENTS, Buffer.from(seal(JSON.stringify(about))), madeAt);
    archive.finalize();
    return files.length;
  } catch (thrown) {
    archive.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    throw thrown;
  }
}

function add(archive: Pack, path: string, bytes: Buffer, madeAt: number): Promise<void> {
  const header = { name: `${INSIDE}/${path}`, size: bytes.length, mode: 0o600, mtime: new Date(madeAt) };
  return new Promise((done, failed) => {
    archive.entry(header, bytes, (error) => (error == null ? done() : failed(error)));
  });
}

/** What somebody else put there stays there. */
async function pathsIn(folder: string, within = ''): Promise<readonly string[]> {
  const found = await fs.readdir(join(folder, within), { withFileTypes: true });
  const paths = found
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(async (entry) => {
      const path = within === '' ? entry.name : `${within}/${entry.name}`;
      return entry.isDirectory() ? pathsIn(folder, path) : entry.isFile() && PATH.test(path) ? [path] : [];
    });
  return (await Promise.all(paths)).flat();
}

/**
 * Unpacks an archive into a new folder, each file as it was packed.
 * @throws PatchbayError PB807 unless all of it is there, unchanged, and nothing else
 */
export async function readArchive(file: string, to: string): Promise<{ readonly madeAt: number }> {
  try {
    const sums = await unpacked(file, to);
    const about = contentsOf(await readIfThere(NODE_FILES, join(to, CONTENTS)));
    sums.delete(CONTENTS);
    for (const { path, sum } of about.files) {
      if (sums.get(path) !== sum) throw new Unreadable(`${path} is not as it was packed`);
      sums.delete(path);
    }
    if (sums.size > 0) throw new Unreadable(`${[...sums.keys()][0]} was not packed with the others`);
    return { madeAt: about.madeAt };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    throw new PatchbayError('PB807', { cause: causeOf(thrown) }, { cause: thrown });
  }
}

async function unpacked(file: string, to: string): Promise<Map<string, string>> {
  const archive = extract();
  const read = pipeline(createReadStream(file), createGunzip(), archive);
  const sums = new Map<string, string>();
  const taken = (async () => {
    for await (const entry of archive) {
      const { name, type, size = 0 } = entry.header;
      const path = name.slice(INSIDE.length + 1);
      const isOurs = name.startsWith(`${INSIDE}/`) && PATH.test(path) && type === 'file' && size <= LARGEST_BYTES;
      if (!isOurs || sums.has(path)) throw new Unreadable('there is something in it that no backup holds');
      const bytes = await bytesOf(entry);
      await makeFolder(NODE_FILES, dirname(join(to, path)));
      await writeDurably(NODE_FILES, join(to, path), bytes);
      sums.set(path, sumOf(bytes));
    }
  })();
  // Both have to be over before what is half there can be removed.
  const failed = (await Promise.allSettled([taken, read])).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return sums;
}

async function bytesOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

function contentsOf(bytes: Buffer | null): Contents {
  if (bytes === null) throw new Unreadable('its end is missing');
  const parsed = contents.safeParse(jsonOf(unseal(bytes).body));
  if (!parsed.success) throw new Unreadable('it does not say what is in it');
  return parsed.data;
}

/** The folder was made of an archive in the way that leads to a start. */
export async function markProcessed({ folder, files }: Where): Promise<void> {
  await files.rm(join(folder, CONTENTS), { force: true });
  await syncFolder(files, folder);
}

/** PB808 for a folder that was unpacked by hand: what it says is at work may have been done long since. */
export async function demandProcessed({ folder, files }: Where): Promise<void> {
  if ((await readIfThere(files, join(folder, CONTENTS))) === null) return;
  throw new PatchbayError('PB808', { cause: 'this folder was unpacked by hand; use npm run restore' });
}
