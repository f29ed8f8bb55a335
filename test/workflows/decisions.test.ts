import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ErrorCode, PatchbayError } from '../../src/domain/errors.js';
import type { OperationId, PersonId } from '../../src/domain/ids.js';
import type { UserGroupId } from '../../src/domain/roles.js';
import type { ReviewEvent } from '../../src/domain/selection.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, APPROVALS, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const HOUR = 3_600_000;
const BEA = 'U0BEA' as PersonId;
const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'];
const ALL = { updates: 'all', exceptComputers: [] } as const;

let office: VirtualOffice;
beforeEach(() => {
  office = new VirtualOffice(COMPUTERS, 2);
});

async function refused(call: Promise<unknown>): Promise<ErrorCode> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.code;
}

/** Settings are read at the start of the process. */
async function withSettings(settings: Partial<Pick<VirtualOffice, 'roles' | 'approvals'>>): Promise<void> {
  Object.assign(office, settings);
  await office.crash();
}

async function offered(): Promise<OperationId> {
  return (await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE)).requestId;
}

const asked = async (by = OLIVIA) => (await office.desk.ask(office.asker(by), FINANCE)).requestId;
const approve = (person: PersonId, id: OperationId) => office.desk.approveRequest(office.asker(person, id), id);

/** Begins a review with all selected that it shows. */
async function reviewed(person: PersonId, card: OperationId): Promise<OperationId> {
  const { draft } = await office.desk.openReview(office.asker(person), card);
  await office.desk.changeReview(person, draft.id, null, { do: 'tick-all', take: true });
  return draft.id;
}

async function decided(person: PersonId, draft: OperationId, event: ReviewEvent = 'approve') {
  const { operation } = await office.desk.propose(person, draft, event);
  return office.desk.decideReview(office.asker(person), operation, 'because');
}

async function states(): Promise<readonly string[]> {
  const computers = await Promise.all(COMPUTERS.map((id) => office.store.computers.get(id)));
  return computers.flatMap((one) => Object.values(one?.value.recommendations ?? {}).map(({ state }) => state));
}

const six = (state: string) => Array(6).fill(state);

describe('what changed between the look and the decision', () => {
  it('is left out; the answer, the card and the audit log say how many were, and why', async () => {
    await office.scanned();
    const card = await offered();
    const { audit, computers } = office.store;
    const append = audit.append.bind(audit);
    vi.spyOn(audit, 'append').mockImplementationOnce(async (entry) => {
      await computers.update('fin-ws-01', (computer) => {
        const [first] = Object.values(computer?.recommendations ?? {});
        if (computer === null || first === undefined) return null;
        const since = office.clock.now() + 1;
        const changed = { ...first, state: 'Implemented' as const, since };
        return { ...computer, recommendations: { ...computer.recommendations, [first.id]: changed } };
      });
      return append(entry);
    });
    const why = '1 was left out: it changed meanwhile and is Implemented now';
    const answer = await office.desk.approve(office.asker(ANIL), card, ALL);
    expect(answer).toEqual({ decided: 5, skipped: [why], mayRun: false });
    expect((await office.desk.recommendationsView(card)).decided?.as).toBe(`5 recommendations approved; ${why}`);
    await office.rolling.rest();
    expect([...(await states())].sort()).toEqual([
      'Approved',
      'Approved',
      'Approved',
      'Approved',
      'Approved',
      'Implemented',
    ]);
    const said = await office.store.audit.latest(5);
    expect(said.find(({ what }) => what === 'left-out')).toMatchObject({
      ...{ who: ANIL, on: 'finance', operation: card, detail: `5 recommendations approved; ${why}` },
    });
    await expect(office.desk.approve(office.asker(ANIL), card, ALL)).rejects.toMatchObject({
      details: { as: `5 recommendations approved; ${why}` },
    });
  });
});

describe('a decision over a crash', () => {
  /** Decisions count, and are not written into documents but for the first ones. */
  function written(most: number): void {
    let left = most;
    const settle = office.fleet.settle.bind(office.fleet);
    vi.spyOn(office.fleet, 'settle').mockImplementation(async (id) => {
      left -= 1;
      return left < 0 ? new Promise(() => undefined) : settle(id);
    });
    vi.spyOn(office.rolling, 'halt').mockResolvedValue(undefined);
  }

  it('that was written into one of three documents is written into all, though who took it has lost the right', async () => {
    await office.scanned();
    const card = await offered();
    written(1);
    await office.desk.approve(office.asker(ANIL), card, ALL);
    await office.clock.advance(0);
    await withSettings({ roles: { ...office.roles, approvers: [] } });
    await office.clock.advance(0);
    expect(await states()).toEqual(six('Approved'));
    expect((await office.store.operations.get(card))?.value).toMatchObject({ skipped: [] });
    expect((await office.store.audit.latest(50)).map(({ what }) => what)).not.toContain('refused');
  });

  it('comes after those that were taken before it, in whatever order they are found', async () => {
    await office.scanned();
    const card = await offered();
    written(0);
    await office.desk.approve(office.asker(ANIL), card, ALL);
    const draft = await reviewed(ANIL, card);
    await office.desk.changeReview(ANIL, draft, null, {
      do: 'filter',
      filter: { states: ['Approved'], severities: [], words: [], computer: null, patch: null },
    });
    await office.desk.changeReview(ANIL, draft, null, { do: 'tick-all', take: true });
    expect(await decided(ANIL, draft, 'ignore')).toMatchObject({ decided: 6 });
    expect(await states()).toEqual(six('Ignored'));
    const ids = office.kept.operations.ids.bind(office.kept.operations);
    office.kept.operations.ids = async () => [...(await ids())].reverse();
    await office.crash();
    await office.clock.advance(0);
    expect(await states()).toEqual(six('Ignored'));
  });

  it('that comes with a clock that is set back is followed by later ones all the same', async () => {
    await office.scanned();
    const card = await offered();
    written(0);
    await office.desk.approve(office.asker(ANIL), card, ALL);
    office.clock.setBack(HOUR);
    await office.crash();
    written(0);
    const draft = await reviewed(ANIL, card);
    expect(await decided(ANIL, draft, 'ignore')).toMatchObject({ decided: 6 });
    expect(await states()).toEqual(six('Ignored'));
  });
});

describe('a decision after the clock was set back', () => {
  it('is about what was shown, though that came to its state later by the clock', async () => {
    await office.scanned();
    office.clock.setBack(HOUR);
    await office.desk.approve(office.asker(ANIL), await offered(), ALL);
    expect(await states()).toEqual(six('Approved'));
    await office.crash();
    const draft = await reviewed(ANIL, await offered());
    await decided(ANIL, draft, 'ignore');
    expect(await states()).toEqual(six('Ignored'));
  });

  it('is a request’s, too', async () => {
    await office.scanned();
    office.clock.setBack(HOUR);
    await approve(ANIL, await asked());
    expect(await states()).toEqual(six('Approved'));
  });
});

describe('a decision that was refused', () => {
  it('is told as such to whoever clicks later', async () => {
    await office.scanned();
    const requestId = await asked();
    const append = office.store.audit.append.bind(office.store.audit);
    office.store.audit.append = async () => {
      throw new PatchbayError('PB804', { name: 'audit', cause: 'disk full' });
    };
    expect(await refused(approve(ANIL, requestId))).toBe('PB305');
    office.store.audit.append = append;
    await withSettings({ roles: { ...office.roles, approvers: [BEA] } });
    await expect(approve(BEA, requestId)).rejects.toMatchObject({
      ...{ code: 'PB303', details: { as: 'refused: the right was withdrawn meanwhile' } },
    });
  });
});

describe('a request that is over', () => {
  const decline = (id: OperationId) => office.desk.declineRequest(office.asker(BEA, id), id, 'not now');

  it('gives nobody who reviews it the right to approve without having been asked', async () => {
    await withSettings({
      ...{ roles: { ...office.roles, approvers: [ANIL, BEA] }, approvals: { ...APPROVALS, fourEyes: true } },
    });
    await office.scanned();
    const requestId = await asked();
    const draft = await reviewed(ANIL, requestId);
    await decline(requestId);
    expect(await refused(decided(ANIL, draft))).toBe('PB309');
    expect(await states()).toEqual(six('Opened'));
  });

  it('lends its two approvals to nothing that came later', async () => {
    await withSettings({
      roles: { ...office.roles, approvers: [ANIL, BEA] },
      approvals: { ...APPROVALS, secondApproverAbove: 1 },
    });
    await office.scanned();
    const requestId = await asked();
    await approve(ANIL, requestId);
    await approve(BEA, requestId);
    const later = await reviewed(ANIL, await offered());
    await decided(ANIL, later, 'ignore').catch(() => undefined);
    for (const id of COMPUTERS)
      await office.store.computers.update(id, (computer) => {
        const one = computer?.recommendations[updateId(1)];
        if (computer === null || one === undefined) return null;
        const failed = { ...one, state: 'Failed' as const, since: office.clock.now() };
        return { ...computer, recommendations: { ...computer.recommendations, [updateId(1)]: failed } };
      });
    const draft = await reviewed(ANIL, requestId);
    expect(await refused(decided(ANIL, draft))).toBe('PB323');
    expect(await states()).toContain('Failed');
  });

  it('by the clock is not approved any more, though nobody has looked after it yet', async () => {
    await office.scanned();
    const requestId = await asked();
    await office.clock.advance(73 * HOUR);
    expect(await refused(approve(ANIL, requestId))).toBe('PB308');
    expect(await states()).toEqual(six('Opened'));
    await lookAfter(office.office);
    expect((await office.desk.approvalView(requestId)).state).toBe('expired');
  });
});

describe('a part of a request that two have to approve', () => {
  beforeEach(async () => {
    await withSettings({
      roles: { ...office.roles, approvers: [ANIL, BEA] },
      approvals: { ...APPROVALS, secondApproverAbove: 1 },
    });
    await office.scanned();
  });

  it('is approved by the second one', async () => {
    const requestId = await asked();
    await approve(ANIL, requestId);
    await decided(BEA, await reviewed(BEA, requestId));
    expect(await states()).toEqual(six('Approved'));
  });

  it('is not what the first one has never seen', async () => {
    for (const id of COMPUTERS)
      await office.store.computers.update(id, (computer) => {
        if (computer === null) return null;
        const { [updateId(2)]: _, ...recommendations } = computer.recommendations;
        return { ...computer, recommendations };
      });
    const requestId = await asked();
    await approve(ANIL, requestId);
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect(await states()).toHaveLength(6);
    expect(await refused(decided(BEA, await reviewed(BEA, requestId)))).toBe('PB302');
    expect(await states()).toEqual(six('Opened'));
    expect((await office.desk.approvalView(requestId)).state).toBe('asked');
  });

  it('does not count beside a first one who has lost the right', async () => {
    const requestId = await asked();
    await approve(ANIL, requestId);
    await withSettings({ roles: { ...office.roles, approvers: [BEA, ADA] } });
    expect(await refused(decided(BEA, await reviewed(BEA, requestId)))).toBe('PB314');
    expect(await states()).toEqual(six('Opened'));
  });
});

describe('a second approver', () => {
  const one = (computer: string) => ({
    updates: 'all' as const,
    exceptComputers: COMPUTERS.filter((id) => id !== computer) as never[],
  });

  beforeEach(async () => {
    await withSettings({
      roles: { ...office.roles, approvers: [ANIL, BEA] },
      approvals: { ...APPROVALS, secondApproverAbove: 1 },
    });
    await office.scanned();
  });

  it('is not got around by approving one computer after the other', async () => {
    await office.desk.approve(office.asker(ANIL), await offered(), one('fin-ws-01'));
    expect(await refused(office.desk.approve(office.asker(ANIL), await offered(), one('fin-ws-02')))).toBe('PB323');
    await office.desk.approve(office.asker(BEA), await offered(), one('fin-ws-02'));
    expect((await states()).filter((state) => state === 'Approved')).toHaveLength(4);
  });

  it('is not got around by asking for the last ones oneself', async () => {
    await office.desk.approve(office.asker(ANIL), await offered(), one('fin-ws-01'));
    await office.desk.approve(office.asker(BEA), await offered(), one('fin-ws-02'));
    const requestId = await asked(ANIL);
    expect(await approve(ANIL, requestId)).toMatchObject({ state: 'half-approved' });
    expect(await approve(ADA, requestId)).toMatchObject({ state: 'approved', decided: 2 });
  });

  it('is not needed for a few of the next day', async () => {
    await office.desk.approve(office.asker(ANIL), await offered(), one('fin-ws-01'));
    await office.clock.advance(25 * HOUR);
    await office.desk.approve(office.asker(ANIL), await offered(), one('fin-ws-02'));
    expect((await states()).filter((state) => state === 'Approved')).toHaveLength(4);
  });
});

describe('while Slack does not say who is in a user group', () => {
  beforeEach(() =>
    withSettings({ roles: { ...office.roles, approvers: ['S0APPROVERS' as UserGroupId], operators: [OLIVIA] } }),
  );

  it('those who only look still see what there is', async () => {
    await office.scanned();
    const asker = office.asker(VERA);
    const { requestId } = await office.desk.offerRecommendations(asker, FINANCE);
    expect(await office.desk.whereIs(asker, requestId)).toBe('private');
    expect(await office.desk.denials(VERA)).toMatchObject({ mayDeny: false });
    expect(await office.desk.patchGroups(VERA)).toEqual([]);
  });
});
