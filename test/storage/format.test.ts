import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../storage/format.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer } from './samples.js';

removeFoldersAfterEach();

async function folderOfVersion1() {
  const folder = await emptyFolder();
  const { store, close } = await opened(folder, { format: { version: 1, migrations: {} } });
  await store.computers.create('fin-ws-07', aComputer(1));
  await close();
  return folder;
}

/** Each step leaves a mark, so that the order and the number of steps are seen. */
function formatOfVersion(version: number, failAt?: number): Format {
  const step = (from: number) => async (folder: string) => {
    if (from === failAt) throw new Error('the power went');
    const marks = await readFile(join(folder, 'marks'), 'utf8').catch(() => '');
    await writeFile(join(folder, 'marks'), `${marks}${from}`);
  };
  return { version, migrations: { 1: step(1), 2: step(2), 3: step(3), 4: step(4) } };
}

describe('a data folder', () => {
  it('is made for its owner only, with the format’s version in it', async () => {
    const folder = join(await emptyFolder(), 'not', 'yet', 'there');
    await (await opened(folder)).close();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'computers'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'format.json'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(join(folder, 'format.json'), 'utf8'))).toMatchObject({
      body: { schema: 'format/1', value: { version: 4 } },
    });
  });

  it('of a newer version is refused and left as it is', async () => {
    const folder = await folderOfVersion1();
    await (await opened(folder, { format: formatOfVersion(5) })).close();
    const before = await readdir(folder);
    await expect(opened(folder)).rejects.toMatchObject({ code: 'PB805', details: { found: 5, known: 4 } });
    expect(await readdir(folder)).toEqual(before);
  });

  it('of the first version is taken over as it is, and the first version does not open it again', async () => {
    const folder = await folderOfVersion1();
    const { store, close } = await opened(folder);
    expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    await close();
    const first = opened(folder, { format: { version: 1, migrations: {} } });
    await expect(first).rejects.toMatchObject({ code: 'PB805' });
  });

  it('of an older version is migrated step by step, after a backup', async () => {
    const folder = await folderOfVersion1();
    const { store, close } = await opened(folder, { format: formatOfVersion(3) });
    expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    await close();
    expect(await readFile(join(folder, 'marks'), 'utf8')).toBe('12');
    const [backup = ''] = await readdir(join(folder, 'backup'));
    expect(await readdir(join(folder, 'backup', backup))).not.toContain('marks');
    const document = 'computers/fin-ws-07.json';
    expect(await readFile(join(folder, 'backup', backup, document))).toEqual(await readFile(join(folder, document)));
  });

  it('whose migration was cut off starts again from the backup', async () => {
    const folder = await folderOfVersion1();
    await expect(opened(folder, { format: formatOfVersion(3, 2) })).rejects.toThrow('the power went');
    expect(await readFile(join(folder, 'marks'), 'utf8')).toBe('1');
    const { store, close } = await opened(folder, { format: formatOfVersion(3) });
    expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    await close();
    expect(await readFile(join(folder, 'marks'), 'utf8')).toBe('12');
    expect(await readdir(join(folder, 'backup'))).toHaveLength(1);
  });

  it('from whose version no way leads is refused and left as it is', async () => {
    const folder = await folderOfVersion1();
    await expect(opened(folder, { format: formatOfVersion(9) })).rejects.toMatchObject({ code: 'PB805' });
    expect(await readdir(join(folder, 'backup'))).toEqual([]);
  });
});
