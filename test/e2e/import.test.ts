import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Play } from '../../sandbox/play.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

const NEW = ['fin-ws-01', 'fin-ws-02'];

interface Known {
  readonly computers: Record<
    string,
    { readonly host: string; readonly port: number; readonly scheme: string; readonly credentials: string }
  >;
  readonly groups: Record<string, { computers: string[] }>;
}

let worlds: Worlds;
let play: Play;
const ada = () => play.world.slack.as('ada');
const reached = new Map<string, Known['computers'][string]>();

/** The configuration knows nothing of them: only WSUS does. */
async function forgotten(path: string): Promise<void> {
  const known = parse(await readFile(path, 'utf8')) as Known;
  for (const id of NEW) {
    const way = known.computers[id];
    if (way !== undefined) reached.set(id, way);
    delete known.computers[id];
  }
  for (const group of Object.values(known.groups)) group.computers = group.computers.filter((id) => !NEW.includes(id));
  await writeFile(path, stringify(known));
}

beforeAll(async () => {
  worlds = await Worlds.begin();
  play = await worlds.open('import', (world) => forgotten(CONFIG(world)));
});
afterAll(() => worlds.end());

const CONFIG = (world: Play['world']): string => join(world.folder, 'patchbay.yml');

/** The modal on top, once it says these words. */
const modal = (words: string) =>
  play.world.slack.waitFor(`"${words}" in the modal`, () => {
    const view = ada().modal();
    return view !== null && JSON.stringify(view.content).includes(words) ? view : null;
  });

it('two clients of WSUS are imported, confirmed and scanned, without a restart', async () => {
  await play.sync();
  const card = await play.whisper(ada(), '/patch import', /WSUS knows 2 clients that I do not/);
  for (const id of NEW) expect(textOfMessage(card)).toContain(`${id}.`);

  await ada().click(card, 'Import a CSV file…');
  const form = await modal('Columns: name');
  const rows = NEW.map(
    (id) =>
      `${id},${reached.get(id)?.host},${reached.get(id)?.port},${reached.get(id)?.scheme},${reached.get(id)?.credentials},Finance`,
  );
  const content = new TextEncoder().encode(`name,host,port,scheme,credentials,group\r\n${rows.join('\r\n')}\r\n`);
  const file = await ada().upload(form, 'file', 'fleet.csv', content);
  await ada().submit(form, { file: [file] });
  await ada().submit(await modal('2 computers would be added'));
  await modal('Added: ');
  await ada().close(await modal('Added: '), true);

  const waiting = await play.whisper(ada(), '/patch import', /2 computers imported before wait/);
  for (const id of NEW) expect(play.world.fleet.computer(id).state.jobs).toEqual({});
  await ada().click(waiting, 'Confirm these 2…');
  await ada().submit(await modal('who they are'));
  await modal('2 computers confirmed');

  expect(textOfMessage(await play.scan('finance'))).toMatch(/0\/3 compliant/);
  const page = await play.whisper(ada(), '/patch computer fin-ws-01', /imported from a CSV file/);
  expect(textOfMessage(page)).toContain('Windows:');
});
