import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Play } from '../../sandbox/play.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { Program } from './program.js';
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

/** A client of WSUS is known by a name that resolves nowhere here: its page takes the address. */
async function fromWsus(id: string, way: Known['computers'][string]) {
  const card = await play.whisper(ada(), '/patch import', /WSUS knows 2 clients that I do not/);
  for (const one of NEW) expect(textOfMessage(card)).toContain(`${one}.`);
  await ada().click(card, 'Import from WSUS…');
  const form = await modal('Clients of WSUS');
  await ada().suggestions(form, 'clients', id);
  await ada().suggestions(form, 'group', 'Finance');
  await ada().submit(form, { clients: [id], profile: way.credentials, scheme: way.scheme, group: 'finance' });
  await ada().close(await modal('Added: '), true);

  const page = await play.whisper(ada(), `/patch computer ${id}`, /imported from WSUS/);
  await ada().click(page, 'Rename…');
  await ada().submit(await modal('What it is called here'), { host: way.host, port: String(way.port) });
  await ada().close(await modal('with all that is known of it'), true);
}

it('two clients of WSUS are imported, confirmed and scanned, without a restart', async () => {
  await play.sync();
  const [byFile = '', byWsus = ''] = NEW;
  const [way, other] = [reached.get(byFile), reached.get(byWsus)];
  if (way === undefined || other === undefined) throw new Error('they were never configured');
  await fromWsus(byWsus, other);

  const card = await play.whisper(ada(), '/patch import', /WSUS knows 1 client that I do not/);
  await ada().click(card, 'Import a CSV file…');
  const form = await modal('Columns: name');
  const row = [byFile, way.host, way.port, way.scheme, way.credentials, 'Finance'].join(',');
  const content = new TextEncoder().encode(`name,host,port,scheme,credentials,group\r\n${row}\r\n`);
  const file = await ada().upload(form, 'file', 'fleet.csv', content);
  await ada().submit(form, { file: [file] });
  await ada().submit(await modal('1 computer would be added'));
  await modal('Added: ');
  await ada().close(await modal('Added: '), true);

  const waiting = await play.whisper(ada(), '/patch import', /2 computers imported before wait/);
  for (const id of NEW) expect(play.world.fleet.computer(id).state.jobs).toEqual({});
  await ada().click(waiting, 'Confirm these 2…');
  await ada().submit(await modal('who they are'));
  await modal('2 computers confirmed');

  expect(textOfMessage(await play.scan('finance'))).toMatch(/3 Succeeded[\s\S]*0\/3 computers are compliant/);
  const page = await play.whisper(ada(), '/patch computer fin-ws-01', /imported from a CSV file/);
  expect(textOfMessage(page)).toContain('Windows:');
});

it('a file is imported from the command line too: by hand, and not while the bot runs', async () => {
  const { folder, bot } = play.world;
  await writeFile(join(folder, 'more.csv'), 'name;host;credentials\nbranch-01;branch-01.example;sandbox\n');
  await writeFile(join(folder, 'wrong.csv'), 'name;credentials\nbranch-02;nobody\n');
  const run = async (...args: readonly string[]) => {
    const env = { PATCHBAY_CONFIG: CONFIG(play.world), ...SECRETS(folder), SLACK_API_URL: play.world.slack.apiUrl };
    const program = new Program(['src', 'programs', 'import.js'], folder, env, args);
    const { code } = await program.ended;
    return { code, said: program.stdout + program.stderr };
  };
  expect(await run('more.csv')).toMatchObject({ code: 0, said: expect.stringContaining('1 would be added') });
  expect(await run('more.csv', '--apply')).toMatchObject({ code: 1, said: expect.stringContaining('PB202') });
  await bot.kill('SIGTERM');
  expect(await run('more.csv')).toMatchObject({ code: 0, said: expect.stringContaining('1 would be added') });
  expect(await run('wrong.csv', '--apply')).toMatchObject({
    code: 1,
    said: expect.stringContaining('line 2: there is no profile nobody'),
  });
  expect((await run('more.csv', '--apply')).said).toContain('1 added. Nobody is logged on to there');
  expect((await run('more.csv')).said).toContain('branch-01 is known already');
  await bot.start();
  await play.whisper(ada(), '/patch computers waiting', /branch-01/);
  const audit = await play.whisper(ada(), '/patch audit', /import-computers/);
  expect(textOfMessage(audit)).toContain(`command line (${userInfo().username})`);
  await play.whisper(ada(), '/patch computer branch-01', /imported from a CSV file by command line \(/);
});

it('a computer that was renamed is scanned on as the machine that it was', async () => {
  const name = 'people-ws-02';
  const before = await play.whisper(ada(), '/patch computer fin-ws-02', /Calls itself/);
  const [machine = 'none'] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(textOfMessage(before)) ?? [];
  await play.whisper(ada(), '/patch rename hq-wsus-01 other', /of the configuration: change its name or address there/);
  await play.whisper(ada(), `/patch rename fin-ws-02 ${name}`, /formerly `fin-ws-02`/);
  expect(textOfMessage(await play.scan('finance'))).toMatch(/3 Succeeded/);
  const after = textOfMessage(await play.whisper(ada(), `/patch computer ${name}`, /Formerly:/));
  expect(after).toContain(machine);
  expect(after).not.toContain('waits to be confirmed');
  await play.whisper(ada(), `/patch rename ${name} fin-ws-02`, /formerly `people-ws-02`/);
});

it('the doctor looks at imported computers too: not at retired ones, and waiting ones are said to wait', async () => {
  const { folder, bot } = play.world;
  const examined = async (...args: readonly string[]) => {
    const env = { PATCHBAY_CONFIG: CONFIG(play.world), ...SECRETS(folder), SLACK_API_URL: play.world.slack.apiUrl };
    const program = new Program(['src', 'programs', 'doctor.js'], folder, env, ['--json', ...args]);
    await program.ended;
    if (program.stdout === '') return { said: program.stderr, one: () => undefined };
    const { findings } = JSON.parse(program.stdout) as { findings: Record<'id' | 'about' | 'verdict', string>[] };
    const one = (about: string, id: string) => findings.find((each) => each.about === about && each.id === id);
    return { said: program.stdout, one };
  };
  const beside = await examined(...NEW, 'branch-01');
  for (const id of NEW) expect(beside.one(id, 'identity')?.verdict).toBe('pass');
  expect(beside.one('branch-01', 'identity')).toMatchObject({
    ...{ verdict: 'warn', sentence: expect.stringContaining('nobody has confirmed it yet') },
  });
  await play.whisper(ada(), '/patch retire fin-ws-02', /Nothing further is run on/);
  const card = await play.whisper(ada(), '/patch computer fin-ws-02', /Reached by/);
  await ada().click(card, 'Retire…');
  await ada().submit(await modal('Nothing further is run'));
  await modal('is retired');
  await bot.kill('SIGTERM');
  const alone = await examined();
  expect(alone.one('fin-ws-01', 'disk')?.verdict).toBe('pass');
  expect(alone.one('fin-ws-02', 'port')).toBeUndefined();
  expect(alone.one('data', 'retired-computers')?.verdict).toBe('pass');
  expect((await examined('fin-ws-02')).said).toContain('fin-ws-02 is retired');
  await bot.start();
});

const SECRETS = (folder: string) => ({
  SLACK_BOT_TOKEN_FILE: join(folder, 'slack-bot-token'),
  SLACK_APP_TOKEN_FILE: join(folder, 'slack-app-token'),
});
