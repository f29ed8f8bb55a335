import { beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/domain/errors.js';
import { PatchbayError } from '../../src/domain/errors.js';
import type { GroupId, OperationId, TaskId } from '../../src/domain/ids.js';
import { ALL_COMPUTERS } from '../../src/domain/patch.js';
import { readFilter } from '../../src/domain/update-filter.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const ALL = { updates: 'all', exceptComputers: [] } as const;

async function refused(call: Promise<unknown>): Promise<ErrorCode> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PatchbayError)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.code;
}

describe('the desk', () => {
  let office: VirtualOffice;
  beforeEach(() => {
    office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 2);
  });

  it('turns a list of patches in place, and goes on asking the same', async () => {
    await office.scanned();
    const { requestId, rows } = await office.desk.offerUpdates(office.asker(OLIVIA), readFilter('status:approved'));
    await office.desk.turnUpdates(office.asker(VERA), requestId, 3);
    expect(await office.desk.updatesView(requestId)).toMatchObject({ page: 3, rows, filter: { status: 'approved' } });
    await office.desk.approveUpdates(office.asker(ANIL, requestId), requestId, {
      ...{ updates: rows.map(({ patch }) => patch.updateId), wsusGroups: [ALL_COMPUTERS] },
      ...{ action: 'install', deadline: null },
    });
  });

  describe('asks for the right', () => {
    it('of an operator to sync, scan, check, plan and run', async () => {
      const vera = office.asker(VERA);
      for (const call of [
        office.desk.sync(vera),
        office.desk.scan(vera, FINANCE),
        office.desk.check(vera, FINANCE),
        office.desk.offerRun(vera, FINANCE),
        office.desk.run(vera, 'request-1' as OperationId),
      ])
        expect(await refused(call)).toBe('PB104');
      expect(await office.store.tasks.ids()).toEqual([]);
    });

    it('of an approver to approve, so that an operator alone cannot', async () => {
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      expect(await refused(office.desk.approve(office.asker(OLIVIA), card.requestId, ALL))).toBe('PB104');
    });

    it('and says who has it', async () => {
      const thrown = await office.desk.sync(office.asker(VERA)).catch((error: PatchbayError) => error);
      expect(thrown).toMatchObject({ details: { role: 'operator', people: '@U0OLIVIA, @U0ADA' } });
    });
  });

  describe('answers bad input at once', () => {
    it('names the group that was probably meant', () => {
      const thrown = catching(() => office.desk.resolveGroup('finanec'));
      expect(thrown).toMatchObject({ code: 'PB102', details: { suggestion: ' Did you mean finance?' } });
    });

    it('refuses a group without computers', async () => {
      expect(await refused(office.desk.scan(office.asker(OLIVIA), 'empty' as GroupId))).toBe('PB103');
    });

    it('refuses a scan before WSUS was ever read, and a check before any scan', async () => {
      expect(await refused(office.desk.scan(office.asker(OLIVIA), FINANCE))).toBe('PB603');
      expect(await refused(office.desk.check(office.asker(OLIVIA), FINANCE))).toBe('PB105');
    });

    it('refuses a second synchronization while one runs', async () => {
      await office.desk.sync(office.asker(OLIVIA));
      expect(await refused(office.desk.sync(office.asker(OLIVIA)))).toBe('PB602');
    });

    it('refuses a plan by what WSUS said too long ago', async () => {
      await office.scanned();
      await office.clock.advance(90_000_000);
      expect(await refused(office.desk.offerRun(office.asker(OLIVIA), FINANCE))).toBe('PB606');
    });

    it('refuses unknown tasks, logs, cards and WSUS groups', async () => {
      await office.scanned();
      expect(await refused(office.desk.task('99' as TaskId))).toBe('PB107');
      expect(await refused(office.desk.log('99.1'))).toBe('PB108');
      expect(await refused(office.desk.approve(office.asker(ANIL), 'unknown-card' as OperationId, ALL))).toBe('PB304');
      const card = await office.desk.offerUpdates(office.asker(OLIVIA), readFilter('KB5000001'));
      const order = { updates: [updateId(1)], wsusGroups: ['nowhere'], action: 'install', deadline: null } as const;
      expect(await refused(office.desk.approveUpdates(office.asker(ANIL), card.requestId, order))).toBe('PB605');
    });
  });

  describe('takes a click once', () => {
    it('and answers the second with what was decided', async () => {
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      expect(await office.desk.approve(office.asker(ANIL), card.requestId, ALL)).toMatchObject({ decided: 4 });
      expect(await refused(office.desk.approve(office.asker(ANIL), card.requestId, ALL))).toBe('PB303');
      const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
      await office.desk.run(office.asker(OLIVIA), plan.requestId);
      expect(await refused(office.desk.run(office.asker(OLIVIA), plan.requestId))).toBe('PB303');
      expect((await office.store.tasks.ids()).length).toBe(3);
    });

    it('lets exactly one of two racing clicks through', async () => {
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      const clicks = [1, 2].map(() => office.desk.approve(office.asker(ANIL), card.requestId, ALL));
      const ended = await Promise.allSettled(clicks);
      expect(ended.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await office.store.audit.latest(50)).filter((entry) => entry.what === 'approve')).toHaveLength(1);
    });

    it('and a command that is delivered twice starts one task', async () => {
      const first = await office.desk.sync(office.asker(OLIVIA, 'delivery-0001'));
      const second = await office.desk.sync(office.asker(OLIVIA, 'delivery-0001'));
      expect(second.id).toBe(first.id);
      expect((await office.store.tasks.ids()).length).toBe(1);
    });
  });

  describe('notices a stale click', () => {
    it('on recommendations that changed since they were shown, and decides nothing', async () => {
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      office.windows.machines.get('fin-ws-01' as never)?.needed.delete(updateId(1));
      await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
      expect(await refused(office.desk.approve(office.asker(ANIL), card.requestId, ALL))).toBe('PB302');
      const status = await office.desk.status(FINANCE);
      expect(status.rows.flatMap((row) => row.open.map((one) => one.state))).toEqual(Array(3).fill('Opened'));
      expect(await office.desk.approve(office.asker(ANIL), card.requestId, ALL)).toMatchObject({ decided: 3 });
    });

    it('on a plan that changed since it was shown, and starts nothing', async () => {
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      const one = { updates: [updateId(1)], exceptComputers: [] };
      await office.desk.approve(office.asker(ANIL), card.requestId, one);
      const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
      const rest = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      await office.desk.approve(office.asker(ANIL), rest.requestId, ALL);
      expect(await refused(office.desk.run(office.asker(OLIVIA), plan.requestId))).toBe('PB302');
      expect((await office.store.tasks.ids()).length).toBe(2);
      expect((await office.desk.runView(plan.requestId)).plan.rows[0]?.updates).toHaveLength(2);
    });
  });

  it('approves only the chosen patches, and not on the excepted computers', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    const selection = { updates: [updateId(1)], exceptComputers: ['fin-ws-02' as never] };
    expect(await office.desk.approve(office.asker(ANIL), card.requestId, selection)).toMatchObject({ decided: 1 });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(plan.plan.rows.map((row) => [row.computerId, row.updates.length])).toEqual([['fin-ws-01', 1]]);
    expect(plan.plan.blocked).toMatchObject([{ computerId: 'fin-ws-02', failure: { code: 'PB524' } }]);
  });

  it('sets approvals on WSUS by a task, of what the card showed alone', async () => {
    await office.scanned();
    const card = await office.desk.offerUpdates(office.asker(OLIVIA), readFilter('KB5000001'));
    const order = {
      updates: [updateId(1), updateId(2)],
      wsusGroups: [ALL_COMPUTERS],
      action: 'install',
      deadline: null,
    } as const;
    const task = await office.desk.approveUpdates(office.asker(ANIL), card.requestId, order);
    expect(await office.ended(task)).toMatchObject({ status: 'Succeeded', summary: '1 approval set on WSUS' });
  });

  it('stops a task before its installs began, and gives the recommendations back', async () => {
    const task = await office.running();
    const stopped = await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    expect(stopped.stopped).toEqual([task.id]);
    expect(await office.ended(task)).toMatchObject({ status: 'Stopped' });
    const states = (await office.desk.status(FINANCE)).rows.flatMap((row) => row.open.map((one) => one.state));
    expect(states).toEqual(Array(4).fill('Approved'));
    expect(await refused(office.desk.stop(office.asker(OLIVIA), 'everything'))).toBe('PB124');
  });

  it('writes every decision to the audit log, with the plan that was decided on', async () => {
    const task = await office.running();
    const entries = await office.store.audit.latest(10);
    expect(entries.map((entry) => [entry.who, entry.what, entry.on])).toEqual([
      [OLIVIA, 'run', 'finance'],
      [ANIL, 'approve', 'finance'],
      [OLIVIA, 'scan-and-check', 'finance'],
      [OLIVIA, 'sync', 'wsus'],
    ]);
    expect(entries[0]?.planHash).toBe(task.plan?.hash);
  });

  it('takes up, after a crash, a decision that was stored and not yet carried out', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.store.operations.create(card.requestId, {
      id: card.requestId,
      by: ANIL,
      at: office.clock.now(),
      intent: {
        kind: 'decide',
        event: 'approve',
        groupId: FINANCE,
        reason: null,
        computers: ['fin-ws-01', 'fin-ws-02'] as never,
        recommendations: 'all',
        except: [],
        from: ['Opened'],
        asOf: office.clock.now(),
        counted: 4,
      },
      conversation: 'C0PATCHING',
      taskId: null,
      done: null,
      skipped: [],
    });
    await office.crash();
    const states = (await office.desk.status(FINANCE)).rows.flatMap((row) => row.open.map((one) => one.state));
    expect(states).toEqual(Array(4).fill('Approved'));
    expect((await office.desk.recommendationsView(card.requestId)).decided?.by).toBe(ANIL);
  });
});

function catching(call: () => unknown): unknown {
  try {
    call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}
