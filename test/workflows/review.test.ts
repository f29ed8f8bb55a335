import { beforeEach, describe, expect, it } from 'vitest';
import type { DraftChange } from '../../src/domain/draft.js';
import { type ErrorCode, PatchbayError, userText } from '../../src/domain/errors.js';
import type { ComputerId, OperationId, PersonId } from '../../src/domain/ids.js';
import type { ReviewView } from '../../src/domain/review-views.js';
import type { ReviewEvent } from '../../src/domain/selection.js';
import { NOW, updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'];

async function refused(call: Promise<unknown>): Promise<ErrorCode> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.code;
}

describe('a review of recommendations', () => {
  let office: VirtualOffice;
  let card: OperationId;

  beforeEach(async () => {
    office = new VirtualOffice(COMPUTERS, 4);
    await begun();
  });

  async function begun(): Promise<void> {
    await office.scanned();
    card = (await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE)).requestId;
  }

  function open(person: PersonId = ANIL): Promise<ReviewView> {
    return office.desk.openReview(office.asker(person), card);
  }

  function change(view: ReviewView, what: DraftChange): Promise<ReviewView> {
    return office.desk.changeReview(view.draft.by, view.draft.id, view.draft.layout, what);
  }

  const tick = (view: ReviewView, ...ticked: readonly string[]) =>
    change(view, { do: 'tick', shown: view.rows.map(({ id }) => id), ticked });

  async function decide(view: ReviewView, event: ReviewEvent, reason: string | null = null) {
    const { by, id } = view.draft;
    const { operation } = await office.desk.propose(by, id, event);
    return office.desk.decideReview(office.asker(by), operation, reason);
  }

  async function states(computer: string): Promise<Readonly<Record<string, string>>> {
    const all = (await office.store.computers.get(computer))?.value.recommendations ?? {};
    return Object.fromEntries(Object.entries(all).map(([id, { state }]) => [id, state]));
  }

  it('shows what can be decided by patch, nothing of it selected', async () => {
    const view = await open();
    expect(view.rows.map(({ id, shown, selected }) => [id, shown, selected])).toEqual(
      [1, 2, 3, 4].map((n) => [updateId(n), 3, 0]),
    );
    expect(view.selected.recommendations).toBe(0);
    expect(view.draft.filter.states).toEqual(['Opened', 'Failed']);
  });

  it('decides by patch, then except computers, as one decision', async () => {
    const picked = await tick(await open(), updateId(1), updateId(2));
    const view = await change(picked, { do: 'except', computers: ['fin-ws-02' as ComputerId] });
    expect(view.selected).toMatchObject({ recommendations: 4, patches: 2, computers: 2 });
    expect(await decide(view, 'approve')).toMatchObject({ decided: 4 });
    expect(await states('fin-ws-01')).toMatchObject({ [updateId(1)]: 'Approved', [updateId(3)]: 'Opened' });
    expect(new Set(Object.values(await states('fin-ws-02')))).toEqual(new Set(['Opened']));
    expect((await office.store.audit.latest(50)).filter(({ what }) => what === 'approve')).toHaveLength(1);
  });

  it('COPDSE039E: several computers with different patches selected at once are one decision, and each gets its own', async () => {
    const machine = (id: string) => office.windows.machines.get(id as ComputerId);
    for (const n of [3, 4]) machine('fin-ws-01')?.needed.delete(updateId(n));
    for (const n of [1, 2]) machine('fin-ws-02')?.needed.delete(updateId(n));
    await begun();
    const byComputer = await change(await open(), { do: 'view', by: 'computer' });
    const view = await tick(byComputer, 'fin-ws-01', 'fin-ws-02');
    expect(view.selected).toMatchObject({ recommendations: 4, patches: 4, computers: 2 });
    expect(await decide(view, 'approve')).toMatchObject({ decided: 4 });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(task.status).toBe('Succeeded');
    const implemented = async (id: string) =>
      Object.entries(await states(id)).flatMap(([update, state]) => (state === 'Implemented' ? [update] : []));
    expect(await implemented('fin-ws-01')).toEqual([updateId(1), updateId(2)]);
    expect(await implemented('fin-ws-02')).toEqual([updateId(3), updateId(4)]);
    expect(await implemented('fin-ws-03')).toEqual([]);
  });

  it('selects all rows, not those of the page, and of all rows but some', async () => {
    const all = await change(await open(), { do: 'tick-all', take: true });
    expect(all.selected.recommendations).toBe(12);
    const but = await tick(all, updateId(1), updateId(2), updateId(3));
    expect(but.selected).toMatchObject({ recommendations: 9, patches: 3 });
    expect((await change(but, { do: 'tick-all', take: false })).selected.recommendations).toBe(0);
  });

  it('keeps what was selected while the filter shows something else', async () => {
    const filter = { states: [], severities: [], words: ['kb5000001'], computer: null, patch: null };
    const one = await change(await open(), { do: 'filter', filter });
    expect(one.rows.map(({ id }) => id)).toEqual([updateId(1)]);
    const all = await change(one, { do: 'tick-all', take: true });
    const other = await change(all, { do: 'filter', filter: { ...filter, words: ['kb5000002'] } });
    const both = await tick(other, updateId(2));
    expect(both.selected).toMatchObject({ recommendations: 6, patches: 2 });
    const alone = await change(both, {
      do: 'filter',
      filter: { ...filter, words: [], computer: 'fin-ws-01' as never },
    });
    expect(alone.rows.map(({ id, shown, selected }) => [id, shown, selected])).toEqual([
      ...[1, 2].map((n) => [updateId(n), 1, 1]),
      ...[3, 4].map((n) => [updateId(n), 1, 0]),
    ]);
  });

  it('a row that is selected in part is neither taken nor dropped by a click on another one', async () => {
    const filter = { states: [], severities: [], words: [], computer: 'fin-ws-01' as ComputerId, patch: null };
    const part = await tick(await change(await open(), { do: 'filter', filter }), updateId(1));
    const whole = await change(part, { do: 'filter', filter: { ...filter, computer: null } });
    expect(whole.rows[0]).toMatchObject({ id: updateId(1), shown: 3, selected: 1 });
    const after = await tick(whole, updateId(2));
    expect(after.rows.map(({ selected }) => selected)).toEqual([1, 3, 0, 0]);
  });

  it('pages forty rows', async () => {
    office = new VirtualOffice(
      Array.from({ length: 90 }, (_, n) => `fin-ws-${String(n).padStart(2, '0')}`),
      1,
    );
    await begun();
    const first = await change(await open(), { do: 'view', by: 'computer' });
    expect([first.rows.length, first.pages]).toEqual([40, 3]);
    let last = first;
    for (let n = 0; n < 5; n++) last = await change(last, { do: 'turn', to: 'next' });
    expect([last.page, last.rows.length, last.offset]).toEqual([2, 10, 80]);
    expect((await change(last, { do: 'turn', to: 'previous' })).page).toBe(1);
    expect((await change(last, { do: 'tick-all', take: true })).selected.recommendations).toBe(0);
  });

  describe('offers what this person can do with what is selected', () => {
    it('an approver approves, ignores and closes; an operator runs and schedules what is approved', async () => {
      const view = await change(await open(), { do: 'tick-all', take: true });
      expect(view.events).toEqual(['approve', 'ignore', 'close']);
      await decide(view, 'approve');
      const mine = await change(await open(OLIVIA), { do: 'tick-all', take: true });
      expect(mine.draft.filter.states).toEqual(['Approved', 'Scheduled']);
      expect(mine.events).toEqual(['run', 'schedule']);
    });

    it('and refuses the rest: an operator does not approve, an approver does not schedule', async () => {
      const theirs = await change(await open(OLIVIA), { do: 'tick-all', take: true });
      expect(await refused(decide(theirs, 'approve'))).toBe('PB104');
      const mine = await change(await open(), { do: 'tick-all', take: true });
      expect(await refused(decide(mine, 'schedule'))).toBe('PB104');
    });

    it('a viewer reviews nothing', async () => {
      expect(await refused(open(VERA))).toBe('PB104');
    });
  });

  it('ignores and closes with a reason that stays with the recommendation, and opens again', async () => {
    await decide(await tick(await open(), updateId(1)), 'ignore', '  breaks the payroll client ');
    const ignored = (await office.store.computers.get('fin-ws-01'))?.value.recommendations[updateId(1)];
    expect(ignored).toMatchObject({ state: 'Ignored', reason: 'breaks the payroll client', by: ANIL });
    expect((await office.store.audit.latest(1))[0]?.detail).toContain(
      '3 recommendations ignored (breaks the payroll client)',
    );
    expect(await refused(decide(await tick(await open(), updateId(2)), 'close', ' '))).toBe('PB120');
    const filter = { states: ['Ignored' as const], severities: [], words: [], computer: null, patch: null };
    const view = await change(await open(), { do: 'filter', filter });
    await decide(await tick(view, updateId(1)), 'open');
    expect((await states('fin-ws-01'))[updateId(1)]).toBe('Opened');
  });

  it('says how many of the selected are left out because of their state', async () => {
    await decide(await tick(await open(), updateId(1)), 'ignore', 'no');
    const filter = { states: [], severities: [], words: [], computer: null, patch: null };
    const all = await change(await change(await open(), { do: 'filter', filter }), { do: 'tick-all', take: true });
    const proposal = await office.desk.propose(ANIL, all.draft.id, 'approve');
    expect(proposal).toMatchObject({ amount: { recommendations: 9 }, skipped: { Ignored: 3 } });
    expect(await refused(office.desk.propose(ANIL, (await open()).draft.id, 'approve'))).toBe('PB315');
    expect(await decide(all, 'approve')).toMatchObject({ decided: 9 });
    expect((await states('fin-ws-01'))[updateId(1)]).toBe('Ignored');
  });

  it('refuses to schedule where no maintenance window would ever install it', async () => {
    await decide(await change(await open(), { do: 'tick-all', take: true }), 'approve');
    const view = await change(await open(OLIVIA), { do: 'tick-all', take: true });
    const thrown = await decide(view, 'schedule').catch((error: PatchbayError) => error);
    expect(thrown).toMatchObject({ code: 'PB317' });
    expect(userText((thrown as PatchbayError).failure)).toContain('Finance has no maintenance window');
  });

  it('schedules and takes off the schedule again', async () => {
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, windows: [WINDOW] }));
    await office.book.refresh();
    await decide(await change(await open(), { do: 'tick-all', take: true }), 'approve');
    await decide(await change(await open(OLIVIA), { do: 'tick-all', take: true }), 'schedule');
    expect(new Set(Object.values(await states('fin-ws-03')))).toEqual(new Set(['Scheduled']));
    await decide(await change(await open(OLIVIA), { do: 'tick-all', take: true }), 'unschedule');
    expect(new Set(Object.values(await states('fin-ws-03')))).toEqual(new Set(['Approved']));
  });

  it('leads from Run to the plan, and starts nothing', async () => {
    await decide(await change(await open(), { do: 'tick-all', take: true }), 'approve');
    const tasks = (await office.store.tasks.ids()).length;
    expect(await decide(await change(await open(OLIVIA), { do: 'tick-all', take: true }), 'run')).toMatchObject({
      decided: 0,
    });
    expect((await office.store.tasks.ids()).length).toBe(tasks);
  });

  describe('leads from Run to a plan', () => {
    async function planned() {
      const all = [...office.conversation.messages.values()].flatMap(({ subject }) =>
        subject.kind === 'request' ? subject.requestId : [],
      );
      const requests = await Promise.all(all.map((id) => office.store.requests.get(id)));
      const request = requests.map((one) => one?.value).findLast((one) => one?.kind === 'run');
      if (request?.plan == null) throw new Error('no plan');
      return { ...request, plan: request.plan };
    }

    /** Two patches are approved everywhere; an operator selects three patches, but for one computer. */
    async function selected() {
      await decide(await tick(await open(), updateId(1), updateId(2)), 'approve');
      const filter = { states: [], severities: [], words: [], computer: null, patch: null };
      const view = await change(await open(OLIVIA), { do: 'filter', filter });
      const ticked = await tick(view, updateId(1), updateId(3));
      return change(ticked, { do: 'except', computers: ['fin-ws-02' as ComputerId] });
    }

    it('of exactly what is selected and approved, and names what is left out', async () => {
      await decide(await selected(), 'run');
      const { plan } = await planned();
      expect(plan.rows.map((row) => [row.computerId, row.updates.map(({ updateId: id }) => id)])).toEqual([
        ['fin-ws-01', [updateId(1)]],
        ['fin-ws-03', [updateId(1)]],
      ]);
      expect(plan.options.leftOut).toMatchObject({
        states: { Opened: 2 },
        first: [
          { computerId: 'fin-ws-01', state: 'Opened' },
          { computerId: 'fin-ws-03', state: 'Opened' },
        ],
      });
    });

    it('that keeps to it through its options, and installs that and nothing else', async () => {
      await decide(await selected(), 'run');
      const { id } = await planned();
      const options = { mode: 'both', restart: 'group', canaries: 1, atOnce: null, stopAfterFailures: null } as const;
      const view = await office.desk.setRunOptions(office.asker(OLIVIA), id, options);
      expect(view.plan.options.leftOut).toMatchObject({ states: { Opened: 2 } });
      await office.desk.setRunOptions(office.asker(OLIVIA), id, { ...options, canaries: 0 });
      await office.ended(await office.desk.run(office.asker(OLIVIA), id, null));
      const installs = COMPUTERS.map((name) => [...(office.windows.machines.get(name as ComputerId)?.installs ?? [])]);
      expect(installs).toEqual([[[updateId(1), 1]], [], [[updateId(1), 1]]]);
    });

    it('that is refused at the click where a part of it is not approved any more, and shown as it is now', async () => {
      await decide(await selected(), 'run');
      const { id } = await planned();
      const view = await change(await open(ANIL), { do: 'filter', filter: approvedOn('fin-ws-03') });
      await decide(await tick(view, updateId(1)), 'ignore', 'not there');
      expect(await refused(office.desk.run(office.asker(OLIVIA), id, null))).toBe('PB302');
      expect((await planned()).plan.rows.map((row) => row.computerId)).toEqual(['fin-ws-01']);
    });

    const approvedOn = (name: string) =>
      ({ states: ['Approved'], severities: [], words: [], computer: name as ComputerId, patch: null }) as const;
  });

  describe('notices', () => {
    it('that what is selected changed since it was proposed, and proposes it as it is now', async () => {
      const view = await change(await open(), { do: 'tick-all', take: true });
      const { operation } = await office.desk.propose(ANIL, view.draft.id, 'approve');
      office.windows.machines.get('fin-ws-01' as ComputerId)?.needed.delete(updateId(1));
      await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
      expect(await refused(office.desk.decideReview(office.asker(ANIL), operation, null))).toBe('PB302');
      expect((await states('fin-ws-01'))[updateId(2)]).toBe('Opened');
      expect(await office.desk.proposeAgain(ANIL, operation)).toMatchObject({ amount: { recommendations: 11 } });
      expect(await office.desk.decideReview(office.asker(ANIL), operation, null)).toMatchObject({ decided: 11 });
    });

    it('two windows of the same person: what one of them decided, the other does not decide again', async () => {
      const one = await tick(await open(), updateId(1));
      const other = await change(await open(), { do: 'tick-all', take: true });
      const { operation } = await office.desk.propose(ANIL, other.draft.id, 'approve');
      await decide(one, 'ignore', 'not here');
      expect(await refused(office.desk.decideReview(office.asker(ANIL), operation, null))).toBe('PB302');
      expect(
        await office.desk.decideReview(
          office.asker(ANIL),
          (await office.desk.proposeAgain(ANIL, operation)).operation,
          null,
        ),
      ).toMatchObject({ decided: 9 });
      expect((await states('fin-ws-02'))[updateId(1)]).toBe('Ignored');
    });

    it('a click on rows that are no longer shown so, which changes nothing', async () => {
      const first = await open();
      await change(first, { do: 'view', by: 'computer' });
      const late = await tick(first, updateId(1));
      expect(late.selected.recommendations).toBe(0);
      expect(late.draft.view).toBe('computer');
    });

    it('a second Confirm, which decides nothing again', async () => {
      const view = await tick(await open(), updateId(1));
      const { operation } = await office.desk.propose(ANIL, view.draft.id, 'approve');
      await office.desk.decideReview(office.asker(ANIL), operation, null);
      expect(await refused(office.desk.decideReview(office.asker(ANIL), operation, null))).toBe('PB303');
    });

    it('an approver who lost the role between the modal and its confirmation', async () => {
      const view = await tick(await open(), updateId(1));
      const { operation } = await office.desk.propose(ANIL, view.draft.id, 'approve');
      office.roles = { ...office.roles, approvers: [ADA] };
      await office.crash();
      expect(await refused(office.desk.decideReview(office.asker(ANIL), operation, null))).toBe('PB104');
      expect((await states('fin-ws-01'))[updateId(1)]).toBe('Opened');
    });
  });

  it('is nobody else’s, is over after a day, and knows no forged one', async () => {
    const view = await tick(await open(), updateId(1));
    const { operation } = await office.desk.propose(ANIL, view.draft.id, 'approve');
    expect(await refused(office.desk.review(ADA, view.draft.id))).toBe('PB304');
    expect(await refused(office.desk.decideReview(office.asker(ADA), operation, null))).toBe('PB304');
    expect(await refused(office.desk.review(ANIL, 'no-such-draft' as OperationId))).toBe('PB304');
    expect(await refused(office.desk.decideReview(office.asker(ANIL), 'forged-op-0001' as OperationId, null))).toBe(
      'PB304',
    );
    expect(await refused(office.desk.openReview(office.asker(ANIL), 'no-such-card' as OperationId))).toBe('PB304');
    await office.clock.advance(25 * 3_600_000);
    expect(await refused(office.desk.review(ANIL, view.draft.id))).toBe('PB304');
  });

  it('goes on with what is left after a decision, and so does the card', async () => {
    await decide(await tick(await open(), updateId(1)), 'approve');
    const before = await office.desk.recommendationsView(card);
    expect(before).toMatchObject({ decided: null, approvable: { recommendations: 9, patches: 3 } });
    const all = { updates: 'all', exceptComputers: [] } as const;
    expect(await office.desk.approve(office.asker(ANIL), card, all)).toMatchObject({ decided: 9 });
  });

  it('suggests computers and patches by a part of their names, and nothing for others', async () => {
    const { draft } = await open();
    expect(await office.desk.suggestComputers(ANIL, draft.id, 'ws-02')).toEqual([
      { id: 'fin-ws-02', text: 'fin-ws-02' },
    ]);
    expect((await office.desk.suggestPatches(ANIL, draft.id, 'KB5000003')).map(({ id }) => id)).toEqual([updateId(3)]);
    expect(await refused(office.desk.suggestComputers(VERA, draft.id, 'fin'))).toBe('PB304');
  });
});

const WINDOW = {
  id: 'w1',
  name: 'Sunday night',
  rule: { kind: 'cron' as const, expression: '0 22 * * 0' },
  durationMinutes: 240,
  timeZone: 'Europe/Berlin',
  since: NOW,
};
