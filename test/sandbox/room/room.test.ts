import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotLife, UNBORN } from '../../../sandbox/room/bot-keeper.js';
import { RemoteBot } from '../../../sandbox/room/remote-bot.js';
import { openRoom, type Room } from '../../../sandbox/room/room.js';
import type { Act, ShownComputer, ShownRoom } from '../../../sandbox/room/shown.js';
import { type LocalSlack, startSlack } from '../../../sandbox/slack/start.js';
import { type Fleet, startFleet } from '../../../sandbox/windows/fleet.js';
import { smallScenario } from '../../e2e/worlds.js';

const ALIVE: BotLife = { state: 'running', pid: 4711, since: 1, restarts: 0 };

let folder: string;
let slack: LocalSlack;
let fleet: Fleet;
let room: Room;
let kills = 0;
const bot = new RemoteBot(() => {
  kills += 1;
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-room-'));
  slack = await startSlack({ folder: join(folder, 'slack'), port: 0 });
  fleet = await startFleet({ folder: join(folder, 'windows'), scenario: smallScenario(), speed: 1000 });
  room = openRoom(fleet, slack, bot);
  await act({ kind: 'heal' });
});
afterAll(async () => {
  room.close();
  await Promise.all([slack.close(), fleet.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function act(what: Act | object, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${slack.url}_room/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(what),
  });
  const text = await response.text();
  return {
    status: response.status,
    answer: response.status === 403 || response.status === 415 ? text : JSON.parse(text),
  };
}

function on(computer: string, condition: string, isOn = true) {
  return act({ kind: 'computer', computer, condition, on: isOn });
}

function hooks(id: string) {
  return fleet.computer(id).state.conditions.hooks;
}

/** The stream of snapshots, one by one. */
async function* snapshots(): AsyncGenerator<ShownRoom> {
  const stop = new AbortController();
  const response = await fetch(`${slack.url}_room/events`, { signal: stop.signal });
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) yield JSON.parse(data) as ShownRoom;
      }
    }
  } finally {
    stop.abort();
  }
}

async function now(): Promise<ShownRoom> {
  for await (const shown of snapshots()) return shown;
  throw new Error('the stream told nothing');
}

async function shown(id: string): Promise<ShownComputer> {
  const found = (await now()).groups.flatMap((group) => group.computers).find((computer) => computer.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

describe('the machine room', () => {
  it('shows every computer once, in its first group, and the WSUS host last', async () => {
    const { groups } = await now();
    expect(groups.map(({ name }) => name)).toEqual(['Finance', 'In no group']);
    expect(groups.flatMap(({ computers }) => computers.map(({ id }) => id))).toEqual([
      'fin-ws-01',
      'fin-ws-02',
      'fin-app-01',
      'hq-wsus-01',
    ]);
  });

  it("tells what is needed by WSUS's own rules, and that nobody knows while WSUS is off", async () => {
    const computer = await shown('fin-app-01');
    const kbs = computer.needed?.map(({ kb }) => kb);
    expect(kbs).toContain('890830');
    expect(computer.status.text).toBe(`Needs ${kbs?.length} updates`);
    await on('hq-wsus-01', 'no-power');
    expect(await shown('fin-app-01')).toMatchObject({ needed: null, status: { text: 'WSUS does not answer it' } });
    expect((await now()).wsus).toMatchObject({ answers: false });
    await on('hq-wsus-01', 'no-power', false);
    expect((await shown('fin-app-01')).needed).toHaveLength(kbs?.length ?? 0);
  });

  it('pulls the plug for real: the computer is down, and comes up with power', async () => {
    const { answer } = await on('fin-ws-02', 'no-power');
    expect(answer.says).toContain('The plug of FIN-WS-02 is pulled.');
    expect(fleet.computer('fin-ws-02').state.power).toBe('off');
    expect(await shown('fin-ws-02')).toMatchObject({
      status: { tone: 'off', text: 'Off' },
      conditions: ['no-power'],
    });
    expect(await on('fin-ws-02', 'no-power')).toMatchObject({ status: 409, answer: { refused: expect.any(String) } });
    await on('fin-ws-02', 'no-power', false);
    const back = await shown('fin-ws-02');
    expect(back).toMatchObject({ power: 'on', conditions: [] });
    expect(back.events.map(({ text }) => text)).toEqual(['Came up', 'Went down']);
  });

  it.each([
    ['no-power-next', () => expect(fleet.computer('fin-app-01').state.conditions.losesPowerNext).toBe(true)],
    ['no-network', () => expect(fleet.computer('fin-app-01').reachable).toBe(false)],
    ['slow', () => expect(fleet.computer('fin-app-01').state.conditions.slowness).toBeGreaterThan(1)],
    ['full-disk', () => expect(fleet.computer('fin-app-01').state.conditions.systemDriveFreeBytes).toBeLessThan(1e9)],
    ['user', () => expect(fleet.computer('fin-app-01').state.conditions.loggedOnUsers).toBe(1)],
    ['own-policy', () => expect(fleet.computer('fin-app-01').state.conditions.policy.auOptions).toBe(4)],
    ['failing', () => expect(fleet.computer('fin-app-01').state.conditions.failsNext).toBe('0x80070643')],
    ['rolling-back', () => expect(fleet.computer('fin-app-01').state.conditions.undoesNext).toBe(true)],
    ['pin', () => expect(fleet.computer('fin-app-01').state.conditions.asksForPin).toBe(true)],
    ['late-winrm', () => expect(fleet.computer('fin-app-01').state.conditions.winrmDelayMs).toBeGreaterThan(0)],
    ['aborted-restarts', () => expect(fleet.computer('fin-app-01').state.conditions.abortsRestarts).toBe(true)],
    ['failing-hook', () => expect(Object.values(hooks('fin-app-01'))).toMatchObject([{ exitCode: 1 }])],
  ] as const)('makes %s so and undoes it, each time saying what will be seen', async (condition, isSo) => {
    const made = await on('fin-app-01', condition);
    expect(made.answer.says).toContain('FIN-APP-01');
    isSo();
    expect((await shown('fin-app-01')).conditions).toEqual([condition]);
    expect((await on('fin-app-01', condition, false)).status).toBe(200);
    expect((await shown('fin-app-01')).conditions).toEqual([]);
  });

  it('shows one that asks for its PIN, and lets somebody enter it', async () => {
    await on('fin-ws-02', 'pin');
    await fleet.computer('fin-ws-02').restart();
    await expect.poll(() => fleet.computer('fin-ws-02').state.heldBy).toBe('pin');
    expect(await shown('fin-ws-02')).toMatchObject({ status: { tone: 'trouble', text: 'Asks for its BitLocker PIN' } });
    expect((await on('fin-ws-02', 'pin', false)).answer.says).toContain('The PIN of FIN-WS-02 is entered');
    expect(await shown('fin-ws-02')).toMatchObject({ power: 'on', heldBy: null, conditions: [] });
  });

  it('shows one whose WinRM has not started', async () => {
    await on('fin-ws-02', 'late-winrm');
    await fleet.computer('fin-ws-02').restart();
    await expect.poll(async () => (await shown('fin-ws-02')).status.text).toBe('Up, WinRM has not started');
    await on('fin-ws-02', 'late-winrm', false);
  });

  it('heals all at once, and says when there is nothing to heal', async () => {
    await on('fin-app-01', 'no-network');
    await on('fin-ws-01', 'full-disk');
    await on('fin-ws-02', 'no-power-next');
    expect((await act({ kind: 'heal' })).answer.says).toContain('3 computers are healthy again');
    expect(await shown('fin-ws-02')).toMatchObject({ conditions: [] });
    expect(await act({ kind: 'heal' })).toMatchObject({ status: 409, answer: { refused: 'Nothing is broken.' } });
  });

  it('releases a Patch Tuesday at Microsoft: WSUS knows nothing of it before it synchronizes', async () => {
    const before = (await now()).wsus.updates;
    const { answer } = await act({ kind: 'patch-tuesday' });
    expect(answer.says).toMatch(/^Microsoft published \d{4}-\d{2} with [1-9]\d* updates\./);
    const { wsus } = await now();
    expect(wsus.updates).toBe(before);
    expect(wsus.unsynced).toEqual([expect.stringMatching(/^\d{4}-\d{2}$/)]);
  });

  it('kills the bot once, and shows its death and its next life', async () => {
    expect((await now()).bot).toEqual({ ...UNBORN, sockets: 0 });
    bot.hear({ kind: 'bot', life: ALIVE });
    expect((await act({ kind: 'kill-bot' })).answer.says).toContain('Process 4711 got kill -9');
    expect(kills).toBe(1);
    bot.hear({ kind: 'bot', life: { ...ALIVE, state: 'dead', pid: null, since: null } });
    expect((await act({ kind: 'kill-bot' })).status).toBe(409);
    expect(kills).toBe(1);
    bot.hear({ kind: 'bot', life: { ...ALIVE, pid: 4712, restarts: 1 } });
    const { bot: shownBot, log } = await now();
    expect(shownBot).toMatchObject({ pid: 4712, restarts: 1 });
    expect(log.slice(0, 2).map(({ text }) => text)).toEqual([
      'The bot runs as process 4712 and takes up what was under way.',
      'The bot is dead. It is started again at once, as a service manager would.',
    ]);
  });

  it('tells those who watch, without being asked again', async () => {
    const seen = snapshots();
    await seen.next();
    await on('fin-ws-01', 'slow');
    const next: unknown = (await seen.next()).value;
    await seen.return(undefined);
    expect(JSON.stringify(next)).toContain('"slow"');
    await on('fin-ws-01', 'slow', false);
  });

  it('takes nothing that is not an act, and nothing from another page', async () => {
    expect((await act({ kind: 'format-disk' })).status).toBe(400);
    expect((await on('no-such-computer', 'slow')).answer).toEqual({ refused: 'There is no such computer.' });
    expect((await act({ kind: 'heal' }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await act({ kind: 'heal' }, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await fetch(`${slack.url}_room/elsewhere`)).status).toBe(404);
  });
});
