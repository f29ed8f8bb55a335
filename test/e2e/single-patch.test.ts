import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { type Actor, textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { answer, answerTo, GROUP, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let worlds: Worlds;
let play: Play;
/** What waits for an approval. Asked again for the same, the bot only says where it is. */
let card: Message;
/** A patch that it names, by its number. */
let kb: string;

beforeAll(async () => {
  worlds = await Worlds.begin();
  play = await worlds.open('single');
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
});
afterAll(() => worlds.end());

/** Of each computer: the numbers of what was installed there, and how often, as it says itself. */
function installed(): readonly (readonly [string, number])[] {
  const { updates } = play.world.fleet.scenario;
  return play.members(GROUP).flatMap((id) =>
    Object.entries(play.world.fleet.computer(id).state.installs).map(([updateId, times]) => {
      const update = updates.find((one) => one.updateId === updateId);
      return [update?.kbs[0] ?? '', times] as const;
    }),
  );
}

/** The computers that have it, as they say themselves. */
function present(): readonly string[] {
  const named = play.world.fleet.scenario.updates.filter(({ kbs }) => kbs.includes(kb)).map(({ updateId }) => updateId);
  return play
    .members(GROUP)
    .filter((id) => named.some((one) => play.world.fleet.computer(id).state.installed.includes(one)));
}

/** Clocks waver: a second start so soon after the first one is not told from it, and would be asked for again. */
const isUpLong = (id: string): boolean => Date.now() - play.world.fleet.computer(id).state.bootedAt > 12_000;

const planOf = (actor: Actor, verb: 'install' | 'uninstall'): Promise<Message> =>
  play.cardAfter(() => play.type(actor, `/patch ${verb} KB${kb} on ${GROUP}`), /Plan of/);

describe('one patch on a group', () => {
  it('that nobody has approved is not planned: what to approve is said', async () => {
    card = await play.cardAfter(
      () => play.type(play.olivia, `/patch recommendations ${GROUP}`),
      /to approve[\s\S]*KB\d+/,
    );
    kb = /KB(\d{6,8})\b/.exec(textOfMessage(card))?.[1] ?? '';
    const told = await answerTo(play, play.olivia, () => play.type(play.olivia, `/patch install KB${kb} on ${GROUP}`));
    expect(textOfMessage(told)).toMatch(
      new RegExp(`Nothing of KB${kb} can be installed on Finance now: \\d Opened\\. Approve it first: /patch rec`),
    );
    const button = `say.recommendations-${GROUP}-KB${kb}`;
    const only = await play.cardAfter(() => play.olivia.click(told, button), /to approve/);
    expect(textOfMessage(only)).toMatch(/to approve: 1 patch /);
    expect(installed()).toEqual([]);
  });

  it('is installed where it is approved, once, and nothing else is', async () => {
    await play.approveShown(card);
    const ended = await play.run(await planOf(play.olivia, 'install'));
    expect(textOfMessage(ended)).toMatch(/Status:\W*Succeeded/);
    expect(installed().length).toBeGreaterThan(0);
    for (const one of installed()) expect(one).toEqual([kb, 1]);
    expect(await answer(play, play.olivia, `/patch status ${GROUP}`)).toMatch(/\d Approved, 1 Implemented;/);
  });

  it('is not taken off again by who may only run', async () => {
    expect(await answer(play, play.olivia, `/patch uninstall KB${kb} on ${GROUP}`)).toMatch(/You need the approver/);
    expect(present()).not.toEqual([]);
  });

  it('is taken off again by who may run and approve: the computers no longer have it', async () => {
    await play.world.slack.waitFor('two restarts apart', () => play.members(GROUP).every(isUpLong), 30_000);
    const ada = play.world.slack.as('ada');
    const ended = await play.run(await planOf(ada, 'uninstall'), ada);
    expect(textOfMessage(ended)).toMatch(/Status:\W*Succeeded/);
    expect(present()).toEqual([]);
    for (const one of installed()) expect(one).toEqual([kb, 1]);
  });

  it('by a number that nobody needs is told', async () => {
    expect(await answer(play, play.olivia, `/patch install KB1234567 on ${GROUP}`)).toMatch(
      /No computer of Finance was recommended KB1234567/,
    );
  });
});
