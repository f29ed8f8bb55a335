import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { WsusClient } from '../../src/domain/patch.js';
import { validateMessage } from '../../src/slack/validate.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { ADA, FINANCE, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0PATCHING';
const ONE = 'fin-ws-01' as ComputerId;

let bench: HandlerBench;
let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice([ONE, 'fin-ws-02'], 1);
  await office.scanned();
  const clients = ['fin-ws-01', 'hr-ws-01', 'hr-ws-02'].map((name): WsusClient => {
    return { name: `${name}.corp.example`, clientId: name, os: 'Windows <!channel> 11', reportedAt: null };
  });
  await office.store.wsus.update('wsus', (value) => value && { ...value, clients });
  bench = await withHandlers(office.desk);
});
afterEach(() => bench.close());

const as = (person: string) => bench.slack.as(person);

async function asked(person: string, words: string, shows: string) {
  await as(person).type(CHANNEL, `/patch ${words}`);
  const message = await bench.sees(person, CHANNEL, shows);
  expect(validateMessage({ text: message.text, blocks: (message.blocks ?? []) as never }, 'post')).toEqual([]);
  return message;
}

/** The modal on top, once it says these words. */
function modal(words: string) {
  return bench.slack.waitFor(`"${words}" in the modal`, () => {
    const view = as('ada').modal();
    return view !== null && JSON.stringify(view.content).includes(words) ? view : null;
  });
}

async function opened(card: Parameters<ReturnType<typeof as>['click']>[0], button: string, words: string) {
  await as('ada').click(card, button);
  return modal(words);
}

const profile = (): string => office.office.roster.profiles[0] ?? '';
const here = (id: string): boolean => office.office.computers().includes(id as ComputerId);

describe('/patch import', () => {
  it('lists what WSUS knows, adds what was chosen and asks before anybody is logged on to', async () => {
    const card = await asked('ada', 'import', 'WSUS knows 2 clients that I do not');
    const text = JSON.stringify(card.blocks);
    expect(text).toContain('hr-ws-01.corp.example');
    expect(text).not.toContain('<!channel>');
    const form = await opened(card, 'Import from WSUS…', 'Clients of WSUS');
    await as('ada').suggestions(form, 'clients', 'hr-ws-01');
    await as('ada').suggestions(form, 'group', 'fin');
    await as('ada').submit(form, { clients: ['hr-ws-01'], profile: profile(), group: FINANCE });
    await modal('Added: `hr-ws-01`');
    expect(here('hr-ws-01')).toBe(true);
    const again = await asked('ada', 'import', '1 computer imported before waits for your word');
    const question = await opened(again, 'Confirm this 1…', 'WSUS does not ask its clients who they are');
    await as('ada').submit(question);
    await modal('1 computer confirmed');
    expect((await office.store.computers.get('hr-ws-01'))?.value.confirmed).not.toBeNull();
  });

  it('takes all of them, and says what http means before they are confirmed', async () => {
    const card = await asked('ada', 'import', 'WSUS knows 2 clients');
    const form = await opened(card, 'Import from WSUS…', 'Clients of WSUS');
    await as('ada').submit(form, { all: ['all'], profile: profile(), scheme: 'http' });
    await modal('Added:');
    const again = await asked('ada', 'import', '2 computers imported before');
    await opened(again, 'Confirm these 2…', '2 computers over http: whoever answers there could relay the logon');
  });

  it('keeps the form where nothing was chosen', async () => {
    const card = await asked('ada', 'import', 'WSUS knows 2 clients');
    const form = await opened(card, 'Import from WSUS…', 'Clients of WSUS');
    await as('ada').submit(form, { profile: profile() });
    await modal('Choose at least one computer');
  });

  it('is for administrators', async () => {
    await asked('olivia', 'import', 'You need the administrator role');
  });
});

describe('a CSV file', () => {
  async function sent(content: string) {
    const card = await asked('ada', 'import csv', 'WSUS knows');
    const form = await opened(card, 'Import a CSV file…', 'Columns: name');
    const file = await as('ada').upload(form, 'file', 'computers.csv', new TextEncoder().encode(content));
    await as('ada').submit(form, { file: [file], profile: profile() });
  }

  it('is previewed, and then added as it was shown', async () => {
    await sent('\uFEFFname;port;scheme\r\nhr-ws-01;5985;http\r\n');
    const preview = await modal('1 computer would be added');
    expect(JSON.stringify(preview.content)).toContain('http://hr-ws-01:5985');
    expect(here('hr-ws-01')).toBe(false);
    await as('ada').submit(preview);
    await modal('Added: `hr-ws-01`');
    expect(here('hr-ws-01')).toBe(true);
  });

  it('is not added while a line is wrong: the form is there once more', async () => {
    await sent('name,group\nfin-ws-01,\nhr-ws-02,=cmd()\n');
    const preview = await modal('Nothing is added while a line is wrong');
    const text = JSON.stringify(preview.content);
    expect(text).toContain('line 2: fin-ws-01 is known already');
    expect(text).toContain('line 3: group begins like a formula');
    await as('ada').submit(preview);
    await modal('Columns: name');
  });
});

describe('/patch rename', () => {
  beforeEach(async () => {
    const all = { clients: 'all', profile: profile(), scheme: 'https', group: FINANCE } as const;
    await office.desk.importFromWsus(office.asker(ADA), all);
  });

  it('calls a computer otherwise at once', async () => {
    await asked('ada', 'rename hr-ws-01 to people-ws-01', 'This computer is `people-ws-01` (formerly `hr-ws-01`)');
    expect(here('people-ws-01')).toBe(true);
    expect(here('hr-ws-01')).toBe(false);
  });

  it('has a form on the computer’s page, which is there once more where something is wrong', async () => {
    const card = await asked('ada', 'computer hr-ws-01', 'imported from WSUS');
    const form = await opened(card, 'Rename…', 'What it is called here');
    await as('ada').submit(form, { name: 'people-ws-01', host: 'https://10.0.0.7' });
    const again = await modal('without scheme and port');
    expect(JSON.stringify(again.content)).toContain('people-ws-01');
    await as('ada').submit(again, { name: 'people-ws-01', host: '10.0.0.7', port: '5986' });
    await modal('before an administrator confirms it');
    expect(office.office.roster.way('people-ws-01' as ComputerId)).toMatchObject({ host: '10.0.0.7', port: 5986 });
  });

  it('says where a computer of the configuration is renamed, and is for administrators', async () => {
    const card = await asked('ada', 'computer fin-ws-01', 'of the configuration');
    expect(JSON.stringify(card.blocks)).not.toContain('form.rename');
    await asked('ada', 'rename fin-ws-01 fin-ws-09', 'change its name or address there, under computers');
    await asked('olivia', 'rename hr-ws-01 fin-ws-09', 'You need the administrator role');
    await asked('ada', 'rename hr-ws-01', 'and its new name');
  });
});

describe('/patch computer', () => {
  it('shows where it comes from and how it stands, and retires it after a question', async () => {
    const card = await asked('ada', 'computer fin-ws-01', 'of the configuration');
    expect(JSON.stringify(card.blocks)).toContain('*Groups:* Finance');
    const question = await opened(card, 'Retire…', 'Nothing further is run on');
    await as('ada').submit(question);
    await modal('is retired');
    expect(here(ONE)).toBe(false);
    const after = await asked('ada', 'computer fin-ws-01', 'nothing is run there');
    await as('ada').click(after, 'Bring back');
    await bench.sees('ada', CHANNEL, 'is back, in the groups');
    expect(here(ONE)).toBe(true);
  });

  it('is for everybody to see, not to retire', async () => {
    const card = await asked('vera', 'computer fin-ws-01', 'of the configuration');
    expect(JSON.stringify(card.blocks)).not.toContain('form.retire');
    await asked('olivia', 'retire fin-ws-01', 'You need the administrator role');
  });

  it('says which name is near where there is none', async () => {
    await asked('vera', 'computer fin-ws-0l', 'There is no computer');
    await asked('ada', 'retire', 'I need the name of a computer');
  });

  it('is found in the list', async () => {
    await asked('vera', 'computers finance', '2 of 3 computers for finance');
    await asked('ada', 'retire fin-ws-02', 'It can be brought back');
  });
});
