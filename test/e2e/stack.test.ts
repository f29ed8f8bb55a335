import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Play } from '../../sandbox/play.js';
import { type Actor, textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message, View } from '../../sandbox/slack/model.js';
import { answer, answerTo, COMPUTERS, GROUP, Worlds } from './worlds.js';

/** The machine may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const [COMPUTER] = COMPUTERS;
const TILLS = 'tills';

let worlds: Worlds;
let play: Play;
let recommendations: Message;

beforeAll(async () => {
  worlds = await Worlds.begin();
  play = await worlds.open('stack');
  await play.sync();
  await play.approveUpdates('critical', 'Finance');
  await play.scan(GROUP);
});
afterAll(() => worlds.end());

/** The form's patches, as they are filled in: its last input. */
function linesOf({ content }: View): readonly string[] {
  const filled = [...JSON.stringify(content).matchAll(/"initial_value":("(?:[^"\\]|\\.)*")/g)];
  return String(JSON.parse(filled.at(-1)?.[1] ?? '""')).split('\n');
}

/** Sends the form; what stands in its place, once it says this. */
async function sent(
  form: View,
  values: Readonly<Record<string, string>>,
  says: RegExp,
  actor: Actor = play.anil,
): Promise<string> {
  await actor.submit(form, values);
  const look = () => {
    const modal = actor.modal();
    return modal !== null && says.test(textOfMessage(modal)) && modal;
  };
  const modal = await play.world.slack.waitFor(`the form to say ${says.source}`, look);
  return textOfMessage(modal);
}

/** The stack's card, as only this person sees it. */
const shown = (actor: Actor = play.anil): Promise<Message> =>
  answerTo(play, actor, () => play.type(actor, '/patch stack march baseline'), /March baseline/);

/** What was installed there, in the order in which it happened, as the computer says itself. */
function installed(computer: string): readonly (string | null)[] {
  return play.world.fleet
    .computer(computer)
    .state.events.flatMap((event) => (event.what === 'installed' ? event.updateId : []));
}

/** What a line of the form means. */
function meantBy(line: string) {
  const [name = ''] = line.split(' ');
  const { updates } = play.world.fleet.scenario;
  return updates.find(({ updateId, kbs }) => updateId === name || kbs.includes(name.replace('KB', '')));
}

const idOf = (line: string): string => meantBy(line)?.updateId ?? line;
const titleOf = (line: string): string => meantBy(line)?.title.slice(0, 60) ?? line;

describe('a software stack', () => {
  let lines: readonly string[];

  it('is made by an approver of patches that WSUS lists, and approves none of them', async () => {
    const ask = () => play.type(play.olivia, `/patch recommendations ${GROUP}`);
    recommendations = await play.cardAfter(ask, /to approve/);
    const kb = /KB\d{6,8}\b/.exec(textOfMessage(recommendations))?.[0] ?? '';
    const list = await answerTo(play, play.anil, () => play.type(play.anil, '/patch stack'), /no software stack yet/);
    const form = await play.openModal(play.anil, list, 'form.stack');
    const refused = await sent(form, { name: 'First ones', 'patches-1': `${kb} one\nKB7654321 typo` }, /Not saved/);
    expect(refused).toMatch(/WSUS lists no patch by this: KB7654321/);
    const again = play.anil.modal();
    if (again === null) throw new Error('the form is gone');
    await sent(again, { name: 'First ones', 'patches-1': `${kb} one` }, /Saved\. \W*First ones/);
    expect(await answer(play, play.olivia, `/patch stack First ones on ${GROUP}`)).toMatch(
      /Nothing of the software stack First ones can be installed on Finance now: \d Opened\. Approve it first: \/patch rec/,
    );
    expect(installed(COMPUTER)).toEqual([]);
  });

  it('is saved from the plan of a run, in an order of its own', async () => {
    await play.anil.click(recommendations, 'recommendations.approve');
    await play.until(recommendations, /Decided: \d+ recommendations? approved/);
    const form = await play.openModal(play.anil, await play.plan(GROUP), 'form.stack');
    lines = linesOf(form).toReversed();
    expect(lines.length).toBeGreaterThan(3);
    await sent(form, { name: 'March baseline', 'patches-1': lines.join('\n') }, /Saved/);
    const said = textOfMessage(await shown());
    for (const [n, line] of lines.entries()) expect(said).toContain(`${n + 1}. ${titleOf(line)}`);
    expect(await answer(play, play.olivia, '/patch stack marsh baseline')).toMatch(/Did you mean March baseline\?/);
  });

  it('that somebody else changed meanwhile is not overwritten', async () => {
    const ada = play.world.slack.as('ada');
    const mine = await play.openModal(play.anil, await shown(), 'form.stack');
    const theirs = await play.openModal(ada, await shown(ada), 'form.stack');
    expect(linesOf(mine)).toEqual(lines);
    await sent(theirs, { 'patches-1': lines.slice(1).join('\n') }, /Saved/, ada);
    await sent(mine, { 'patches-1': lines.toReversed().join('\n') }, /This changed since/);
    const now = play.anil.modal();
    expect(now === null ? [] : linesOf(now)).toEqual(lines.slice(1));
    if (now !== null) await sent(now, { 'patches-1': lines.join('\n') }, /Saved/);
  });

  it('runs on another group as its plan was shown, in its order, whatever became of it since', async () => {
    const card = await answerTo(play, play.olivia, () => play.type(play.olivia, '/patch stack march baseline on'));
    const plan = await play.cardAfter(
      () => play.olivia.click(card, `say.stack-march-baseline-on-${TILLS}`),
      /Software stack: March baseline/,
    );
    expect(textOfMessage(plan)).toMatch(/Order:\W*as in the stack/);
    await sent(
      await play.openModal(play.anil, await shown(), 'form.stack'),
      { 'patches-1': lines.slice(0, 1).join('\n') },
      /Saved/,
    );
    expect(textOfMessage(await play.run(plan))).toMatch(/Software stack: March baseline[\s\S]*Status:\W*Succeeded/);
    const order = lines.map(idOf);
    const done = installed(COMPUTER);
    expect(done.length).toBeGreaterThan(3);
    expect(done).toEqual(order.filter((id) => done.includes(id)));
    expect(installed('fin-ws-02')).toEqual([]);
  });

  it('is deleted by an approver, after a question', async () => {
    const form = await play.openModal(play.anil, await shown(), 'form.stack-delete');
    await sent(form, {}, /March baseline\W* is deleted/);
    expect(await answer(play, play.olivia, '/patch stack March baseline')).toMatch(
      /no software stack "March baseline"/,
    );
  });
});
