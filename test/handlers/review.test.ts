import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message, View } from '../../sandbox/slack/model.js';
import type { ComputerId, OperationId } from '../../src/domain/ids.js';
import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { updateId } from '../support/samples.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0APPROVALS';

/** Slack, the handlers and the core are the real ones; only Windows and the disk are pretended. */
describe('Review… on the card of recommendations', () => {
  let bench: HandlerBench;
  let office: VirtualOffice;
  let card: OperationId;
  let message: Message;

  beforeEach(async () => {
    office = new VirtualOffice(['fin-ws-01', 'fin-ws-02', 'fin-ws-03'], 2);
    await office.scanned();
    const view = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    card = view.requestId;
    bench = await withHandlers(office.desk);
    message = await bench.post(CHANNEL, recommendationsCard(view));
  });
  afterEach(() => bench.close());

  const anil = () => bench.slack.as('anil');
  const shown = (view: View | null) => JSON.stringify(view?.content ?? '');

  async function modal(words: string): Promise<View> {
    return bench.slack.waitFor(`"${words}" in the modal`, () => {
      const top = anil().modal();
      return shown(top).includes(words) ? top : null;
    });
  }

  async function opened(): Promise<View> {
    await anil().click(message, 'recommendations.review');
    return modal('Selected: nothing yet.');
  }

  async function states(computer: string): Promise<readonly string[]> {
    const all = (await office.store.computers.get(computer))?.value.recommendations ?? {};
    return Object.values(all).map(({ state }) => state);
  }

  it('selects row by row, confirms with counts, decides once, and goes on with what is left', async () => {
    const view = await opened();
    expect(await anil().choose(view, 'review.tick', [updateId(1)])).toBe('acked');
    const picked = await modal('Selected: 1 patch on 3 computers, 3 recommendations.');
    expect((await anil().submit(picked, { event: 'approve' })).outcome).toBe('pushed');
    const confirm = await modal('3 recommendations: 1 patch on 3 computers, in Finance.');
    expect(shown(confirm)).toContain('3 computers may restart when this is installed.');
    expect((await anil().submit(confirm)).outcome).toBe('updated');
    const done = await modal('3 recommendations approved.');
    expect(await states('fin-ws-01')).toEqual(['Approved', 'Opened']);
    await anil().close(done);
    const left = await modal('Selected: nothing yet.');
    expect(shown(left)).toContain(updateId(2));
    expect(shown(left)).not.toContain(updateId(1));
  });

  it('selects all rows at once, but for computers that are found by typing', async () => {
    await anil().click(await opened(), 'review.all');
    const all = await modal('Selected: 2 patches on 3 computers, 6 recommendations.');
    const found = await anil().suggestions(all, 'review.except', 'ws-02');
    expect(found).toMatchObject({ outcome: 'acked', groups: [{ options: [{ value: 'fin-ws-02' }] }] });
    await anil().choose(all, 'review.except', ['fin-ws-02']);
    await anil().submit(await modal('Selected: 2 patches on 2 computers, 4 recommendations.'), { event: 'approve' });
    await anil().submit(await modal('4 recommendations: 2 patches on 2 computers'));
    await modal('4 recommendations approved.');
    expect(await states('fin-ws-02')).toEqual(['Opened', 'Opened']);
  });

  it('counts no letter that is typed into a list against the person', async () => {
    const all = await opened();
    for (let n = 0; n < 70; n++) await anil().suggestions(all, 'review.except', `ws-${n}`);
    await anil().click(all, 'review.all');
    await modal('6 recommendations.');
  });

  it('turns to computers and filters, by a modal on top', async () => {
    await anil().click(await opened(), 'review.view');
    const byComputer = await modal('View by recommendation');
    expect(shown(byComputer)).toContain('fin-ws-03');
    await anil().click(byComputer, 'review.filter');
    const filter = await modal('Only this computer');
    await anil().suggestions(filter, 'review.patch', 'KB5000002');
    const values = { 'review.patch': updateId(2), words: 'kb5000002', severities: ['Critical'], states: ['Opened'] };
    expect((await anil().submit(filter, values)).outcome).toBe('closed');
    const filtered = await modal('3 recommendations: 1 patch on 3 computers shown');
    await anil().choose(filtered, 'review.tick', ['fin-ws-01']);
    await modal('Selected: 1 patch on 1 computer, 1 recommendation.');
  });

  it('ignores with a reason, which it asks for', async () => {
    await anil().click(await opened(), 'review.all');
    await anil().submit(await modal('6 recommendations.'), { event: 'ignore' });
    const confirm = await modal('Others read it beside the recommendation');
    await anil().submit(confirm, { reason: 'breaks the payroll client' });
    await modal('6 recommendations ignored. Open them again to change that.');
    expect(await states('fin-ws-01')).toEqual(['Ignored', 'Ignored']);
  });

  it('submitted with nothing selected says so on top, and keeps what is under it', async () => {
    await anil().submit(await opened(), { event: 'approve' });
    const said = await modal('Nothing is selected.');
    await anil().close(said);
    expect(shown(anil().modal())).toContain('Selected: nothing yet.');
  });

  it('takes what is ticked on the page with it, also where the click on it got lost', async () => {
    const view = await opened();
    const rows = Object.keys(view.values);
    expect(rows).toEqual([]);
    await anil().submit(view, { 'review.tick': [updateId(2)], event: 'approve' });
    await modal('3 recommendations: 1 patch on 3 computers, in Finance.');
  });

  it('that was proposed for another state is proposed as it is now, and nothing is decided', async () => {
    await anil().click(await opened(), 'review.all');
    await anil().submit(await modal('6 recommendations.'), { event: 'approve' });
    const confirm = await modal('6 recommendations: 2 patches on 3 computers');
    office.windows.machines.get('fin-ws-01' as ComputerId)?.needed.delete(updateId(1));
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    await anil().submit(confirm);
    const fresh = await modal('This changed since it was shown to you, and nothing was done.');
    expect(shown(fresh)).toContain('5 recommendations: 2 patches on 3 computers');
    expect(await states('fin-ws-02')).toEqual(['Opened', 'Opened']);
    await anil().submit(fresh);
    await modal('5 recommendations approved.');
  });

  it('open twice: a click in the older window on what is no longer shown so changes nothing', async () => {
    const view = await opened();
    const { draft } = await draftOf(view);
    await office.desk.changeReview(ANIL, draft, 0, { do: 'view', by: 'computer' });
    await anil().choose(view, 'review.tick', [updateId(1)]);
    const now = await modal('This was changed in another window');
    expect(shown(now)).toContain('Selected: nothing yet.');
    expect(shown(now)).toContain('fin-ws-01');
  });

  it('drawn by two clicks at once shows in the end what the draft holds', async () => {
    const view = await opened();
    const other = view.content.private_metadata;
    bench.slack.faults.next('views.update', { kind: 'error', error: 'hash_conflict' });
    await anil().choose(view, 'review.tick', [updateId(1)]);
    await modal('Selected: 1 patch on 3 computers, 3 recommendations.');
    expect(anil().modal()?.content.private_metadata).toBe(other);
  });

  it('is not opened for those who could do nothing, who are told who could', async () => {
    const open = await bench.post('C0PATCHING', recommendationsCard(await office.desk.recommendationsView(card)));
    await bench.slack.as('vera').click(open, 'recommendations.review');
    await bench.sees('vera', 'C0PATCHING', 'You need the approver or operator role');
    expect(bench.slack.as('vera').modal()).toBeNull();
  });

  it('clicked too long ago asks for another click', async () => {
    bench.slack.faults.next('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await anil().click(message, 'recommendations.review');
    await bench.sees('anil', CHANNEL, 'That took too long. Click once more.');
  });

  it('knows no draft of somebody else: a forged one is answered as unknown', async () => {
    const view = await opened();
    const { draft } = await draftOf(view);
    await office.store.drafts.update(draft, (value) => (value === null ? null : { ...value, by: OLIVIA }));
    await anil().click(view, 'review.all');
    await modal('I no longer know this card');
  });

  it('by the button on the card the card is drawn by computer', async () => {
    await anil().click(message, 'recommendations.turn');
    await bench.slack.waitFor('the card', () => bench.clicked.length > 0);
    const view = await office.desk.recommendationsView(card);
    expect(view.rows.map(({ id }) => id)).toEqual(['fin-ws-01', 'fin-ws-02', 'fin-ws-03']);
  });

  async function draftOf(view: View): Promise<{ readonly draft: OperationId }> {
    const id = String(view.content.private_metadata);
    return { draft: (await office.desk.review(ANIL, id as OperationId)).draft.id };
  }
});
