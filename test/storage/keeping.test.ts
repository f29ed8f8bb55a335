import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.js';
import { backUp, restore } from '../../storage/keeping.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer, anEntry, anOperation } from './samples.js';

removeFoldersAfterEach();

const NOW = 1_800_000_000_000;
const nothing = async (): Promise<void> => undefined;

/** A data folder with a few documents, and where its backup goes. */
async function places() {
  const root = await emptyFolder();
  const at = { folder: join(root, 'data'), file: join(root, 'backup.tar.gz'), restored: join(root, 'restored') };
  const { store, close } = await opened(at.folder);
  for (let n = 1; n <= 5; n += 1) await written(store, n);
  return { ...at, store, close };
}

/** In the order that a decision is carried out: the audit line, the operation, then what follows from it. */
async function written(store: Store, n: number): Promise<void> {
  await store.audit.append(anEntry(n));
  await store.operations.create(`operation-${n}`, anOperation);
  await store.computers.create(`pc-${n}`, aComputer(n));
}

async function numbersIn(folder: string) {
  const { store, close, reported } = await opened(folder);
  const operations = (await store.operations.ids()).length;
  const computers = (await store.computers.ids()).length;
  const { entries } = await store.audit.verify();
  await close();
  return { operations, computers, entries, reported };
}

describe('a backup', () => {
  it('of a folder that nobody has open is restored as it was, for its owner only', async () => {
    const { folder, file, restored, close } = await places();
    await close();
    const { files } = await backUp({ folder, file }, NOW);
    expect(files).toBeGreaterThan(10);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await restore({ folder: restored, file }, nothing)).toEqual({ madeAt: NOW });
    expect(await numbersIn(restored)).toMatchObject({ operations: 5, computers: 5, entries: 5, reported: [] });
    expect(await readdir(join(folder, 'backup'))).toEqual([]);
  });

  it.each(['linux', 'darwin'] as const)(
    'is taken while the folder is written to, as a crash at one moment (%s)',
    async (platform) => {
      const root = await emptyFolder();
      const folder = join(root, 'data');
      const { store, close } = await opened(folder, { platform });
      let isWriting = true;
      const writing = Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 1; isWriting; n += 1) await written(store, writer * 100_000 + n);
      });
      for (const nth of ['1', '2', '3']) await backUp({ folder, file: join(root, `${nth}.tar.gz`), platform }, NOW);
      isWriting = false;
      await Promise.all(writing);
      await close();
      for (const nth of ['1', '2', '3']) {
        await restore({ folder: join(root, nth), file: join(root, `${nth}.tar.gz`) }, nothing);
        const seen = await numbersIn(join(root, nth));
        expect(seen.reported).toEqual([]);
        expect(seen.operations).toBeGreaterThanOrEqual(seen.computers);
        expect(seen.entries).toBeGreaterThanOrEqual(seen.operations);
        expect(seen.entries - seen.computers).toBeLessThanOrEqual(4);
      }
      expect(await readdir(join(folder, 'backup'))).toEqual([]);
    },
  );

  it('is a tar.gz that other programs read', async () => {
    const { folder, file, close } = await places();
    await close();
    await backUp({ folder, file }, NOW);
    const { stdout } = await promisify(execFile)('tar', ['tzf', file]);
    expect(stdout.split('\n')).toContain('patchbay-data/computers/pc-1.json');
  });

  it('is not written over another one, and leaves nothing where it fails', async () => {
    const { folder, file, close } = await places();
    await close();
    await writeFile(file, 'an older one');
    await expect(backUp({ folder, file }, NOW)).rejects.toMatchObject({ code: 'PB807' });
    expect(await readFile(file, 'utf8')).toBe('an older one');
    expect((await readdir(join(folder, '..'))).sort()).toEqual(['backup.tar.gz', 'data']);
    expect(await readdir(join(folder, 'backup'))).toEqual([]);
  });

  it('of a folder that is none fails', async () => {
    const folder = await emptyFolder();
    await expect(backUp({ folder, file: join(folder, 'x') }, NOW)).rejects.toMatchObject({ code: 'PB804' });
  });
});

describe('a restore', () => {
  it('goes into an empty folder only', async () => {
    const { folder, file, restored, close } = await places();
    await close();
    await backUp({ folder, file }, NOW);
    await expect(restore({ folder, file }, nothing)).rejects.toMatchObject({ code: 'PB808' });
    await mkdir(restored);
    await restore({ folder: restored, file }, nothing);
    expect(await numbersIn(restored)).toMatchObject({ computers: 5 });
  });

  it('refuses a backup of which any byte is another one, or that was cut off anywhere', async () => {
    const { folder, file, restored, close } = await places();
    await close();
    await backUp({ folder, file }, NOW);
    const whole = await readFile(file);
    const broken = `${file}.broken`;
    const refuses = async (bytes: Buffer): Promise<void> => {
      await writeFile(broken, bytes);
      await expect(restore({ folder: restored, file: broken }, nothing)).rejects.toMatchObject({ code: 'PB807' });
    };
    const at = fc.integer({ min: 12, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.boolean(), async (place, isCut) => {
        const bytes = Buffer.from(isCut ? whole.subarray(0, place) : whole);
        if (!isCut) bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
        await refuses(bytes);
      }),
      { numRuns: 40 },
    );
    expect((await readdir(join(folder, '..'))).sort()).toEqual(['backup.tar.gz', 'backup.tar.gz.broken', 'data']);
  });

  it('leaves nothing where what is to be done with the data fails', async () => {
    const { folder, file, restored, close } = await places();
    await close();
    await backUp({ folder, file }, NOW);
    const failing = async (): Promise<void> => {
      throw new Error('no');
    };
    await expect(restore({ folder: restored, file }, failing)).rejects.toMatchObject({ code: 'PB804' });
    expect((await readdir(join(folder, '..'))).sort()).toEqual(['backup.tar.gz', 'data']);
  });

  it('is the only way: a backup that was unpacked by hand is not opened', async () => {
    const { folder, file, close } = await places();
    await close();
    await backUp({ folder, file }, NOW);
    const root = await emptyFolder();
    await promisify(execFile)('tar', ['xzf', file, '-C', root]);
    await expect(opened(join(root, 'patchbay-data'))).rejects.toMatchObject({ code: 'PB808' });
  });

  it('of an audit log with a hole fails', async () => {
    const { folder, file, restored, close } = await places();
    await close();
    const log = join(folder, 'audit', '000001.jsonl');
    const lines = (await readFile(log, 'utf8')).split('\n');
    await writeFile(log, lines.toSpliced(2, 1).join('\n'));
    await backUp({ folder, file }, NOW);
    await expect(restore({ folder: restored, file }, nothing)).rejects.toMatchObject({ code: 'PB806' });
  });

  it('of an older version brings the data to this one, and one of a newer version is refused', async () => {
    const root = await emptyFolder();
    const at = (version: number) => ({ folder: join(root, `of-${version}`), file: join(root, `${version}.tar.gz`) });
    for (const version of [1, 9]) {
      const { close } = await opened(at(version).folder, { format: { version, migrations: {} } });
      await close();
      await backUp(at(version), NOW);
    }
    await restore({ folder: join(root, 'restored'), file: at(1).file }, nothing);
    expect(await numbersIn(join(root, 'restored'))).toMatchObject({ computers: 0 });
    await expect(restore({ folder: join(root, 'new'), file: at(9).file }, nothing)).rejects.toMatchObject({
      code: 'PB805',
    });
  });
});
