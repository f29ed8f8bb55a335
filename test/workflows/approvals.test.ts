import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorCode, PatchbayError, userText } from '../../src/domain/errors.js';
import type { OperationId, PersonId } from '../../src/domain/ids.js';
import type { ApprovalView } from '../../src/domain/request-view.js';
import type { UserGroupId } from '../../src/domain/roles.js';
import type { Subject } from '../../src/domain/surface.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, APPROVALS, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const HOUR = 3_600_000;
const BEA = 'U0BEA' as PersonId;
const APPROVERS = 'S0APPROVERS' as UserGroupId;

let office: VirtualOffice;
beforeEach(() => {
  office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 3);
});

async function refusal(call: Promise<unknown>): Promise<PatchbayError> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown;
}

const refused = async (call: Promise<unknown>): Promise<ErrorCode> => (await refusal(call)).code;

/** Settings are read at the start of the process. */
async function withSettings(settings: Partial<Pick<VirtualOffice, 'roles' | 'approvals'>>): Promise<void> {
  Object.assign(office, settings);
  await office.crash();
}

async function asked(by = OLIVIA): Promise<ApprovalView> {
  await office.scanned();
  return office.desk.ask(office.asker(by), FINANCE);
}

const approve = (person: PersonId, id: OperationId) => office.desk.approveRequest(office.asker(person, id), id);
const decline = (person: PersonId, id: OperationId, reason = 'not before the year end') =>
  office.desk.declineRequest(office.asker(person, id), id, reason);

/** Approves what is selected in a review. */
async function decided(person: PersonId, draft: OperationId): Promise<void> {
  const { operation } = await office.desk.propose(person, draft, 'approve');
  await office.desk.decideReview(office.asker(person), operation, null);
}

async function pass(hours: number): Promise<void> {
  await office.clock.advance(hours * HOUR);
  await lookAfter(office.office);
}

/** All that was said about requests, with where it was said. */
function said(kind: 'request' | 'notice'): readonly (readonly [string, string, Subject])[] {
  return [...office.conversation.messages]
    .filter(([, message]) => message.subject.kind === kind)
    .map(([id, message]) => [id, message.conversation, message.subject] as const);
}

function told(person: PersonId): readonly unknown[] {
  return said('notice').flatMap(([, where, subject]) =>
    where === person && subject.kind === 'notice' ? [subject.notice] : [],
  );
}

async function states(): Promise<readonly string[]> {
  const computers = await Promise.all(['fin-ws-01', 'fin-ws-02'].map((id) => office.store.computers.get(id)));
  return computers.flatMap((one) => Object.values(one?.value.recommendations ?? {}).map(({ state }) => state));
}

describe('asking for approval', () => {
  it('shows a card in the approvers’ channel with all that is needed to decide', async () => {
    const view = await asked();
    expect(view).toMatchObject({
      ...{ state: 'asked', groupName: 'Finance', by: OLIVIA, approversNeeded: 1, working: null, window: null },
      counts: { patches: 3, critical: 3, computers: 2, restarts: 0 },
      blocked: [],
    });
    expect(view.weightiest).toHaveLength(3);
    expect(view.weightiest[0]).toMatchObject({ severity: 'Critical', computers: 2 });
    expect(view.expiresAt - view.askedAt).toBe(72 * HOUR);
    expect(said('request').map(([, where]) => where)).toEqual(['C0APPROVALS']);
  });

  it('calls the approvers to the channel: persons and user groups, a few, not who asked', async () => {
    const many = Array.from({ length: 9 }, (_, n) => `U0APP${n}` as PersonId);
    await withSettings({ roles: { ...office.roles, approvers: [OLIVIA, APPROVERS, ...many] } });
    expect((await asked()).approvers).toEqual([APPROVERS, ...many.slice(0, 4)]);
  });

  it('calls nobody where each is asked directly', async () => {
    await withSettings({ approvals: { ...APPROVALS, channel: null } });
    expect(await asked()).toMatchObject({ askedPersons: 1, approvers: [] });
  });

  it('says who could not be patched, and why, and who of the others restarts', async () => {
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, restart: 'always' }));
    await office.book.refresh();
    await office.scanned();
    await office.store.computers.update('fin-ws-02', (computer) =>
      computer?.facts == null ? null : { ...computer, facts: { ...computer.facts, restartRequired: true } },
    );
    const view = await office.desk.ask(office.asker(OLIVIA), FINANCE);
    expect(view.blocked).toEqual([{ computerId: 'fin-ws-02', failure: { code: 'PB514', details: {} } }]);
    expect(view.counts).toMatchObject({ computers: 2, restarts: 1 });
  });

  it('goes to the approvers one by one where there is no channel, ten at most, not to who asked', async () => {
    const many = Array.from({ length: 14 }, (_, n) => `U0APP${n}` as PersonId);
    await withSettings({
      approvals: { ...APPROVALS, channel: null },
      roles: { ...office.roles, approvers: [OLIVIA, ...many] },
    });
    expect((await asked()).askedPersons).toBe(10);
    expect(said('request').map(([, where]) => where)).toEqual(many.slice(0, 10));
  });

  it('goes to the group’s own channel, where it has one', async () => {
    await office.store.groups.update(FINANCE, (group) =>
      group === null ? null : { ...group, approvalsChannel: 'C0FINBOSS' },
    );
    await office.book.refresh();
    await asked();
    expect(said('request').map(([, where]) => where)).toEqual(['C0FINBOSS']);
  });

  it('is for operators and approvers, and once for a group', async () => {
    await office.scanned();
    expect(await refused(office.desk.ask(office.asker(VERA), FINANCE))).toBe('PB104');
    const order = office.asker(OLIVIA);
    const first = await office.desk.ask(order, FINANCE);
    expect((await office.desk.ask(order, FINANCE)).requestId).toBe(first.requestId);
    const second = await refusal(office.desk.ask(office.asker(ANIL), FINANCE));
    expect(second).toMatchObject({ code: 'PB310', details: { by: `@${OLIVIA}` } });
    expect(said('request')).toHaveLength(1);
  });

  it('for nothing is refused with where to look', async () => {
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    const thrown = await refusal(office.desk.ask(office.asker(OLIVIA), FINANCE));
    expect(userText(thrown.failure)).toMatch(/Nothing waits for approval there\. Type \/patch recommendations finance/);
  });

  it('survives a crash between the decision to ask and the card', async () => {
    await office.scanned();
    const show = office.conversation.show.bind(office.conversation);
    office.conversation.show = async () => {
      throw new Error('power cut');
    };
    expect(await refused(office.desk.ask(office.asker(OLIVIA), FINANCE))).toBe('PB305');
    office.conversation.show = show;
    await office.crash();
    expect(said('request')).toHaveLength(1);
  });
});

describe('a request', () => {
  it('that is approved moves every recommendation, and who asked is told the next step', async () => {
    const { requestId } = await asked();
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'approved', decided: 6 });
    expect(await states()).toEqual(Array(6).fill('Approved'));
    const view = await office.desk.approvalView(requestId);
    expect(view).toMatchObject({ state: 'approved', ended: { by: ANIL }, counts: { patches: 3 }, weightiest: [] });
    expect(told(OLIVIA)).toMatchObject([{ about: 'request-ended', state: 'approved', by: ANIL, groupName: 'Finance' }]);
  });

  it('that is declined changes nothing, and says why to who asked and in the audit log', async () => {
    const { requestId } = await asked();
    await decline(ANIL, requestId);
    expect(await states()).toEqual(Array(6).fill('Opened'));
    expect(told(OLIVIA)).toMatchObject([{ state: 'declined', by: ANIL, reason: 'not before the year end' }]);
    const [line] = await office.store.audit.latest(1);
    expect(line).toMatchObject({
      who: ANIL,
      what: 'decline',
      on: 'finance',
      detail: 'declined: not before the year end',
    });
  });

  it('is not declined without a reason; of a long one as much is kept as can be read', async () => {
    const { requestId } = await asked();
    expect(await refused(decline(ANIL, requestId, ' \n '))).toBe('PB120');
    await decline(ANIL, requestId, 'x'.repeat(5000));
    expect((await office.desk.approvalView(requestId)).ended?.reason).toHaveLength(500);
  });

  it('can be withdrawn by who asked, and by nobody else', async () => {
    const { requestId } = await asked();
    expect(await refused(office.desk.withdrawRequest(office.asker(ANIL, requestId), requestId))).toBe('PB313');
    await office.desk.withdrawRequest(office.asker(OLIVIA, requestId), requestId);
    expect(await refusal(approve(ANIL, requestId))).toMatchObject({ code: 'PB303', details: { as: 'withdrawn' } });
    expect(told(OLIVIA)).toEqual([]);
  });

  it('whose rows have changed is not approved by a click on the old card', async () => {
    const { requestId } = await asked();
    await office.store.computers.update('fin-ws-02', (computer) =>
      computer === null ? null : { ...computer, recommendations: {} },
    );
    expect(await refused(approve(ANIL, requestId))).toBe('PB302');
    expect((await office.desk.approvalView(requestId)).counts.computers).toBe(1);
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'approved', decided: 3 });
  });

  it('that nobody has heard of, or that is another card’s, is no request', async () => {
    const { requestId } = await asked();
    expect(await refused(approve(ANIL, 'forged-id-0001' as OperationId))).toBe('PB304');
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    expect(await refused(approve(ANIL, card.requestId))).toBe('PB304');
    expect(await refused(office.desk.run(office.asker(OLIVIA, requestId), requestId))).toBe('PB304');
  });

  it('that two approve at the same moment is decided once, and the other one is told by whom', async () => {
    await withSettings({ roles: { ...office.roles, approvers: [ANIL, BEA] } });
    const { requestId } = await asked();
    const both = await Promise.allSettled([approve(ANIL, requestId), approve(BEA, requestId)]);
    const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as PatchbayError] : []));
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(lost).toMatchObject([{ code: 'PB303' }]);
    const winner = (await office.desk.approvalView(requestId)).ended?.by;
    expect(lost[0]?.details.by).toBe(`@${winner}`);
    expect(told(OLIVIA)).toHaveLength(1);
  });

  it('that one approves while another declines has one outcome', async () => {
    await withSettings({ roles: { ...office.roles, approvers: [ANIL, BEA] } });
    const { requestId } = await asked();
    const both = await Promise.allSettled([decline(BEA, requestId), approve(ANIL, requestId)]);
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const { state } = await office.desk.approvalView(requestId);
    expect(new Set(await states())).toEqual(new Set([state === 'approved' ? 'Approved' : 'Opened']));
    expect(told(OLIVIA)).toMatchObject([{ state }]);
  });
});

describe('time', () => {
  it('reminds once, also where it was due while nobody was there, and after every restart no second time', async () => {
    const { requestId } = await asked();
    await pass(23);
    expect(said('request')).toHaveLength(1);
    await office.crash();
    await pass(2);
    expect(said('request').map(([id]) => id)).toEqual([
      `request-${requestId}-C0APPROVALS`,
      `request-${requestId}-C0APPROVALS-reminder`,
    ]);
    await office.crash();
    for (const hours of [1, 10, 10]) await pass(hours);
    expect(said('request')).toHaveLength(2);
    expect((await office.desk.approvalView(requestId)).isReminder).toBe(true);
  });

  it('ends a request that nobody decided, tells who asked once, and lets somebody ask again', async () => {
    const { requestId } = await asked();
    await pass(100);
    expect(said('request')).toHaveLength(1);
    expect(told(OLIVIA)).toMatchObject([{ state: 'expired', by: null }]);
    const [line] = await office.store.audit.latest(1);
    expect(line).toMatchObject({ who: 'system', what: 'expired' });
    expect(await refused(approve(ANIL, requestId))).toBe('PB308');
    await office.crash();
    await pass(1);
    expect(told(OLIVIA)).toHaveLength(1);
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect((await office.desk.ask(office.asker(OLIVIA), FINANCE)).state).toBe('asked');
  });

  it('overtakes a request that has nothing left to decide', async () => {
    const { requestId } = await asked();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    expect((await office.desk.approvalView(requestId)).state).toBe('overtaken');
    expect(told(OLIVIA)).toMatchObject([
      { state: 'overtaken', by: ANIL, reason: '6 recommendations approved; nothing is left to approve' },
    ]);
  });

  it('overtakes one whose group has lost its computers', async () => {
    const { requestId } = await asked();
    await office.store.groups.update(FINANCE, (group) =>
      group === null ? null : { ...group, members: { byHand: [], rule: null } },
    );
    await office.book.refresh();
    await pass(0);
    expect((await office.desk.approvalView(requestId)).state).toBe('overtaken');
    expect(told(OLIVIA)).toMatchObject([{ by: null, reason: 'the group has no computers any more' }]);
  });

  it('asks for what is left where somebody approved a part on another card', async () => {
    const { requestId } = await asked();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    const some = { updates: [updateId(1)], exceptComputers: [] };
    await office.desk.approve(office.asker(ANIL), card.requestId, some);
    expect((await office.desk.approvalView(requestId)).counts.patches).toBe(2);
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'approved', decided: 4 });
  });
});

describe('the right to decide', () => {
  it('is asked for at the click: who lost the role since the card was posted is refused, and it stays open', async () => {
    office.userGroups.set(APPROVERS, [BEA]);
    await withSettings({ roles: { ...office.roles, approvers: [APPROVERS] } });
    const { requestId } = await asked();
    office.userGroups.set(APPROVERS, [ANIL]);
    const thrown = await refusal(approve(BEA, requestId));
    expect(thrown).toMatchObject({
      ...{ code: 'PB104', details: { people: '@U0ADA, members of @S0APPROVERS' } },
    });
    expect((await office.desk.approvalView(requestId)).state).toBe('asked');
  });

  it('is refused where Slack does not say who is in the user group, with the reason', async () => {
    office.userGroups.set(APPROVERS, [BEA]);
    await withSettings({ roles: { ...office.roles, approvers: [APPROVERS] } });
    const { requestId } = await asked();
    office.userGroups.delete(APPROVERS);
    expect(await refusal(approve(BEA, requestId))).toMatchObject({
      ...{ code: 'PB112', details: { groups: '@S0APPROVERS', people: '@U0ADA' } },
    });
    expect((await office.desk.requests(BEA)).toDecide).toEqual([]);
    expect((await office.desk.home(BEA)).waiting).toEqual([]);
    expect(await approve(ADA, requestId)).toMatchObject({ state: 'approved' });
  });

  it('may be a group’s alone', async () => {
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, approvers: [BEA] }));
    await office.book.refresh();
    const { requestId } = await asked();
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'approved' });
  });

  it('that is gone by the time that a crashed decision is taken up again ends the request with the reason', async () => {
    const { requestId } = await asked();
    const { audit } = office.store;
    const append = audit.append.bind(audit);
    audit.append = async () => {
      throw new PatchbayError('PB804', { name: 'audit', cause: 'disk full' });
    };
    expect(await refused(approve(ANIL, requestId))).toBe('PB305');
    audit.append = append;
    await withSettings({ roles: { ...office.roles, approvers: [] } });
    expect(await states()).toEqual(Array(6).fill('Opened'));
    expect(await office.desk.approvalView(requestId)).toMatchObject({
      ...{ state: 'declined', ended: { by: null, reason: 'the right was withdrawn meanwhile' } },
    });
  });
});

describe('four eyes', () => {
  beforeEach(() =>
    withSettings({ roles: { ...office.roles, approvers: [ANIL, BEA] }, approvals: { ...APPROVALS, fourEyes: true } }),
  );

  it('who asked cannot approve, and reads who can', async () => {
    const { requestId } = await asked(ANIL);
    expect(await refusal(approve(ANIL, requestId))).toMatchObject({ code: 'PB306', details: { people: '@U0BEA' } });
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'approved' });
  });

  it('a review that began from the request approves a part, and the rest goes on waiting', async () => {
    const { requestId } = await asked();
    const draft = await office.desk.openReview(office.asker(ANIL), requestId);
    const [first] = draft.rows;
    const ticked = { do: 'tick', shown: [first?.id ?? ''], ticked: [first?.id ?? ''] } as const;
    await office.desk.changeReview(ANIL, draft.draft.id, null, ticked);
    await decided(ANIL, draft.draft.id);
    expect(await office.desk.approvalView(requestId)).toMatchObject({ state: 'asked', counts: { patches: 2 } });
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'approved', decided: 4 });
  });

  it('who asked is told once what was approved of it, what was turned down, and what is still open', async () => {
    const { requestId } = await asked();
    const draft = await office.desk.openReview(office.asker(ANIL), requestId);
    const part = async (event: 'approve' | 'ignore', index: number) => {
      const id = draft.rows[index]?.id ?? '';
      await office.desk.changeReview(ANIL, draft.draft.id, null, { do: 'tick', shown: [id], ticked: [id] });
      const { operation } = await office.desk.propose(ANIL, draft.draft.id, event);
      await office.desk.decideReview(
        office.asker(ANIL),
        operation,
        event === 'ignore' ? 'not before the year end' : null,
      );
      await office.rolling.rest();
    };
    await part('approve', 0);
    const said = { about: 'request-partly', by: ANIL, recommendations: 2, groupName: 'Finance', patchCount: 1 };
    const approved = { ...said, event: 'approve', left: { patches: 2, computers: 2 } };
    expect(told(OLIVIA)).toMatchObject([approved]);
    await office.crash();
    await part('ignore', 1);
    const turnedDown = { ...said, event: 'ignore', reason: 'not before the year end', left: { patches: 1 } };
    expect(told(OLIVIA)).toMatchObject([approved, turnedDown]);
    await part('ignore', 2);
    expect(told(OLIVIA).slice(2)).toMatchObject([
      {
        ...{ about: 'request-ended', state: 'overtaken', by: ANIL },
        reason: '2 recommendations ignored: not before the year end; nothing is left to approve',
      },
    ]);
  });

  it('who asked and may not run is not sent to a run', async () => {
    const { requestId } = await asked(BEA);
    expect(await approve(ANIL, requestId)).toMatchObject({ mayRun: false });
    expect(told(BEA)).toMatchObject([{ state: 'approved', mayRun: false }]);
  });

  it('a review that approves all of a request answers it, and who asked is told by whom', async () => {
    const { requestId } = await asked();
    const { draft } = await office.desk.openReview(office.asker(ANIL), requestId);
    await office.desk.changeReview(ANIL, draft.id, null, { do: 'tick-all', take: true });
    await decided(ANIL, draft.id);
    expect(await office.desk.approvalView(requestId)).toMatchObject({ state: 'approved', ended: { by: ANIL } });
    expect(told(OLIVIA)).toMatchObject([{ state: 'approved', by: ANIL }]);
  });

  it('who asked cannot approve in a review of it, either', async () => {
    const { requestId } = await asked(ANIL);
    const { draft } = await office.desk.openReview(office.asker(ANIL), requestId);
    await office.desk.changeReview(ANIL, draft.id, null, { do: 'tick-all', take: true });
    expect(await refused(decided(ANIL, draft.id))).toBe('PB309');
    expect(await states()).toEqual(Array(6).fill('Opened'));
  });

  it('nobody approves without having been asked, whatever way', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    const all = { updates: 'all', exceptComputers: [] } as const;
    const thrown = await refusal(office.desk.approve(office.asker(ANIL), card.requestId, all));
    expect(thrown).toMatchObject({ code: 'PB309', details: { command: '/patch', group: 'finance' } });
    expect(await states()).toEqual(Array(6).fill('Opened'));
  });

  it('where nobody else could approve, asking is refused', async () => {
    await withSettings({ roles: { admins: [ANIL], approvers: [ANIL], operators: [], viewers: 'everyone' } });
    office.roles = { ...office.roles, operators: [OLIVIA] };
    await office.crash();
    await office.scanned();
    const thrown = await refusal(office.desk.ask(office.asker(ANIL), FINANCE));
    expect(userText(thrown.failure)).toMatch(/Nobody but you could approve that/);
  });
});

describe('a second approver', () => {
  beforeEach(() =>
    withSettings({
      ...{ roles: { ...office.roles, approvers: [ANIL, BEA] } },
      ...{ approvals: { ...APPROVALS, secondApproverAbove: 1 } },
    }),
  );

  it('is needed above so many computers: the first approval alone moves nothing', async () => {
    const { requestId, approversNeeded } = await asked();
    expect(approversNeeded).toBe(2);
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'half-approved', decided: 0 });
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'half-approved', decided: 0 });
    expect(await states()).toEqual(Array(6).fill('Opened'));
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'approved', decided: 6 });
    expect((await office.desk.approvalView(requestId)).approvals.map(({ by }) => by)).toEqual([ANIL, BEA]);
  });

  it('may click at the same moment as the first', async () => {
    const { requestId } = await asked();
    const both = await Promise.all([approve(ANIL, requestId), approve(BEA, requestId)]);
    expect(both.map(({ state }) => state).sort()).toEqual(['approved', 'half-approved']);
    expect(await states()).toEqual(Array(6).fill('Approved'));
  });

  it('is needed again where the rows changed after the first approval', async () => {
    await office.scanned();
    const { requestId } = await office.desk.ask(office.asker(OLIVIA), FINANCE);
    await approve(ANIL, requestId);
    const gone = updateId(1);
    for (const id of ['fin-ws-01', 'fin-ws-02'])
      await office.store.computers.update(id, (computer) => {
        if (computer === null) return null;
        const { [gone]: _, ...recommendations } = computer.recommendations;
        return { ...computer, recommendations };
      });
    expect(await refused(approve(BEA, requestId))).toBe('PB302');
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'half-approved' });
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'approved', decided: 4 });
  });

  it('counts only beside a first one who still has the right', async () => {
    const { requestId } = await asked();
    await approve(ANIL, requestId);
    await withSettings({ roles: { ...office.roles, approvers: [BEA, ADA] } });
    expect(await approve(BEA, requestId)).toMatchObject({ state: 'half-approved' });
    expect(await approve(ADA, requestId)).toMatchObject({ state: 'approved' });
  });

  it('is not got around by approving on another card', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    const all = { updates: 'all', exceptComputers: [] } as const;
    expect(await refused(office.desk.approve(office.asker(ANIL), card.requestId, all))).toBe('PB323');
  });
});

describe('the list of approvals', () => {
  it('holds what a person could decide, and what that person asked for', async () => {
    const { requestId } = await asked();
    expect(await office.desk.requests(ANIL)).toMatchObject({ toDecide: [{ requestId, state: 'asked' }], asked: [] });
    expect(await office.desk.requests(OLIVIA)).toMatchObject({ toDecide: [], asked: [{ requestId }] });
    await approve(ANIL, requestId);
    expect(await office.desk.requests(ANIL)).toMatchObject({ toDecide: [] });
    expect(await office.desk.requests(OLIVIA)).toMatchObject({ asked: [{ state: 'approved', ended: { by: ANIL } }] });
  });
});

describe('a card that is offered', () => {
  const offer = (by: PersonId) => {
    const asker = office.asker(by);
    return office.desk.offerRecommendations(asker, FINANCE).then(({ requestId }) => ({ asker, requestId }));
  };
  /** As the outbox does when it has posted. */
  async function posted(requestId: OperationId): Promise<void> {
    const id = `request-${requestId}`;
    await office.store.surfaces.create(id, {
      ...{ id, subject: { kind: 'request', requestId }, conversation: 'C0PATCHING', person: OLIVIA, threadOf: null },
      ...{ createdAt: office.clock.now(), state: 'posted', channel: 'C0PATCHING', ts: '1.2', error: null },
      ...{ picture: null, mustArrive: false, broadcast: false },
    });
  }

  it('is for everybody in the conversation where the person may act, and for that person alone otherwise', async () => {
    await office.scanned();
    const vera = await offer(VERA);
    expect(said('request')).toHaveLength(0);
    expect(await office.desk.whereIs(vera.asker, vera.requestId)).toBe('private');
    const olivia = await offer(OLIVIA);
    expect(said('request')).toHaveLength(1);
    expect(await office.desk.whereIs(olivia.asker, olivia.requestId)).toBe('new');
  });

  it('is not posted again while the same one is open on the screen', async () => {
    await office.scanned();
    const first = await offer(OLIVIA);
    await posted(first.requestId);
    const again = await offer(ANIL);
    expect(again.requestId).toBe(first.requestId);
    expect(await office.desk.whereIs(again.asker, again.requestId)).toEqual({ channel: 'C0PATCHING', ts: '1.2' });
    const vera = await offer(VERA);
    expect(vera.requestId).toBe(first.requestId);
    await office.clock.advance(HOUR);
    expect((await offer(ANIL)).requestId).not.toBe(first.requestId);
    expect(said('request')).toHaveLength(2);
  });

  it('is posted again where it asks something else, or was decided', async () => {
    await office.scanned();
    const first = await offer(OLIVIA);
    await posted(first.requestId);
    await office.desk.approve(office.asker(ANIL), first.requestId, { updates: [updateId(1)], exceptComputers: [] });
    expect((await offer(OLIVIA)).requestId).not.toBe(first.requestId);
  });
});

describe('the audit log', () => {
  it('is read by group, by KB number and by person, by those who decide', async () => {
    const { requestId } = await asked();
    await approve(ANIL, requestId);
    const all = { about: null, who: null, count: 20 };
    expect(await refused(office.desk.audit(VERA, all))).toBe('PB104');
    expect(await refused(office.desk.verifyAudit(OLIVIA))).toBe('PB104');
    const whats = async (query: object) =>
      (await office.desk.audit(ANIL, { ...all, ...query })).entries.map(({ what }) => what);
    expect(await whats({ about: 'finance' })).toEqual(['approve', 'ask', 'scan-and-check']);
    expect(await whats({ about: 'kb5000001' })).toEqual(['approve']);
    expect(await whats({ about: 'kb500000' })).toEqual([]);
    expect(await whats({ who: OLIVIA, count: 2 })).toEqual(['ask', 'scan-and-check']);
    expect((await office.desk.audit(ANIL, all)).entries[1]?.planHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await office.desk.verifyAudit(ANIL)).toEqual({ entries: 4 });
    const { entries, groupNames } = await office.desk.audit(ANIL, all);
    expect(groupNames).toMatchObject({ finance: 'Finance' });
    const [approved, , scan] = entries.map(({ detail }) => detail);
    expect(approved).toMatch(/^6 recommendations approved: KB5000001 \S.*, KB5000002 \S.*, KB5000003 \S/);
    expect(scan).toBe('started a scan and check, task 2');
  });

  it('names a patch that was denied by its id as people know it', async () => {
    await office.scanned();
    await office.desk.deny(office.asker(ANIL), { patches: [updateId(1)], reason: 'breaks printing', lastDay: null });
    const [line] = await office.store.audit.latest(1);
    expect(line?.detail).toMatch(/^denied KB5000001 .*: breaks printing$/);
  });
});
