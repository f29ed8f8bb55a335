import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { type Actor, textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { answerTo, GROUP, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const APPROVALS = '#approvals';

let worlds: Worlds;
let play: Play;

beforeAll(async () => {
  worlds = await Worlds.begin();
  play = await worlds.open('approvals');
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
});
afterAll(() => worlds.end());

const buttons = (message: Message): string => JSON.stringify(message.blocks ?? []);

/** The bot's last message there, once it says this. */
function card(where: string, says: RegExp): Promise<Message> {
  const look = () => play.world.slack.messages(where).findLast((message) => says.test(textOfMessage(message)));
  return play.world.slack.waitFor(`"${says.source}" in ${where}`, look, 20_000);
}

describe('an approval', () => {
  it('is asked for, declined with a reason, asked for again and given; everybody knows at every step', async () => {
    const { olivia, anil } = play;
    await answerTo(play, olivia, () => play.type(olivia, `/patch ask ${GROUP}`), /I asked in the approvers’ channel/);
    const first = await card(APPROVALS, /Approve \d+ patch(es)? for Finance\?/);
    expect(first.text).toMatch(/^Approve \d+ patch(es)? for Finance\? .* computers?\. .*Asked by <@U0OLIVIA>/);

    await anil.click(first, 'Decline…');
    const modal = await play.world.slack.waitFor('the modal', () => {
      const top = anil.modal();
      return top !== null && textOfMessage(top).includes('Decline') ? top : null;
    });
    await anil.submit(modal, { reason: 'The year end comes first' });
    const declined = await card(APPROVALS, /declined\W+by/);
    expect(declined.ts).toBe(first.ts);
    expect(buttons(declined)).not.toContain('approval.approve');
    await card('D0OLIVIA', /was \W*declined\W+by .*The year end comes first/);

    await answerTo(play, olivia, () => play.type(olivia, `/patch ask ${GROUP}`), /I asked in the approvers’ channel/);
    const second = await card(APPROVALS, /Approve \d+ patch(es)? for Finance\?[\s\S]*it waits until/);
    expect(second.ts).not.toBe(first.ts);
    await anil.click(second, 'Approve');
    const approved = await card(APPROVALS, /approved\W+by/);
    expect(approved.ts).toBe(second.ts);
    const told = await card('D0OLIVIA', /was \W*approved\W+by/);
    await plan(olivia, told);
  });

  it('is on the audit log, whose chain is whole, and nothing of it is repeated after a restart', async () => {
    const { anil } = play;
    const log = await answerTo(play, anil, () => play.type(anil, `/patch audit ${GROUP}`), /Audit log/);
    expect(textOfMessage(log)).toMatch(/approve[\s\S]*ask[\s\S]*decline[\s\S]*The year end comes first[\s\S]*ask/);
    const before = play.world.slack.messages('D0OLIVIA').length + play.world.slack.messages(APPROVALS).length;
    await play.world.bot.kill('SIGKILL');
    await play.world.bot.start();
    await answerTo(play, anil, () => play.type(anil, '/patch audit verify'), /The audit log is whole/);
    expect(play.world.slack.messages('D0OLIVIA').length + play.world.slack.messages(APPROVALS).length).toBe(before);
  });
});

/** The next step is one click away. */
async function plan(actor: Actor, told: Message): Promise<void> {
  await actor.click(told, 'Plan the run');
  await card('D0OLIVIA', /Plan of a run/);
}
