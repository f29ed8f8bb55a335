import { type FSWatcher, watch } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { healthyScenario } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';

const GROUP = 'finance';
const COMPUTER = 'fin-ws-01';

/** A moment of a run, seen from outside the bot: it calls `reached` once. */
type Moment = (world: PretendWorld, reached: () => void) => void;

/** The computer is told (or has done) this. A poll is one of the job that was handed over last. */
function command(phase: 'before' | 'after', verb: string, script: string, nth = 1): Moment {
  return (world, reached) => {
    let job = '';
    let seen = 0;
    world.fleet.computer(COMPUTER).watcher = (when, line) => {
      job = /script\\":\\"(\w+(?:-\w+)*)/.exec(line)?.[1] ?? job;
      if (when === phase && line.includes(`-Verb ${verb} `) && job === script && ++seen === nth) reached();
    };
  };
}

function probe(phase: 'before' | 'after', nth: number): Moment {
  return (world, reached) => {
    let seen = 0;
    world.fleet.computer(COMPUTER).watcher = (when, line) => {
      if (when === phase && line.includes('PBPROBE1') && ++seen === nth) reached();
    };
  };
}

/** The bot has written a document of this kind. */
function stored(kind: string): Moment {
  return (world, reached) => {
    const watcher: FSWatcher = watch(join(world.folder, 'bot', kind), (_, name) => {
      if (name?.endsWith('.json') !== true) return;
      watcher.close();
      reached();
    });
  };
}

/** Slack shows this in the card, or in its thread; the bot has not yet heard that it does. */
function shown(says: RegExp, inThread: boolean): Moment {
  return (world, reached) => {
    const messages = () => world.slack.messages('#patching');
    const known = new Set(messages().map((message) => message.ts));
    const isMeant = (message: Message): boolean =>
      !known.has(message.ts) && (message.threadTs !== null) === inThread && says.test(textOfMessage(message));
    const look = () => messages().find(isMeant);
    void world.slack.waitFor('the moment', look, 60_000).then(reached);
  };
}

const RUN = /Install recommended patches/;
const INSTALL = 'MS_WUA_Install_Updates';

const MOMENTS: readonly (readonly [string, Moment])[] = [
  ['the decision is stored', stored('operations')],
  ['the task is stored', stored('tasks')],
  ['a target is stored', stored('targets')],
  ['a card is to be posted', stored('surfaces')],
  ['Slack has the card', shown(RUN, false)],
  ['Slack has the thread', shown(/Targets/, true)],
  ['a computer is met for the first time', probe('before', 1)],
  ['it has answered', probe('after', 1)],
  ['the facts are to be asked for', command('before', 'submit', 'Get-EndpointFacts')],
  ['the facts were asked for', command('after', 'submit', 'Get-EndpointFacts')],
  ['the facts are taken away', command('after', 'acknowledge', 'Get-EndpointFacts')],
  ['the install is to be handed over', command('before', 'submit', INSTALL)],
  ['the install was handed over', command('after', 'submit', INSTALL)],
  ['the install runs', command('after', 'poll', INSTALL)],
  ['the result of the install is to be taken away', command('before', 'acknowledge', INSTALL)],
  ['the result of the install was taken away', command('after', 'acknowledge', INSTALL)],
  ['the restart is to be handed over', command('before', 'submit', 'Restart-Endpoint')],
  ['the restart was handed over', command('after', 'submit', 'Restart-Endpoint')],
  ['the answer about the restart is to be taken away', command('before', 'acknowledge', 'Restart-Endpoint')],
  ['the facts after the restart are to be asked for', command('before', 'submit', 'Get-EndpointFacts', 2)],
  ['the scan that verifies is handed over', command('after', 'submit', 'MS_WUA_Scan')],
  ['the scan that verifies is asked about', command('after', 'poll', 'MS_WUA_Scan')],
  ['the scan that verifies is taken away', command('after', 'acknowledge', 'MS_WUA_Scan')],
];

/** Each waits most of its time, for a bot of its own in a folder of its own. */
describe.concurrent('a bot that is killed in the middle of a run', () => {
  let folder = '';
  const prepared = () => join(folder, 'prepared');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-kill-'));
    const world = await open(prepared());
    const play = new Play(world);
    await play.sync();
    await play.approveUpdates('critical', 'Finance');
    await play.scan(GROUP);
    await play.approveAll(GROUP);
    await play.plan(GROUP);
    await world.close();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(MOMENTS)('when %s: ends the run, installs once, keeps its card', { timeout: 90_000 }, async (_, moment) => {
    const copy = await mkdtemp(join(folder, 'run-'));
    await cp(prepared(), copy, { recursive: true });
    const world = await open(copy);
    const play = new Play(world);
    const plan = play.cards().find((card) => /Plan of a run/.test(textOfMessage(card)));
    const killed = new Promise<void>((resolve) => moment(world, () => resolve(world.bot.kill('SIGKILL'))));
    await play.olivia.click(plan as Message, 'run.start');
    await killed;
    const before = play.cards().filter((card) => RUN.test(textOfMessage(card)));
    await world.bot.start();
    const ended = await play.world.slack.waitFor('the end of the run', () => endedRun(play), 60_000);
    expect(textOfMessage(ended)).toMatch(/Succeeded/);
    expect(play.installs(GROUP).every((count) => count === 1)).toBe(true);
    expect(play.installs(GROUP).length).toBeGreaterThan(0);
    const cards = play.cards().filter((card) => RUN.test(textOfMessage(card)));
    expect(cards).toHaveLength(1);
    if (before.length > 0) expect(cards[0]?.ts).toBe(before[0]?.ts);
    await world.close();
  });
});

function endedRun(play: Play): Message | undefined {
  return play
    .cards()
    .find((card) => RUN.test(textOfMessage(card)) && /Status:\W*(Succeeded|Failed)/.test(textOfMessage(card)));
}

/** Two computers are enough; one of them is watched. */
async function open(at: string): Promise<PretendWorld> {
  const all = healthyScenario();
  const scenario = {
    ...all,
    computers: all.computers.filter(({ id }) => id === COMPUTER || id === 'fin-ws-02'),
    provisioningGroups: [
      { id: GROUP, name: 'Finance', computers: [COMPUTER, 'fin-ws-02'], restart: 'if-required' as const },
    ],
  };
  const windows = { poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.5 };
  const world = await startWorld({ folder: at, scenario, speed: 20, windows });
  await world.bot.start();
  return world;
}
