import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled, type Child, started } from './child.js';
import { emptyFolder, opened, removeFoldersAfterEach } from './folders.js';
import { aComputer } from './samples.js';

removeFoldersAfterEach();

describe('another process that owns the folder', () => {
  let build: string;
  let program: string;
  beforeAll(async () => {
    build = await mkdtemp(join(tmpdir(), 'patchbay-program-'));
    program = await bundled(new URL('./programs/writer.ts', import.meta.url), build);
  });
  afterAll(() => rm(build, { recursive: true, force: true }));

  it('loses no acknowledged write when it is killed in the middle of many', async () => {
    const folder = await emptyFolder();
    for (const count of [1, 40, 41, 57, 90]) {
      const child = started(program, folder);
      await child.said(count);
      await child.kill();
      const { store, reported, close } = await opened(folder);
      for (const [id, acknowledged] of lastOf(child)) {
        if (id === 'audit') continue;
        const value = (await store.computers.get(id))?.value;
        expect(value?.compliance?.missing).toBeGreaterThanOrEqual(acknowledged);
        expect(value).toEqual(aComputer(value?.compliance?.missing ?? 0, id));
      }
      expect((await store.audit.verify()).entries).toBeGreaterThanOrEqual(lastOf(child).get('audit') ?? 0);
      expect(reported.filter((failure) => failure.details.name !== 'audit/000001.jsonl')).toEqual([]);
      await close();
    }
  });

  it('keeps the second one out, also by another path, and lets it in when killed', async () => {
    const folder = await emptyFolder();
    const child = started(program, folder);
    await child.said(1);
    expect(child.lines[0]).toBe('ready');
    const detour = join(await emptyFolder(), 'link');
    await symlink(folder, detour);
    await expect(opened(folder)).rejects.toMatchObject({ code: 'PB202', details: { folder } });
    await expect(opened(detour)).rejects.toMatchObject({ code: 'PB202' });
    await child.kill();
    const { close } = await opened(folder);
    const late = started(program, folder);
    await late.said(1);
    expect(late.lines).toEqual(['PB202']);
    await late.kill();
    await close();
  });
});

describe('where sockets have files', () => {
  const platform = 'darwin';

  it('a second owner is kept out, and let in after the first has closed', async () => {
    const folder = await emptyFolder();
    const first = await opened(folder, { platform });
    await expect(opened(folder, { platform })).rejects.toMatchObject({ code: 'PB202' });
    await expect(opened(folder, { platform })).rejects.toMatchObject({ code: 'PB202' });
    await first.close();
    const second = await opened(folder, { platform });
    await second.close();
  });

  it('a dead owner’s socket is replaced', async () => {
    const folder = await emptyFolder();
    const dead = started(await socketLeaver(folder), folder);
    await dead.said(1);
    await dead.kill();
    const { close } = await opened(folder, { platform });
    await expect(opened(folder, { platform })).rejects.toMatchObject({ code: 'PB202' });
    await close();
  });
});

/** A program that listens on the folder's lock until it is killed, which leaves the socket's file. */
async function socketLeaver(folder: string): Promise<string> {
  const program = join(await emptyFolder(), 'leaver.mjs');
  const path = JSON.stringify(join(folder, 'lock.sock'));
  await writeFile(
    program,
    `import { createServer } from 'node:net';\ncreateServer().listen(${path}, () => console.log('listening'));\n`,
  );
  return program;
}

/** The last value that was acknowledged, by document. */
function lastOf(child: Child): ReadonlyMap<string, number> {
  return new Map(
    child.lines.slice(1).map((line) => {
      const [id = '', n = ''] = line.split(' ');
      return [id, Number(n)];
    }),
  );
}
