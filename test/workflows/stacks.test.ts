import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId, StackId } from '../../src/domain/ids.js';
import { readStackWords } from '../../src/domain/software-stack.js';
import type { StackView } from '../../src/domain/stack-views.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02'];
const SHOWN = { mode: 'install', restart: 'group', canaries: 0, atOnce: null, stopAfterFailures: null } as const;

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(COMPUTERS, 3);
  await office.scanned();
});

/** A stack of these updates, made by an approver. */
function made(name: string, ...numbers: readonly number[]): Promise<StackView> {
  return office.desk.saveStack(office.asker(ANIL), null, { name, lines: numbers.map(updateId), shown: [] });
}

const idsOf = ({ stack }: StackView) => stack.updates.map((one) => one.updateId);
const shownAs = ({ stack, revision }: StackView) => ({ id: stack.id, revision });
const offered = (view: StackView) => office.desk.offerStack(office.asker(OLIVIA), FINANCE, view.stack.id);
const said = (text: string) => office.desk.stackSaid(VERA, readStackWords(text));

async function approve(updates: 'all' | readonly number[]): Promise<void> {
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  const meant = updates === 'all' ? updates : updates.map(updateId);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: meant, exceptComputers: [] });
}

/** In the order in which they were installed there. */
const installed = (id: string) =>
  [...(office.windows.machines.get(id as ComputerId)?.installs ?? [])].map(([one]) => one);

describe('a run of a software stack', () => {
  it('installs its patches in its order, and nothing else, and carries its name', async () => {
    await approve('all');
    const view = await offered(await made('March baseline', 3, 1));
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), view.requestId));
    expect(task).toMatchObject({ status: 'Succeeded', name: 'Software stack: March baseline' });
    expect(task.stack).toMatchObject({ name: 'March baseline' });
    for (const id of COMPUTERS) expect(installed(id)).toEqual([updateId(3), updateId(1)]);
  });

  it('approves nothing: what is not approved is told, and left out where something else is', async () => {
    const stack = await made('March baseline', 2, 1);
    await expect(offered(stack)).rejects.toMatchObject({
      code: 'PB134',
      details: { patches: 'the software stack March baseline', states: '4 Opened' },
    });
    await approve([1]);
    const { plan } = await offered(stack);
    expect(plan.options.leftOut?.states).toEqual({ Opened: 2 });
    expect(plan.rows.map((row) => row.updates.map((one) => one.updateId))).toEqual([[updateId(1)], [updateId(1)]]);
  });

  it('of which everything is installed is no plan', async () => {
    const stack = await made('March baseline', 1);
    await approve('all');
    await office.ended(await office.desk.run(office.asker(OLIVIA), (await offered(stack)).requestId));
    await expect(offered(stack)).rejects.toMatchObject({ code: 'PB135' });
  });

  it('keeps its order through its options and through a retry, and runs as it was shown or not at all', async () => {
    await approve('all');
    const stack = await made('March baseline', 3, 2, 1);
    const { requestId } = await offered(stack);
    const chosen = await office.desk.setRunOptions(office.asker(OLIVIA), requestId, { ...SHOWN, mode: 'both' });
    expect(chosen.plan.options).toMatchObject({ order: [updateId(3), updateId(2), updateId(1)] });
    expect(chosen.plan.options.stack?.name).toBe('March baseline');
    const fewer = { name: 'March baseline', lines: [updateId(1)], shown: [] };
    await office.desk.saveStack(office.asker(ANIL), shownAs(stack), fewer);
    office.windows.fails.add(updateId(2));
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), requestId));
    expect(task.status).toBe('Failed');
    expect(installed('fin-ws-01')).toEqual([updateId(3), updateId(2), updateId(1)]);
    const retry = await office.desk.offerRetry(office.asker(OLIVIA), task.id);
    const kept = { order: chosen.plan.options.order, stack: { name: 'March baseline' } };
    expect(retry.plan.options).toMatchObject(kept);
    await office.desk.approveAgain(office.asker(ANIL), retry.requestId, null);
    const { plan } = await office.desk.runView(retry.requestId);
    expect([plan.options, plan.again]).toMatchObject([kept, []]);
  });

  it('is for operators of the group', async () => {
    const stack = await made('March baseline', 1);
    const run = office.desk.offerStack(office.asker(VERA), FINANCE, stack.stack.id);
    await expect(run).rejects.toMatchObject({ code: 'PB104' });
  });
});

describe('software stacks', () => {
  it('are shown to everybody and changed by approvers', async () => {
    const stack = await made('March baseline', 2, 1);
    const { stacks, mayEdit } = await office.desk.stacks(VERA);
    expect(stacks.map((one) => one.mayRun)).toEqual([false]);
    expect((await office.desk.stack(OLIVIA, stack.stack.id)).mayRun).toBe(true);
    expect([stacks.map(({ stack: one }) => [one.name, one.by]), mayEdit]).toEqual([[['March baseline', ANIL]], false]);
    const form = { name: 'Mine', lines: [updateId(1)], shown: [] };
    for (const act of [
      office.desk.saveStack(office.asker(OLIVIA), null, form),
      office.desk.saveStack(office.asker(OLIVIA), shownAs(stack), form),
      office.desk.deleteStack(office.asker(OLIVIA), shownAs(stack)),
    ])
      await expect(act).rejects.toMatchObject({ code: 'PB104' });
    await office.desk.deleteStack(office.asker(ADA), shownAs(stack));
    expect((await office.desk.stacks(VERA)).stacks).toEqual([]);
    await expect(offered(stack)).rejects.toMatchObject({ code: 'PB113' });
  });

  it('hold what a plan installs, in its order', async () => {
    await approve('all');
    const { requestId } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const patches = await office.desk.patchesOfPlan(ANIL, requestId);
    expect(patches.map((one) => one.updateId)).toEqual([1, 2, 3].map(updateId));
    await expect(office.desk.patchesOfPlan(OLIVIA, requestId)).rejects.toMatchObject({ code: 'PB104' });
  });

  it('are not overwritten by whoever saw an older one, and say who changed what', async () => {
    const stack = await made('March baseline', 1, 2);
    const save = (view: StackView, ...lines: readonly number[]) =>
      office.desk.saveStack(office.asker(ANIL), shownAs(view), {
        ...{ name: 'March baseline', lines: lines.map(updateId), shown: view.stack.updates },
      });
    await expect(save(stack, 1, 2)).rejects.toMatchObject({ code: 'PB119' });
    const newer = await save(stack, 2, 1);
    expect(idsOf(newer)).toEqual([updateId(2), updateId(1)]);
    await expect(save(stack, 1)).rejects.toMatchObject({ code: 'PB302' });
    const gone = office.desk.deleteStack(office.asker(ANIL), shownAs(stack));
    await expect(gone).rejects.toMatchObject({ code: 'PB302' });
    const [line] = await office.store.audit.latest(1);
    expect(line).toMatchObject({ who: ANIL, on: 'software stack march-baseline' });
    expect(line?.detail).toMatch(/order: KB5000002, KB5000001/);
  });

  it('are made once, however often the same click arrives', async () => {
    const asker = office.asker(ANIL);
    const form = { name: 'March baseline', lines: [updateId(1)], shown: [] };
    const [one, two] = [await office.desk.saveStack(asker, null, form), await office.desk.saveStack(asker, null, form)];
    expect(two).toEqual(one);
  });

  it.each([
    ['a name of nothing visible', { name: '\u200b ', lines: [updateId(1)] }, /at least one visible character/],
    ['a name that is taken', { name: 'MARCH baseline', lines: [updateId(1)] }, /a software stack "MARCH baseline"/],
    ['no patch', { name: 'April', lines: ['', ' '] }, /Name at least one patch/],
    ['what WSUS does not list', { name: 'April', lines: ['KB7654321', 'Chrome'] }, /by these: KB7654321, Chrome/],
  ])('are refused with %s', async (_, form, what) => {
    await made('March baseline', 1);
    const saved = office.desk.saveStack(office.asker(ANIL), null, { ...form, shown: [] });
    await expect(saved).rejects.toMatchObject({ code: 'PB113', details: { what: expect.stringMatching(what) } });
  });

  it('are found by name, whatever stands in it, and the nearest one is named', async () => {
    await made('March', 1);
    const call = await made('March on call', 2);
    await made('On empty', 3);
    expect(await said('march ON CALL')).toMatchObject({ view: { stack: { id: call.stack.id } }, group: null });
    expect(await said('March on call on Finance')).toMatchObject({
      view: { stack: { id: call.stack.id } },
      group: FINANCE,
    });
    expect(await said('March on "finance"')).toMatchObject({ view: { stack: { name: 'March' } }, group: FINANCE });
    expect(await said('March on')).toMatchObject({ view: { stack: { name: 'March' } }, group: 'which' });
    expect(await said('On empty')).toMatchObject({ view: { stack: { id: 'on-empty' as StackId } }, group: null });
    await expect(said('March on nowhere')).rejects.toMatchObject({ code: 'PB102' });
    await expect(said('Marsh on finance')).rejects.toMatchObject({
      code: 'PB122',
      details: { what: 'software stack', name: 'Marsh', suggestion: ' Did you mean March?' },
    });
  });
});
