import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import type { PretendWorld } from '../../sandbox/pretend-world.js';
import { type Actor, textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { openAuthority } from '../../sandbox/windows/certificates.js';
import { answer, answerTo, GROUP, HOSTILE_NAME, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000 });

let worlds: Worlds;

beforeAll(async () => {
  worlds = await Worlds.begin();
  await scanned();
});
afterAll(() => worlds.end());

describe('what cannot be done', () => {
  let play: Play;
  beforeAll(async () => {
    play = await worlds.open('new');
  });
  afterAll(() => worlds.close(play));

  it.each([
    ['scna finance', /I don't know "scna"\. Did you mean "scan"\? Type \/patch help/],
    ['xyzzy', /I don't know "xyzzy"\. Type \/patch help/],
    ['scan finanse', /There is no group "finanse"\. Did you mean finance\? Your groups: empty, finance, tills\./],
    ['scan empty', /The group Empty has no computers\. Add some to it in the configuration/],
    ['scan', /I need the name of a group/],
    ['check finance', /No computer of finance has been scanned yet.* Type \/patch scan finance first/],
    ['recommendations finance', /Type \/patch scan finance first/],
    ['scan finance', /I have not read WSUS yet\. Type \/patch sync first/],
    ['updates', /Type \/patch sync first/],
    ['run finance', /Type \/patch sync first/],
    ['task 99', /There is no task 99\. Type \/patch tasks/],
    ['task two', /For example: \/patch task 17/],
    ['log 99.1', /There is no workflow execution log 99\.1|There is no task 99/],
    ['stop everything', /Nothing of that is running/],
    ['help', /You can use|six steps/],
  ])('"%s" is answered at once, with what to type instead', async (words, says) => {
    expect(await answer(play, play.olivia, `/patch ${words}`)).toMatch(says);
    expect(play.cards().filter((card) => card.user === play.world.slack.bot.userId)).toEqual([]);
  });

  it.each(['sync', 'scan finance', 'run finance', 'stop everything'])(
    '"%s" without the right is refused, and says who has it',
    async (words) => {
      const vera = play.world.slack.as('vera');
      expect(await answer(play, vera, `/patch ${words}`)).toMatch(/You need the operator .*<@U0OLIVIA>/);
    },
  );

  it('is anything at all for a guest', async () => {
    for (const words of ['help', 'sync', 'status'])
      expect(await answer(play, play.world.slack.as('gus'), `/patch ${words}`)).toMatch(
        /only take orders from full members/,
      );
  });

  it('is asked for the same way by a command, a mention and a direct message', async () => {
    const { slack } = play.world;
    const byCommand = await answer(play, play.olivia, '/patch status finance');
    const byMention = await answerTo(play, play.olivia, () =>
      play.olivia.type('#patching', '@Patchbay status finance'),
    );
    await play.olivia.type('U0OLIVIA', 'status finance');
    const direct = () => play.olivia.sees('U0OLIVIA').findLast((message) => message.user === slack.bot.userId);
    const byMessage = await slack.waitFor('a direct answer', direct);
    expect(byCommand).toMatch(/Finance: .*0\/3 computers are compliant/);
    expect(textOfMessage(byMention)).toBe(byCommand);
    expect(textOfMessage(byMessage)).toBe(byCommand);
  });
});

/** Synchronized, approved on WSUS for Finance, and scanned: where the other stories begin. */
const SCANNED = 'scanned';

async function scanned(): Promise<void> {
  const play = await worlds.open(SCANNED);
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
  await worlds.close(play);
}

async function statusOf(play: Play, scope: string): Promise<string> {
  return answer(play, play.olivia, `/patch status ${scope}`);
}

function recommendations(play: Play): Promise<Message> {
  return play.cardAfter(() => play.type(play.olivia, `/patch recommendations ${GROUP}`), /to approve/);
}

function restarts(play: Play, id: string): number {
  return play.world.fleet.computer(id).state.events.filter(({ what }) => what === 'came up').length;
}

function cardsThatSay(play: Play, says: RegExp): readonly Message[] {
  return play.cards().filter((card) => says.test(textOfMessage(card)));
}

describe.concurrent('a patch cycle', () => {
  it('goes from the scan to Implemented, whoever clicks twice, late or without the right', async () => {
    const play = await worlds.goOn(SCANNED, 'whole');
    const { slack } = play.world;
    const vera = slack.as('vera');
    expect(await statusOf(play, GROUP)).toMatch(/0\/3 computers are compliant/);

    const early = await recommendations(play);
    expect(textOfMessage(early)).toMatch(/to approve: \d+ patches \(\d+ Critical, .*\d+ may restart\)/);
    const card = await recommendations(play);
    const press = (actor: Actor, on: Message) => () => actor.click(on, 'recommendations.approve');
    await answerTo(play, vera, press(vera, card), /You need the approver .*<@U0ANIL>/);
    slack.faults.duplicateEnvelopes(1);
    await answerTo(play, play.anil, press(play.anil, card), /\d+ recommendations approved\./);
    await play.until(card, /Decided: \d+ recommendations? approved/);
    await answerTo(
      play,
      play.anil,
      press(play.anil, early),
      /This changed since it was shown to you.*nothing was done/,
    );
    await play.until(early, /nothing is left to approve/);

    const plan = await play.plan(GROUP);
    slack.faults.duplicateEnvelopes(1);
    const [first] = await Promise.all([
      play.run(plan),
      play.olivia.click(plan, 'run.start'),
      play.world.slack.as('ada').click(plan, 'run.start'),
    ]);
    expect(textOfMessage(first)).toMatch(/Succeeded/);
    expect(cardsThatSay(play, /Install recommended patches/)).toHaveLength(1);
    expect(cardsThatSay(play, /Plan of a run/)).toHaveLength(1);
    expect(new Set(play.installs(GROUP))).toEqual(new Set([1]));
    for (const id of play.members(GROUP)) expect(restarts(play, id), id).toBe(1);
    expect(await statusOf(play, GROUP)).toMatch(/\*Compliant\*: 3\/3[\s\S]*[1-9]\d* Implemented/);
    await worlds.close(play);
  });

  it('with one computer off fails there and touches none of its recommendations; the others succeed', async () => {
    const play = await worlds.goOn(SCANNED, 'off');
    await play.approveAll(GROUP);
    const plan = await play.plan(GROUP);
    await play.world.fleet.setFault('fin-ws-01', { kind: 'off' });
    const card = textOfMessage(await play.run(plan));
    expect(card).toMatch(/Failed/);
    expect(card).toMatch(/fin-ws-01\W+failed: .*does not answer/);
    expect(await statusOf(play, 'fin-ws-01')).toMatch(/[1-9]\d* Approved/);
    expect(await statusOf(play, 'fin-ws-02')).toMatch(/[1-9]\d* Implemented/);
    expect(await statusOf(play, 'fin-app-01')).toMatch(/[1-9]\d* Implemented/);
    expect(play.world.fleet.computer('fin-ws-01').state.installs).toEqual({});
    await worlds.close(play);
  });

  it('with a certificate of an authority that is not named sends nothing to the computer, and says what to do', async () => {
    const play = await worlds.goOn(SCANNED, 'untrusted', trustAnother);
    const { fleet } = play.world;
    const members = play.members(GROUP);
    const overTls = fleet.hosts.filter(({ id, scheme }) => scheme === 'https' && members.some((one) => one === id));
    const jobs = () => overTls.map(({ id }) => Object.keys(fleet.computer(id).state.jobs));
    const before = jobs();
    const card = await play.taskAfter(() => play.type(play.olivia, `/patch scan ${GROUP}`));
    expect(before).not.toEqual([]);
    expect(jobs()).toEqual(before);
    expect(textOfMessage(card)).toMatch(/Failed/);
    expect(textOfMessage(card)).toMatch(/The certificate of the computer is not one that I trust\. Add its authority/);
    await worlds.close(play);
  });
});

describe('trouble on the way', () => {
  let play: Play;
  beforeAll(async () => {
    play = await worlds.goOn(SCANNED, 'trouble');
  });
  afterEach(async () => {
    for (const { id } of play.world.fleet.hosts) await play.world.fleet.setFault(id, null);
  });
  afterAll(() => worlds.close(play));

  function typed(sentence: string): Promise<Message> {
    return play.taskAfter(() => play.type(play.olivia, `/patch ${sentence}`));
  }

  it('with a WSUS that is off ends the synchronization with what to do, and the next one succeeds', async () => {
    const { fleet } = play.world;
    await fleet.setFault(fleet.wsusHostId, { kind: 'off' });
    expect(textOfMessage(await typed('sync'))).toMatch(
      /Failed[\s\S]*hq-wsus-01\W+failed: .*does not answer\. Check that it is on/,
    );
    await fleet.setFault(fleet.wsusHostId, null);
    expect(textOfMessage(await typed('sync'))).toMatch(/Succeeded/);
  });

  it('with a WSUS that synchronizes already says so at once, and which task it is', async () => {
    const { fleet } = play.world;
    await fleet.setFault(fleet.wsusHostId, { kind: 'slow', milliseconds: 3000, times: 1 });
    const running = await play.cardAfter(() => play.type(play.olivia, '/patch sync'), /Status:/);
    const refused = await answer(play, play.olivia, '/patch sync');
    expect(refused).toMatch(/WSUS is synchronizing already \(task \d+\)\. Wait/);
    await play.until(running, /Succeeded/);
  });

  it('with a wrong password on one computer fails that one at once, and the others go on', async () => {
    const { fleet } = play.world;
    await fleet.setFault('fin-ws-02', { kind: 'unauthorized' });
    const card = textOfMessage(await typed('scan finance'));
    expect(card).toMatch(/Failed/);
    expect(card).toMatch(/2 of 3|2 succeeded/);
    expect(card).toMatch(
      /fin-ws-02\W+failed: .*refuses the account of the profile sandbox, which other computers accept/,
    );
    const log = /log (\d+\.\d+)/.exec(card)?.[1];
    expect((await answer(play, play.olivia, `/patch log ${log}`)).match(/PB419/g)).toHaveLength(1);
  });

  it('says of each computer how it was logged on to, and why so', async () => {
    const card = textOfMessage(await typed('scan finance'));
    const task = /\btask (\d+)/i.exec(card)?.[1];
    const way = /(Negotiate \(NTLM\)|Basic) over HTTPS?, .*because /;
    expect((await answer(play, play.olivia, `/patch log ${task}.1`)).match(/reached by .*/g)).toEqual([
      expect.stringMatching(way),
    ]);
    expect(await statusOf(play, 'fin-ws-01')).toMatch(way);
  });

  it('in a name that an administrator wrote rings nobody', async () => {
    const card = await typed('scan tills');
    expect(textOfMessage(card)).toContain('Tills');
    const answers = [await statusOf(play, 'tills'), await answer(play, play.olivia, '/patch groups')];
    for (const text of answers) expect(unescaped(text)).toContain(HOSTILE_NAME);
    const pings = play.olivia.sees('#patching').flatMap((message) => message.pings);
    expect(pings).not.toContain('channel');
    expect(pings).not.toContain('U0ADA');
  });

  it('with a channel that the bot is not in brings the card as a direct message, and says how to invite it', async () => {
    const { slack } = play.world;
    await play.olivia.type('#finance', '/patch recommendations finance');
    const look = () => play.olivia.sees('U0OLIVIA').find((message) => /to approve/.test(textOfMessage(message)));
    const card = await slack.waitFor('a direct message', look);
    expect(textOfMessage(card)).toMatch(/I am not a member of that channel.*Invite me there/);
    expect(slack.messages('#finance')).toEqual([]);
  });
});

/** The configuration names an authority that signed nothing here. */
async function trustAnother({ folder, fleet }: PretendWorld): Promise<void> {
  const { caFile } = await openAuthority(join(folder, 'another-authority'));
  const file = join(folder, 'patchbay.yml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(fleet.caFile, caFile));
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
