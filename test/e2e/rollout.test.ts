import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { GROUP, Worlds } from './worlds.js';

describe('a run by parts, before the whole bot', () => {
  let worlds: Worlds;
  let play: Play;
  beforeAll(async () => {
    worlds = await Worlds.begin();
    play = await worlds.open('rollout');
    await play.sync();
    await play.scan(GROUP);
    await play.approveAll(GROUP);
  });
  afterAll(() => worlds.end());

  const inThread = (root: string) => play.world.slack.messages('#patching').filter(({ threadTs }) => threadTs === root);

  it('downloads first; nothing is installed, and Install now is one click away', async () => {
    const plan = await play.cardAfter(() => play.type(play.olivia, `/patch run ${GROUP} distribute`), /Plan of a run/);
    expect(textOfMessage(plan)).toMatch(/Only download; nothing is installed/);
    const card = await play.run(plan);
    expect(textOfMessage(card)).toMatch(/Succeeded[\s\S]*downloaded, 0 failed; nothing was installed/);
    expect(play.installs(GROUP)).toEqual([]);
    const next = await play.cardAfter(() => play.olivia.click(card, 'Install now'), /Plan of a run/);
    expect(textOfMessage(next)).toMatch(/all downloaded already/);
  });

  it('installs on a canary computer, waits for Continue, and goes on through a kill of the bot', async () => {
    const plan = await play.plan(GROUP);
    const modal = await play.openModal(play.olivia, plan, 'run.options');
    await play.olivia.submit(modal, { canaries: '1', 'at-once': '1', failures: '1' });
    await play.until(plan, /first, as canary computer; the others wait for Continue/);
    const waiting = await play.cardAfter(
      () => play.olivia.click(plan, 'run.start'),
      /Canary computers:\S* 1 of 1 succeeded[\s\S]*Continue/,
    );
    expect(
      play.members(GROUP).filter((id) => Object.keys(play.world.fleet.computer(id).state.installs).length > 0),
    ).toHaveLength(1);
    await play.world.bot.kill('SIGKILL');
    await play.world.bot.start();
    const notice = await play.world.slack.waitFor('the notice', () =>
      inThread(waiting.ts).find((message) => /<@U0OLIVIA> Task \d+ for [\s\S]*Canary computers/.test(message.text)),
    );
    await play.olivia.click(notice, 'task.continue');
    // What it offered is offered no more.
    await play.world.slack.waitFor('the notice without its button', () =>
      inThread(waiting.ts).find(({ ts, text }) => ts === notice.ts && /<@U0OLIVIA> continued/.test(text)),
    );
    await play.until(waiting, /3 of 3 ended: 3 Succeeded/);
    expect(new Set(play.installs(GROUP))).toEqual(new Set([1]));
    const said = await play.world.slack.waitFor('the end', () =>
      inThread(waiting.ts).find((message) => /<@U0OLIVIA> Task \d+.*succeeded: 3 of 3 succeeded/.test(message.text)),
    );
    expect(said.broadcast).toBe(false);
    await play.world.slack.waitFor('the file', () => inThread(waiting.ts).find(({ files }) => files.length > 0));
    expect(inThread(waiting.ts).filter(({ files }) => files.length > 0)).toHaveLength(1);
  });
});
