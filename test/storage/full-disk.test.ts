import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Files } from '../../storage/files.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer, anEntry, aPatch } from './samples.js';

removeFoldersAfterEach();

type Broken = 'nothing' | 'open' | 'write' | 'sync' | 'rename' | 'rm';

/** The real file system, of which one step can be made to fail. */
function breakable() {
  const state: { broken: Broken; code: string } = { broken: 'nothing', code: 'ENOSPC' };
  const failIf = (step: Broken) => {
    if (state.broken === step) throw Object.assign(new Error(`${state.code}: ${step}`), { code: state.code });
  };
  const files: Files = {
    ...fs,
    open: async (path, flags, mode) => {
      if (flags !== 'r') failIf('open');
      const handle = await fs.open(path, flags, mode);
      const [writeFile, appendFile, sync] = [handle.writeFile, handle.appendFile, handle.sync];
      handle.writeFile = async (data, options) => {
        if (state.broken === 'write') await writeFile.call(handle, 'half of');
        failIf('write');
        return writeFile.call(handle, data, options);
      };
      handle.appendFile = async (data, options) => {
        if (state.broken === 'write') await appendFile.call(handle, 'half of');
        failIf('write');
        return appendFile.call(handle, data, options);
      };
      handle.sync = async () => {
        if (flags !== 'r') failIf('sync');
        return sync.call(handle);
      };
      return handle;
    },
    rename: async (from, to) => {
      failIf('rename');
      return fs.rename(from, to);
    },
    rm: async (path, options) => {
      failIf('rm');
      return fs.rm(path, options);
    },
  };
  return { files, state };
}

describe('where a document cannot be written', () => {
  it.each([
    ['the disk is full when the file is made', 'open', 'ENOSPC'],
    ['the disk fills up in the middle of the file', 'write', 'ENOSPC'],
    ['the quota is used up', 'write', 'EDQUOT'],
    ['the disk is full when the file is synced', 'sync', 'ENOSPC'],
    ['the disk is read-only', 'open', 'EROFS'],
    ['access is denied', 'rename', 'EACCES'],
  ] as const)('because %s, nothing changes and the next try starts from there', async (_, broken, code) => {
    const folder = await emptyFolder();
    const { files, state } = breakable();
    const { store, reported, close } = await opened(folder, { files });
    await store.computers.create('fin-ws-07', aComputer(1));
    await store.audit.append(anEntry(1));
    Object.assign(state, { broken, code });

    const refused = { code: 'PB804', details: { cause: expect.stringContaining(code) } };
    await expect(store.computers.update('fin-ws-07', () => aComputer(2))).rejects.toMatchObject(refused);
    await expect(store.computers.create('fin-ws-08', aComputer(2))).rejects.toMatchObject(refused);
    await expect(store.catalogue.replaceAll([aPatch(1)])).rejects.toMatchObject(refused);
    await expect(store.audit.append(anEntry(2))).rejects.toMatchObject({ code: 'PB804' });
    expect(await store.computers.get('fin-ws-07')).toEqual({ revision: 1, value: aComputer(1) });
    expect(await store.computers.get('fin-ws-08')).toBeNull();
    expect(await store.catalogue.all()).toEqual([]);

    Object.assign(state, { broken: 'nothing' });
    expect(await store.computers.update('fin-ws-07', () => aComputer(3))).toEqual({ revision: 2, value: aComputer(3) });
    await store.audit.append(anEntry(3));
    expect(await store.audit.latest(9)).toEqual([anEntry(3), anEntry(1)]);
    expect(await store.audit.verify()).toEqual({ entries: 2 });
    expect(await fs.readdir(join(folder, 'computers'))).toEqual(['fin-ws-07.json']);
    expect(reported).toEqual([]);
    await close();
  });

  it('because the folder is no folder of ours, the start is refused', async () => {
    const file = join(await emptyFolder(), 'file');
    await fs.writeFile(file, '');
    await expect(opened(file)).rejects.toMatchObject({ code: 'PB804' });
    await expect(opened(join(file, 'below'))).rejects.toMatchObject({ code: 'PB804' });
  });

  it('because the store is closed, it says so', async () => {
    const { store, close } = await opened(await emptyFolder());
    const asked = store.computers.create('fin-ws-07', aComputer(1));
    await close();
    await expect(asked).resolves.toMatchObject({ revision: 1 });
    await expect(store.computers.create('fin-ws-08', aComputer(1))).rejects.toMatchObject({ code: 'PB804' });
    await expect(store.audit.append(anEntry(1))).rejects.toMatchObject({ code: 'PB804' });
  });

  it('because a removal fails, the document stays', async () => {
    const { files, state } = breakable();
    const { store, close } = await opened(await emptyFolder(), { files });
    await store.computers.create('fin-ws-07', aComputer(1));
    Object.assign(state, { broken: 'rm', code: 'EROFS' });
    await expect(store.computers.remove('fin-ws-07')).rejects.toMatchObject({ code: 'PB804' });
    expect((await store.computers.get('fin-ws-07'))?.value).toEqual(aComputer(1));
    await close();
  });

  it('because it could not be read again, it is refused before anything is written', async () => {
    const folder = await emptyFolder();
    const { store, close } = await opened(folder);
    const broken = { ...aComputer(1), machineId: undefined } as unknown as ReturnType<typeof aComputer>;
    await expect(store.computers.create('fin-ws-07', broken)).rejects.toThrow(TypeError);
    expect(await fs.readdir(join(folder, 'computers'))).toEqual([]);
    await close();
  });
});

describe('what a crash leaves half-written', () => {
  it('is removed at the next start', async () => {
    const folder = await emptyFolder();
    await (await opened(folder)).close();
    await fs.writeFile(join(folder, 'computers/fin-ws-07.json.0123456789ab.tmp'), 'half');
    const { reported, close } = await opened(folder);
    expect(await fs.readdir(join(folder, 'computers'))).toEqual([]);
    expect(reported).toEqual([]);
    await close();
  });
});
