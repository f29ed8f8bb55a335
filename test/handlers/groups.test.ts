import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { formButton } from '../../src/slack/cards/group.js';
import { mrkdwn } from '../../src/slack/text.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { FINANCE, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0PATCHING';
const ADA = 'U0ADA' as PersonId;
let office: VirtualOffice;
let bench: HandlerBench;

/** The whole way: a local Slack, Bolt, the handlers, and the real desk over a fleet in memory. */
beforeEach(async () => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02', 'hr-ws-01'], 2);
  await office.book.refresh();
  bench = await withHandlers(office.desk);
});
afterEach(() => bench.close());

const as = (person: string) => bench.slack.as(person);

/** The modal on top, once it says these words. */
function modal(person: string, words: string) {
  return bench.slack.waitFor(`"${words}" in the modal`, () => {
    const view = as(person).modal();
    return view !== null && JSON.stringify(view.content).includes(words) ? view : null;
  });
}

/** The group's card as it is now. */
async function groupCard(person: string) {
  const before = as(person).sees(CHANNEL).length;
  await as(person).type(CHANNEL, '/patch group finance');
  return bench.slack.waitFor('the card', () =>
    as(person)
      .sees(CHANNEL)
      .slice(before)
      .find((message) => JSON.stringify(message.blocks).includes('Compliance checks')),
  );
}

describe('/patch groups', () => {
  it('shows each with its compliance, and one click opens it', async () => {
    await as('vera').type(CHANNEL, '/patch groups');
    const list = await bench.sees('vera', CHANNEL, '0/3 compliant');
    expect(JSON.stringify(list.blocks)).not.toContain('New group');
    await as('vera').click(list, 'say.group-finance');
    const shown = await bench.sees('vera', CHANNEL, 'Operating System Patches and Updates');
    const text = JSON.stringify(shown.blocks);
    expect(text).toContain('Patch · never scanned · *0/3 compliant*');
    expect(text).toContain('`fin-ws-01`, `fin-ws-02` and `hr-ws-01`');
    expect(text).toContain('Its owners and the administrators can edit it.');
  });

  it('lets an administrator make one: nothing is saved before its preview was seen', async () => {
    await as('ada').type(CHANNEL, '/patch groups');
    await as('ada').click(await bench.sees('ada', CHANNEL, 'New group'), 'New group…');
    const form = await modal('ada', 'New group');
    const found = await as('ada').suggestions(form, 'add', 'hr');
    expect(found).toMatchObject({ outcome: 'acked', groups: [{ options: [{ value: 'hr-ws-01' }] }] });
    await as('ada').submit(form, { name: 'Everybody', names: '*', add: ['hr-ws-01'] });
    const preview = await modal('ada', 'The rule matches every computer that there is');
    expect(JSON.stringify(preview.content)).toContain('the group would have 4 computers');
    await as('ada').submit(preview);
    const unsure = await modal('ada', 'The rule matches every computer that there is');
    expect(office.book.all().map(({ name }) => name)).not.toContain('Everybody');
    await as('ada').submit(unsure, { sure: ['yes'] });
    await modal('ada', 'Saved. Everybody: 4 computers');
    expect(office.desk.resolveGroup('everybody')).toBe('everybody');
  });

  it('says so in the form, where more came from one person than is taken in a minute', async () => {
    await as('ada').type(CHANNEL, '/patch groups');
    await as('ada').click(await bench.sees('ada', CHANNEL, 'New group'), 'New group…');
    const form = await modal('ada', 'New group');
    for (let n = 0; n < 70; n++) await as('ada').type(CHANNEL, `/patch nothing ${n}`);
    await as('ada').submit(form, { name: 'Human Resources' });
    await modal('ada', 'more than I take from one person in a minute');
  });

  it('keeps what was filled in where it cannot be so, and says why', async () => {
    await as('ada').type(CHANNEL, '/patch groups');
    await as('ada').click(await bench.sees('ada', CHANNEL, 'New group'), 'New group…');
    await as('ada').submit(await modal('ada', 'New group'), { name: 'Servers', paste: 'fin-ws-0l, hr-ws-01' });
    const again = await modal('ada', 'Did you mean fin-ws-01?');
    expect(JSON.stringify(again.content)).toContain('"initial_value":"Servers"');
    expect(JSON.stringify(again.content)).toContain('*Not saved:*');
  });
});

describe('a group', () => {
  it('is edited in a form; who was slower gets the new state and no surprise', async () => {
    const shown = await groupCard('ada');
    await as('ada').click(shown, 'Edit group…');
    const form = await modal('ada', 'Edit group');
    const view = await office.desk.group(ADA, FINANCE);
    const edit = { ...view.group, owners: null, restart: 'never' as const };
    await office.desk.editGroup(office.asker(ADA), { id: FINANCE, revision: view.revision }, edit);
    await as('ada').submit(form, { name: 'Accounting' });
    const stale = await modal('ada', 'This changed since it was shown to you');
    expect(JSON.stringify(stale.content)).toContain('"initial_value":"Finance"');
    await as('ada').submit(stale, { name: 'Accounting', canaries: '2' });
    await modal('ada', 'Saved. Accounting: 3 computers');
    expect((await office.desk.group(ADA, FINANCE)).group).toMatchObject({ restart: 'never', rollout: { canaries: 2 } });
  });

  it('is not edited by others, not even by a button of their own making', async () => {
    const forged = card(mrkdwn`x`, [
      section(mrkdwn`x`),
      { type: 'actions', elements: [button('form.group', 'finance 1'), button('form.group-new', '../..')] },
    ]);
    const message = await bench.post(CHANNEL, forged);
    await as('olivia').click(message, 'form.group');
    await bench.sees('olivia', CHANNEL, 'You need the owner or administrator role');
    await as('olivia').click(message, 'form.group-new');
    await bench.sees('olivia', CHANNEL, 'You need the administrator role');
    expect(as('olivia').modal()).toBeNull();
  });

  it('gets its notifications set up, with a time that is one', async () => {
    await as('ada').click(await groupCard('ada'), 'Notifications…');
    const form = await modal('ada', 'Notifications');
    await as('ada').submit(form, { digest: CHANNEL, cron: 'mornings', zone: 'Europe/Berlin' });
    const again = await modal('ada', 'is no cron expression');
    await as('ada').submit(again, { cron: '0 8 * * 1-5' });
    await modal('ada', 'Saved.');
    const digest = { channel: CHANNEL, cron: '0 8 * * 1-5', timeZone: 'Europe/Berlin' };
    expect((await office.desk.group(ADA, FINANCE)).group.digest).toEqual(digest);
  });

  it('is deleted after one more question, with what goes', async () => {
    await as('ada').click(await groupCard('ada'), 'Delete group…');
    const question = await modal('ada', 'It has 3 computers, 1 check');
    await as('ada').submit(question);
    await modal('ada', 'is deleted');
    await as('ada').type(CHANNEL, '/patch group finance');
    await bench.sees('ada', CHANNEL, 'There is no group');
  });
});

describe('a compliance check', () => {
  it('is made for a patch group, whose approval is automatic only after the sentence was read', async () => {
    await as('anil').type(CHANNEL, '/patch patches');
    await as('anil').click(await bench.sees('anil', CHANNEL, 'no patch group yet'), 'New patch group…');
    await as('anil').submit(await modal('anil', 'New patch group'), { name: 'Printing', kbs: 'KB5000001' });
    await modal('anil', 'Saved.');

    await as('ada').click(await groupCard('ada'), 'New compliance check…');
    const form = await modal('ada', 'New compliance check');
    await as('ada').suggestions(form, 'patchGroup', 'print');
    await as('ada').submit(form, { name: 'Printers', scope: 'patch-group', patchGroup: 'printing' });
    await modal('ada', 'Saved. Finance');
    const shown = await groupCard('ada');
    expect(JSON.stringify(shown.blocks)).toContain('Patch group Printing; recommendations wait for an approver');

    const [check] = (await office.desk.group(ADA, FINANCE)).checks.filter((line) => line.check.name === 'Printers');
    const { revision } = await office.desk.group(ADA, FINANCE);
    await as('ada').click(shown, `check-automatic finance ${revision} ${check?.check.id}`);
    const question = await modal('ada', 'will be created in the Approved state');
    await as('ada').submit(question);
    await modal('ada', 'Saved. Finance');
    await groupCard('ada');
    const lines = (await office.desk.group(ADA, FINANCE)).checks.map((line) => line.check.automaticApproval);
    expect(lines).toEqual([false, true]);
  });

  it('that is the last one is deleted with a word that nothing is checked then', async () => {
    const shown = await groupCard('ada');
    const { revision, checks } = await office.desk.group(ADA, FINANCE);
    await as('ada').click(shown, `check-delete finance ${revision} ${checks[0]?.check.id}`);
    const question = await modal('ada', 'Finance will not be checked any more');
    await as('ada').submit(question);
    await modal('ada', 'Saved.');
    await as('ada').type(CHANNEL, '/patch group finance');
    await bench.sees('ada', CHANNEL, 'a scan of this group recommends nothing');
  });

  it('comes from a model computer, and is copied to another group', async () => {
    await office.scanned();
    await as('ada').click(await groupCard('ada'), 'New checks from model computer…');
    const form = await modal('ada', 'Model computer');
    await as('ada').suggestions(form, 'computer', 'hr');
    await as('ada').submit(form, { computer: 'hr-ws-01', what: 'needed' });
    await modal('ada', 'Saved. Finance');
    const { checks } = await office.desk.group(ADA, FINANCE);
    expect(checks.map(({ check }) => check.name)).toContain('Model hr-ws-01');
    await as('ada').type(CHANNEL, '/patch group finance');
    await as('ada').click(await bench.sees('ada', CHANNEL, 'Model hr-ws-01'), 'Copy checks…');
    const copy = await modal('ada', 'Copy checks');
    await as('ada').suggestions(copy, 'to', 'emp');
    await as('ada').submit(copy, { checks: [checks[1]?.check.id ?? ''], to: 'empty' });
    await modal('ada', 'Saved. Empty: 0 computers');
  });
});

describe('/patch deny', () => {
  it('denies with a reason in one sentence, and shows it to everybody', async () => {
    await as('anil').type(CHANNEL, '/patch deny KB5000001 breaks printing until 2030-12-24');
    await bench.sees('anil', CHANNEL, '1 patch denied: installed nowhere');
    await as('vera').type(CHANNEL, '/patch deny');
    const list = await bench.sees('vera', CHANNEL, 'breaks printing');
    expect(JSON.stringify(list.blocks)).toContain('*KB5000001*');
    // The last day on which it holds, wherever somebody reads it.
    expect(JSON.stringify(list.blocks)).toContain('until the end of 24 December 2030 (UTC)');
    expect(JSON.stringify(list.blocks)).not.toContain('Lift…');
  });

  it('asks for the reason where there is none, and lifts with one', async () => {
    await office.scanned();
    await as('anil').type(CHANNEL, '/patch deny KB5000002');
    await as('anil').click(await bench.sees('anil', CHANNEL, 'Why is `KB5000002` to be denied?'), 'Deny…');
    const form = await modal('anil', 'Deny patches');
    const found = await as('anil').suggestions(form, 'patches', '5000001');
    expect(found).toMatchObject({ groups: [{ options: [{ value: 'KB5000001' }] }] });
    await as('anil').submit(form, { reason: 'breaks printing', lastDay: '2030-12-24' });
    await modal('anil', '1 patch denied');
    await as('anil').type(CHANNEL, '/patch deny');
    await as('anil').click(await bench.sees('anil', CHANNEL, 'Lift…'), 'Lift…');
    await as('anil').submit(await modal('anil', 'Lift a denial'), { reason: 'mended' });
    await modal('anil', 'No patch is denied.');
  });

  it('is refused to those who may not approve', async () => {
    await as('olivia').type(CHANNEL, '/patch deny KB5000001 because');
    await bench.sees('olivia', CHANNEL, 'You need the approver role');
    expect((await office.desk.denials(ADA)).denials).toEqual([]);
  });
});

function button(action: string, value: string) {
  const { text } = formButton('Forged', 'x', 'x');
  return { type: 'button', text: { type: 'plain_text', text }, action_id: action, value } as const;
}
