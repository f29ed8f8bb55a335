import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer, aPatch } from './samples.js';

removeFoldersAfterEach();

const FILE = 'computers/fin-ws-07.json';

/** A folder with one document at revision 2, and that document's bytes. */
async function folderWithAComputer() {
  const folder = await emptyFolder();
  const { store, close } = await opened(folder);
  await store.computers.create('fin-ws-07', aComputer(1));
  await store.computers.update('fin-ws-07', () => aComputer(2));
  await store.computers.create('fin-ws-08', aComputer(3, 'fin-ws-08'));
  await close();
  return { folder, whole: await readFile(join(folder, FILE)) };
}

/**
 * One running store meets one damaged file after another in the place of a whole one; each is named and set aside,
 * and taken away from there as an administrator would. In the end the whole one is read again.
 */
async function meetEach(damages: (whole: Buffer) => readonly Buffer[]): Promise<void> {
  const { folder, whole } = await folderWithAComputer();
  const { store, reported, close } = await opened(folder);
  for (const [n, damaged] of damages(whole).entries()) {
    await writeFile(join(folder, FILE), damaged);
    await expect(store.computers.get('fin-ws-07'), `damage ${n}`).rejects.toMatchObject({ code: 'PB803' });
    const [aside = ''] = await readdir(join(folder, 'set-aside/computers'));
    expect(await readFile(join(folder, 'set-aside/computers', aside))).toEqual(damaged);
    expect(reported.at(-1)?.details).toMatchObject({ name: FILE, aside: `set-aside/computers/${aside}` });
    await rm(join(folder, 'set-aside/computers', aside));
  }
  await writeFile(join(folder, FILE), whole);
  expect(await store.computers.get('fin-ws-07')).toEqual({ revision: 2, value: aComputer(2) });
  await close();
}

describe('a document file that is not as it was written', () => {
  it('is set aside when cut off after any byte', async () => {
    await meetEach((whole) => Array.from(whole, (_, length) => whole.subarray(0, length)));
  });

  it.each([0, 2, 5, 7])('is set aside when bit %i of any byte is flipped', async (bit) => {
    await meetEach((whole) => Array.from(whole, (byte, at) => whole.with(at, byte ^ (1 << bit))).map(Buffer.from));
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '0'],
    ['zeros, as after a power cut', '\0'.repeat(4096)],
    ['foreign JSON', '{"computers":[]}'],
    ['text', 'hello\n'],
  ])('is set aside when it holds %s', async (_, content) => {
    await meetEach(() => [Buffer.from(content)]);
  });

  it('is set aside when something follows its end', async () => {
    await meetEach((whole) => [Buffer.concat([whole, Buffer.from('{}\n')]), Buffer.concat([whole, whole])]);
  });

  it('is set aside when it is another document’s file, or of another kind', async () => {
    const { folder, whole } = await folderWithAComputer();
    await writeFile(join(folder, 'computers/fin-ws-09.json'), whole);
    await writeFile(join(folder, 'tasks/fin-ws-07.json'), whole);
    const { store, reported, close } = await opened(folder);
    await expect(store.computers.get('fin-ws-09')).rejects.toMatchObject({ code: 'PB803' });
    await expect(store.tasks.get('fin-ws-07')).rejects.toMatchObject({ code: 'PB803' });
    expect(reported.map((failure) => failure.details.name)).toEqual([
      'computers/fin-ws-09.json',
      'tasks/fin-ws-07.json',
    ]);
    await close();
  });

  it('is set aside at the start when its name is none that we give', async () => {
    const { folder, whole } = await folderWithAComputer();
    await writeFile(join(folder, 'computers/fin-ws-07 (copy).json'), whole);
    const { store, reported, close } = await opened(folder);
    expect(reported).toMatchObject([{ code: 'PB803', details: { name: 'computers/fin-ws-07 (copy).json' } }]);
    expect((await store.computers.get('fin-ws-07'))?.revision).toBe(2);
    await close();
  });
});

describe('after a file was set aside', () => {
  async function folderWithADamagedComputer() {
    const { folder, whole } = await folderWithAComputer();
    await writeFile(join(folder, FILE), '{"sum":');
    return { folder, whole };
  }

  it('nothing reads, changes or replaces its document, and the others go on', async () => {
    const { folder } = await folderWithADamagedComputer();
    const { store, close } = await opened(folder);
    for (let time = 0; time < 2; time += 1) {
      const refused = { code: 'PB803' };
      await expect(store.computers.get('fin-ws-07')).rejects.toMatchObject(refused);
      await expect(store.computers.update('fin-ws-07', () => aComputer(9))).rejects.toMatchObject(refused);
      await expect(store.computers.create('fin-ws-07', aComputer(9))).rejects.toMatchObject(refused);
      await expect(store.computers.replace('fin-ws-07', 2, aComputer(9))).rejects.toMatchObject(refused);
      await expect(store.computers.remove('fin-ws-07')).rejects.toMatchObject(refused);
    }
    expect(await store.computers.ids()).toEqual(['fin-ws-08']);
    expect((await store.computers.update('fin-ws-08', () => aComputer(4)))?.revision).toBe(2);
    expect(await readdir(join(folder, 'computers'))).toEqual(['fin-ws-08.json']);
    await close();
  });

  it('the same holds after a restart, which says it again', async () => {
    const { folder } = await folderWithADamagedComputer();
    const first = await opened(folder);
    await expect(first.store.computers.get('fin-ws-07')).rejects.toMatchObject({ code: 'PB803' });
    await first.close();
    const second = await opened(folder);
    expect(second.reported).toMatchObject([{ code: 'PB803', details: { name: FILE } }]);
    await expect(second.store.computers.create('fin-ws-07', aComputer(9))).rejects.toMatchObject({ code: 'PB803' });
    await second.close();
  });

  it('an administrator puts a good file back, and it is read at once', async () => {
    const { folder, whole } = await folderWithADamagedComputer();
    const { store, close } = await opened(folder);
    await expect(store.computers.get('fin-ws-07')).rejects.toMatchObject({ code: 'PB803' });
    await writeFile(join(folder, FILE), whole);
    await expect(store.computers.get('fin-ws-07')).rejects.toMatchObject({ code: 'PB803' });
    const [aside] = await readdir(join(folder, 'set-aside/computers'));
    await rename(join(folder, 'set-aside/computers', aside ?? ''), join(folder, 'kept-by-the-administrator'));
    expect(await store.computers.get('fin-ws-07')).toEqual({ revision: 2, value: aComputer(2) });
    await close();
  });

  it('an administrator accepts the loss by taking the file away', async () => {
    const { folder } = await folderWithADamagedComputer();
    const { store, close } = await opened(folder);
    await expect(store.computers.get('fin-ws-07')).rejects.toMatchObject({ code: 'PB803' });
    await rm(join(folder, 'set-aside/computers'), { recursive: true });
    expect(await store.computers.get('fin-ws-07')).toBeNull();
    expect((await store.computers.create('fin-ws-07', aComputer(1))).revision).toBe(1);
    await close();
  });
});

describe('a damaged shard of the catalogue', () => {
  it('fails every question, so that no patch counts as unknown', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    await first.store.catalogue.replaceAll([aPatch(1), aPatch(2)]);
    await first.close();
    await writeFile(join(folder, 'catalogue/01.json'), '');
    const { store, close } = await opened(folder);
    await expect(store.catalogue.get(aPatch(2).updateId)).rejects.toMatchObject({ code: 'PB803' });
    await expect(store.catalogue.all()).rejects.toMatchObject({ code: 'PB803' });
    await expect(store.catalogue.replaceAll([aPatch(1)])).rejects.toMatchObject({ code: 'PB803' });
    await close();
  });
});

describe('the folder’s own documents', () => {
  it.each(['format.json', 'installation/installation.json'])('refuse the start when %s is torn', async (name) => {
    const { folder } = await folderWithAComputer();
    await writeFile(join(folder, name), '{"su');
    await expect(opened(folder)).rejects.toMatchObject({ code: 'PB803' });
    await expect(opened(folder)).rejects.toMatchObject({ code: 'PB803' });
  });

  it.each(['format.json', 'installation/installation.json'])('refuse the start when %s is gone', async (name) => {
    const { folder } = await folderWithAComputer();
    await rm(join(folder, name));
    await expect(opened(folder)).rejects.toMatchObject({ code: 'PB803', details: { name } });
  });

  it('are finished where the first start was cut off before its last step', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder);
    const before = await first.store.installation.get('installation');
    await first.close();
    await rm(join(folder, 'format.json'));
    const second = await opened(folder);
    expect(await second.store.installation.get('installation')).toEqual(before);
    await second.close();
    expect(await readdir(folder)).toContain('format.json');
  });
});
