import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newComputer } from '../../src/domain/computer.js';
import { newCredential } from '../../src/domain/credential.js';
import type { ComputerId, PersonId } from '../../src/domain/ids.js';
import { readKept } from '../../storage/kept.js';
import { lookAtData } from '../../storage/look.js';
import { openStore } from '../../storage/open.js';

const ID = 'fin-ws-07' as ComputerId;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-look-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const opened = () => openStore({ folder, report: () => undefined });

async function content(): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

it('a folder that is not there is made at the first start, and not by looking', async () => {
  const missing = join(folder, 'not', 'yet');
  const seen = await lookAtData(missing, false);
  expect(seen).toMatchObject({ state: 'missing', unwritable: null, owner: 'nobody', format: { found: null } });
  expect(seen.freeBytes).toBeGreaterThan(0);
  expect(await readKept(missing)).toEqual({
    ...{ computers: [], roster: [], credentials: [], groups: [], damaged: [] },
  });
  expect(await content()).toEqual([]);
});

it('what is kept is read without owning it, and nothing is changed by that', async () => {
  const { store, close } = await opened();
  await store.computers.create(ID, newComputer(ID));
  await store.credentials.create('finance', newCredential('finance'));
  const retired = { at: 1, by: 'U0ADA' as PersonId };
  await store.roster.create(ID, { id: ID, added: null, retired });
  expect((await readKept(folder)).roster).toEqual([{ id: ID, added: null, retired }]);
  await close();
  const before = await content();
  const { computers, credentials, damaged } = await readKept(folder);
  expect(computers.map(({ id }) => id)).toEqual([ID]);
  expect(credentials.map(({ profile }) => profile)).toEqual(['finance']);
  expect(damaged).toEqual([]);
  expect(await lookAtData(folder, false)).toMatchObject({ state: 'there', owner: 'nobody', damaged: [] });
  expect(await content()).toEqual(before);
});

it('the owner is seen, and not kept from its folder', async () => {
  const first = await opened();
  expect((await lookAtData(folder, false)).owner).toBe('another');
  expect((await lookAtData(folder, true)).owner).toBe('we');
  await first.close();
  expect((await lookAtData(folder, false)).owner).toBe('nobody');
  const second = await opened();
  await second.close();
});

it('a document that cannot be read is named, left where it is, and keeps no other from being read', async () => {
  const { store, close } = await opened();
  await store.computers.create(ID, newComputer(ID));
  await store.computers.create('other', newComputer('other' as ComputerId));
  await close();
  const path = join(folder, 'computers', 'other.json');
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40));
  const { computers, damaged } = await readKept(folder);
  expect(computers.map(({ id }) => id)).toEqual([ID]);
  expect(damaged).toEqual(['computers/other.json']);
  expect(await content()).toContain(join('computers', 'other.json'));
});

it('what was set aside, and a format that cannot be read, are told', async () => {
  const { close } = await opened();
  await close();
  await writeFile(join(folder, 'set-aside', 'computers', 'x.json.0123456789ab'), 'torn');
  expect((await lookAtData(folder, false)).damaged).toEqual([join('set-aside', 'computers', 'x.json.0123456789ab')]);
  await writeFile(join(folder, 'format.json'), 'torn');
  expect((await lookAtData(folder, false)).format).toHaveProperty('cause');
});
