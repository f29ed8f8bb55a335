import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import type { RunOptions } from '../../src/domain/rollout.js';
import type { TargetRecord } from '../../src/domain/target.js';
import type { Task } from '../../src/domain/task.js';
import type { RunView } from '../../src/domain/views.js';
import { runCard } from '../../src/slack/cards/run.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const HOUR = 3_600_000;

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `fin-ws-${String(index + 1).padStart(2, '0')}`);
}

/** Scanned, approved, planned by these options, and begun. */
async function begun(office: VirtualOffice, chosen: Partial<RunOptions>): Promise<Task> {
  await office.scanned();
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
  const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE, chosen);
  return office.desk.run(office.asker(OLIVIA), plan.requestId);
}

function records(office: VirtualOffice, task: Task): Promise<readonly TargetRecord[]> {
  return office.engine.records(task);
}

async function byStatus(office: VirtualOffice, task: Task): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of await records(office, task)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function held(office: VirtualOffice, task: Task): Promise<readonly string[]> {
  const runs = await Promise.all(task.computers.map(async (id) => (await office.store.computers.get(id))?.value.run));
  return task.computers.filter((_, index) => runs[index]?.taskId === task.id);
}

async function states(office: VirtualOffice, id: string): Promise<readonly string[]> {
  const computer = (await office.store.computers.get(id))?.value;
  return Object.values(computer?.recommendations ?? {}).map((one) => one.state);
}

function installs(office: VirtualOffice): number {
  const counts = [...office.windows.machines.values()].flatMap((machine) => [...machine.installs.values()]);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function refused(call: Promise<unknown>): Promise<string> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof PatchbayError ? thrown.code : `not refused: ${String(thrown)}`;
}

function labelsOf(view: RunView): readonly string[] {
  const shown = JSON.stringify(runCard(view).blocks);
  return [...shown.matchAll(/"type":"button","text":\{"type":"plain_text","text":"([^"]*)"/g)].map(
    (one) => one[1] ?? '',
  );
}

/** Whether the canary computers have ended and the others wait. */
function isWaiting(office: VirtualOffice, task: Task): () => Promise<boolean> {
  return async () => office.conversation.messages.has(`task-${task.id}-canaries`);
}

describe('canary computers', () => {
  it('come first; the others wait until somebody says Continue, once', async () => {
    const office = new VirtualOffice(names(6), 1);
    const task = await begun(office, { canaries: 2 });
    await office.clock.advance(3 * HOUR, isWaiting(office, task));
    await office.clock.advance(3 * HOUR);
    expect(await byStatus(office, task)).toEqual({ Succeeded: 2, Scheduled: 4 });
    expect((await office.desk.task(task.id)).status).toBe('In Progress');
    expect(await office.desk.continueRun(office.asker(OLIVIA), task.id)).toEqual({ waiting: 4 });
    expect(await refused(office.desk.continueRun(office.asker(OLIVIA), task.id))).toBe('PB303');
    expect(office.engine.atWork().tasks).toBe(1);
    expect(await office.ended(task)).toMatchObject({ status: 'Succeeded', summary: '6 of 6 succeeded' });
    expect(installs(office)).toBe(6);
    await office.clock.advance(60_000);
    expect(office.engine.atWork()).toEqual({ tasks: 0, computers: 0 });
    expect((await office.store.audit.latest(50)).filter((entry) => entry.what === 'continue')).toHaveLength(1);
  });

  it('that a person chose come first, and who is no operator cannot continue', async () => {
    const office = new VirtualOffice(names(4), 1);
    const task = await begun(office, { canaries: ['fin-ws-03' as ComputerId] });
    expect(task.computers[0]).toBe('fin-ws-03');
    await office.clock.advance(3 * HOUR, isWaiting(office, task));
    expect(await refused(office.desk.continueRun(office.asker(VERA), task.id))).toBe('PB104');
  });

  it('cannot be followed before they have ended', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await begun(office, { canaries: 1 });
    expect(await refused(office.desk.continueRun(office.asker(OLIVIA), task.id))).toBe('PB125');
  });

  it('that failed leave it to the person, who can stop: the others are approved as before', async () => {
    const office = new VirtualOffice(names(4), 1);
    office.windows.fails.add(updateId(1));
    const task = await begun(office, { canaries: 1 });
    await office.clock.advance(3 * HOUR, isWaiting(office, task));
    expect(await byStatus(office, task)).toEqual({ Failed: 1, Scheduled: 3 });
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    expect((await office.ended(task)).status).toBe('Failed');
    expect(await states(office, 'fin-ws-04')).toEqual(['Approved']);
  });

  it('keep no computer that waits from a scan that somebody asks for', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await begun(office, { canaries: 1 });
    await office.clock.advance(3 * HOUR, isWaiting(office, task));
    const scan = await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect(scan.status).toBe('Succeeded');
    await office.desk.continueRun(office.asker(OLIVIA), task.id);
    expect((await office.ended(task)).status).toBe('Succeeded');
  });
});

describe('a run of so many at once', () => {
  it('never holds more computers, and takes all of them', async () => {
    const office = new VirtualOffice(names(7), 1);
    const task = await begun(office, { atOnce: 2 });
    let most = 0;
    await office.clock.advance(24 * HOUR, async () => {
      most = Math.max(most, (await held(office, task)).length);
      return (await office.store.tasks.get(task.id))?.value.endedAt !== null;
    });
    expect(most).toBe(2);
    expect(await office.ended(task)).toMatchObject({ summary: '7 of 7 succeeded' });
  });
});

describe('two runs of one group', () => {
  it.each([false, true])(
    'never hold more computers together than either may, and take all of them (crash: %s)',
    async (crash) => {
      const office = new VirtualOffice(names(8), 1);
      await office.scanned();
      const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
      await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
      const share = (id: string) => ({ computerId: id as ComputerId, updates: [updateId(1)] });
      const half = async (ids: readonly string[]) => {
        const chosen = { atOnce: 2, only: ids.map(share) };
        const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE, chosen);
        return office.desk.run(office.asker(OLIVIA), plan.requestId);
      };
      const tasks = [await half(names(8).slice(0, 4)), await half(names(8).slice(4))];
      let most = 0;
      let hasCrashed = !crash;
      await office.clock.advance(24 * HOUR, async () => {
        const inside = (await Promise.all(tasks.map((task) => held(office, task)))).flat().length;
        most = Math.max(most, inside);
        if (!hasCrashed && inside === 2 && office.clock.now() % 60_000 > 30_000) {
          hasCrashed = true;
          await office.crash();
        }
        return false;
      });
      expect([most, hasCrashed]).toEqual([2, true]);
      for (const task of tasks) expect(await office.ended(task)).toMatchObject({ summary: '4 of 4 succeeded' });
    },
  );
});

describe('a limit of failures', () => {
  it('lets nothing further start, lets what runs end, and says why', async () => {
    const office = new VirtualOffice(names(8), 1);
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await begun(office, { atOnce: 2, stopAfterFailures: 2 }));
    expect(task.stop).toMatchObject({ by: 'system', reason: expect.stringMatching(/^[23] computers failed$/) });
    const counts = await byStatus(office, task);
    expect(counts.Failed).toBeLessThanOrEqual(3);
    expect((counts.Failed ?? 0) + (counts.Stopped ?? 0)).toBe(8);
    const last = (await records(office, task)).at(-1);
    expect(last?.message).toMatch(/^not started: \d computers failed$/);
    expect(await states(office, 'fin-ws-08')).toEqual(['Approved']);
    const line = (await office.store.audit.latest(5)).find((entry) => entry.who === 'system');
    expect(line).toMatchObject({ what: 'stop', on: `task ${task.id}` });
  });
});

describe('a run that only downloads', () => {
  it('installs nothing, restarts nothing and leaves everything approved, marked as downloaded', async () => {
    const office = new VirtualOffice(names(2), 2);
    office.windows.wantsRestart.add(updateId(1));
    const task = await office.ended(await begun(office, { mode: 'distribute' }));
    expect(task).toMatchObject({ status: 'Succeeded', summary: '2 of 2 succeeded' });
    expect((await records(office, task)).map((record) => record.message)).toEqual(Array(2).fill('2 of 2 downloaded'));
    expect(installs(office)).toBe(0);
    const computer = (await office.store.computers.get('fin-ws-01'))?.value;
    const marks = Object.values(computer?.recommendations ?? {}).map((one) => [one.state, one.downloaded]);
    expect(marks).toEqual(Array(2).fill(['Approved', true]));
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId))).toMatchObject({
      status: 'Succeeded',
    });
    expect(installs(office)).toBe(4);
  });

  it('is stopped between two downloads, and keeps what has come', async () => {
    const office = new VirtualOffice(names(1), 4);
    const task = await begun(office, { mode: 'distribute' });
    const machine = office.windows.machines.get('fin-ws-01' as ComputerId);
    await office.clock.advance(HOUR, () => (machine?.downloaded.size ?? 0) > 0);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    expect((await office.ended(task)).status).toBe('Stopped');
    const computer = (await office.store.computers.get('fin-ws-01'))?.value;
    const here = Object.values(computer?.recommendations ?? {}).filter((one) => one.downloaded);
    expect(here.length).toBe(machine?.downloaded.size);
    expect(await states(office, 'fin-ws-01')).toEqual(Array(4).fill('Approved'));
  });
});

describe("a maintenance window's end", () => {
  async function within(office: VirtualOffice, minutes: number, chosen: Partial<RunOptions>): Promise<Task> {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const { requestId, plan } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE, chosen);
    const until = office.clock.now() + 2 * HOUR;
    await office.store.operations.create(requestId, {
      ...{ id: requestId, by: OLIVIA, at: office.clock.now(), conversation: 'C0PATCHING', done: null, skipped: [] },
      intent: { kind: 'run', groupId: FINANCE, plan, until, opening: null },
      taskId: '9' as Task['id'],
    });
    await office.crash();
    // A window is not begun so late: what is left of it is made short here.
    const left = office.clock.now() + minutes * 60_000;
    await office.store.tasks.update('9', (value) => (value === null ? null : { ...value, until: left }));
    await office.crash();
    const task = (await office.store.tasks.get('9'))?.value;
    if (task === undefined) throw new Error('no task');
    return task;
  }

  it('lets no computer begin so late that its restart would not fit, and says so', async () => {
    const office = new VirtualOffice(names(6), 1);
    const task = await office.ended(await within(office, 36, { atOnce: 1 }));
    const counts = await byStatus(office, task);
    expect(counts.Succeeded).toBeGreaterThan(0);
    expect(counts.Stopped).toBeGreaterThan(0);
    expect((await records(office, task)).at(-1)?.message).toBe('not started: the maintenance window closed');
    expect(await states(office, 'fin-ws-06')).toEqual(['Approved']);
    expect(task.summary).toMatch(/nothing further was started, since the maintenance window closed$/);
  });

  it('ends the time of an install that runs: what it has not started goes back', async () => {
    const office = new VirtualOffice(names(1), 40);
    const task = await office.ended(await within(office, 31.5, {}));
    expect(task.status).toBe('Stopped');
    const after = await states(office, 'fin-ws-01');
    expect(new Set(after)).toEqual(new Set(['Implemented', 'Approved']));
    expect((await records(office, task))[0]?.message).toMatch(/ not started: the maintenance window closed$/);
  });

  it('is waited for by a run whose canary computers nobody let be followed', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await within(office, 60, { canaries: 1 });
    expect(await office.ended(task)).toMatchObject({ status: 'Stopped', stop: { by: 'system' } });
    expect(await refused(office.desk.continueRun(office.asker(OLIVIA), task.id))).toBe('PB125');
  });
});

describe('a run that downloads everything first', () => {
  it('installs what has come', async () => {
    const office = new VirtualOffice(names(2), 2);
    const task = await office.ended(await begun(office, { mode: 'both' }));
    expect(task.status).toBe('Succeeded');
    expect([installs(office), office.windows.machines.get('fin-ws-01' as ComputerId)?.downloaded.size]).toEqual([4, 2]);
  });
});

describe('the options of a plan', () => {
  it('are part of what is confirmed: a click on the plan before them starts nothing', async () => {
    const office = new VirtualOffice(names(3), 1);
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const { requestId, plan } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const chosen = { mode: 'install', restart: 'never', canaries: 1, atOnce: 2, stopAfterFailures: 1 } as const;
    const view = await office.desk.setRunOptions(office.asker(OLIVIA), requestId, chosen);
    expect(view.plan).toMatchObject({ restart: 'never', canaries: ['fin-ws-01'], options: chosen });
    expect(await refused(office.desk.run(office.asker(OLIVIA), requestId, plan.hash.slice(0, 12)))).toBe('PB302');
    const task = await office.desk.run(office.asker(OLIVIA), requestId, view.plan.hash.slice(0, 12));
    expect(task.rollout).toMatchObject({ canaries: ['fin-ws-01'], atOnce: 2, stopAfterFailures: 1, continued: null });
  });
});

describe('a retry', () => {
  async function failedOnce(): Promise<{ office: VirtualOffice; task: Task }> {
    const office = new VirtualOffice(names(3), 2);
    office.windows.fails.add(updateId(2));
    const task = await office.ended(await office.running());
    office.windows.fails.clear();
    return { office, task };
  }

  it('is asked for where somebody else has to approve: the card leads there, and not into a refusal', async () => {
    const { office, task } = await failedOnce();
    office.approvals = { ...office.approvals, fourEyes: true };
    await office.crash();
    const view = await office.desk.offerRetry(office.asker(OLIVIA), task.id);
    expect(labelsOf(view)).toEqual(expect.arrayContaining(['Ask for approval', 'Plan again']));
    expect(labelsOf(view).filter((label) => label.startsWith('Approve again'))).toEqual([]);
    expect(await refused(office.desk.approveAgain(office.asker(ANIL), view.requestId, null))).toBe('PB309');
    const { requestId } = await office.desk.ask(office.asker(OLIVIA), FINANCE);
    await office.desk.approveRequest(office.asker(ANIL, requestId), requestId);
    const again = await office.desk.offerRetry(office.asker(OLIVIA), task.id);
    expect([again.plan.again, again.mustAsk, labelsOf(again)[0]]).toEqual([[], false, 'Run']);
    expect(await office.ended(await office.desk.run(office.asker(OLIVIA), again.requestId))).toMatchObject({
      status: 'Succeeded',
    });
  });

  it('plans what failed and nothing else, and runs once it is approved again', async () => {
    const { office, task } = await failedOnce();
    const { requestId, plan } = await office.desk.offerRetry(office.asker(OLIVIA), task.id);
    expect(plan.rows.map((row) => row.updates.map((update) => update.updateId))).toEqual(Array(3).fill([updateId(2)]));
    expect(plan.again).toHaveLength(3);
    expect(await refused(office.desk.run(office.asker(OLIVIA), requestId))).toBe('PB319');
    expect(await refused(office.desk.approveAgain(office.asker(OLIVIA), requestId, null))).toBe('PB104');
    expect(await office.desk.approveAgain(office.asker(ANIL), requestId, null)).toMatchObject({ decided: 3 });
    const again = await office.ended(await office.desk.run(office.asker(OLIVIA), requestId, plan.hash.slice(0, 12)));
    expect(again).toMatchObject({ status: 'Succeeded', summary: '3 of 3 succeeded' });
    const said = (await records(office, again)).flatMap(({ log }) => log.filter(({ level }) => level !== 'debug'));
    // People know patches by their titles.
    expect(said.map(({ text }) => text)).toContain(`Update ${updateId(2)}: installed`);
  });

  it('is one confirmation for whoever holds both rights', async () => {
    const { office, task } = await failedOnce();
    const ada = office.asker('U0ADA' as typeof OLIVIA);
    const { requestId, plan } = await office.desk.offerRetry(ada, task.id);
    const again = await office.desk.approveAndRun(ada, requestId, plan.hash.slice(0, 12));
    expect((await office.ended(again)).status).toBe('Succeeded');
    expect(await refused(office.desk.approveAndRun(ada, requestId, null))).toBe('PB303');
  });

  it('of a task that runs, or of which nothing failed, is refused', async () => {
    const office = new VirtualOffice(names(1), 1);
    const task = await office.running();
    expect(await refused(office.desk.offerRetry(office.asker(OLIVIA), task.id))).toBe('PB127');
    await office.ended(task);
    expect(await refused(office.desk.offerRetry(office.asker(OLIVIA), task.id))).toBe('PB128');
  });
});

describe('the end of a task', () => {
  it('is said once in its thread, with a file of the targets of a run', async () => {
    const office = new VirtualOffice(names(2), 1);
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await office.running());
    await office.crash();
    const said = office.conversation.messages.get(`task-${task.id}-ended`);
    expect(said).toMatchObject({ threadOf: `task-${task.id}` });
    expect(said?.text).toContain('"status":"Failed"');
    expect(office.conversation.messages.get(`task-${task.id}-file`)).toBeDefined();
  });
});

describe('a stop', () => {
  it('says of a target that refused our logon that its job may go on', async () => {
    const office = new VirtualOffice(names(2), 1);
    const task = await office.running();
    const refusing = 'fin-ws-01' as ComputerId;
    const poll = office.windows.poll.bind(office.windows);
    office.windows.poll = async (known, key) => {
      const isInstalling = (await records(office, task))[0]?.leg === 'install';
      if (known.id === refusing && isInstalling) throw new PatchbayError('PB402', { computer: known.id });
      return poll(known, key);
    };
    await office.clock.advance(HOUR, async () => (await records(office, task))[0]?.status === 'Failed');
    const { lost } = await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    expect(lost.map((target) => target.computerId)).toEqual([refusing]);
  });
});

/** A small generator with a seed, so that a failing schedule can be played again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Plays one run with limits, mishaps and crashes; somebody continues it at some time. Says what was wrong. */
async function played(seed: number): Promise<readonly string[]> {
  const random = seeded(seed);
  const office = new VirtualOffice(names(5), 2);
  if (random() < 0.5) office.windows.wantsRestart.add(updateId(1));
  if (random() < 0.3) office.windows.fails.add(updateId(2));
  const chosen: Partial<RunOptions> = {
    mode: (['install', 'both', 'distribute'] as const)[Math.floor(random() * 3)] ?? 'install',
    canaries: Math.floor(random() * 3),
    atOnce: random() < 0.5 ? null : 1 + Math.floor(random() * 2),
    stopAfterFailures: random() < 0.5 ? null : 1 + Math.floor(random() * 2),
  };
  const task = await begun(office, chosen);
  const wrong: string[] = [];
  const look = async (): Promise<boolean> => {
    const now = (await office.store.tasks.get(task.id))?.value;
    const inside = await held(office, task);
    if (chosen.atOnce && inside.length > chosen.atOnce) wrong.push(`${inside.length} at once`);
    const early = inside.filter((id) => !task.rollout?.canaries.includes(id as ComputerId));
    if (task.rollout?.canaries.length && now?.rollout?.continued === null && early.length > 0)
      wrong.push(`early: ${early}`);
    return now?.endedAt !== null;
  };
  let mishaps = 12;
  office.windows.mishap = () => {
    if (mishaps === 0 || random() > 0.2) return 'none';
    mishaps -= 1;
    return random() < 0.5 ? 'lost-reply' : 'restart';
  };
  for (let crash = 0; crash < 8; crash++) {
    await office.clock.advance(Math.floor(random() * 400_000), look);
    await office.crash();
    const said = await refused(office.desk.continueRun(office.asker(OLIVIA), task.id));
    if (!['not refused: null', 'PB125', 'PB303'].includes(said)) wrong.push(said);
  }
  for (let more = 0; more < 6; more++) {
    await office.clock.advance(6 * HOUR, look);
    await office.desk.continueRun(office.asker(OLIVIA), task.id).catch(() => null);
  }
  const ended = (await office.store.tasks.get(task.id))?.value;
  if (ended?.endedAt === null) wrong.push(`not ended: ${JSON.stringify(await byStatus(office, task))}`);
  await office.clock.advance(HOUR);
  for (const id of names(5)) if ((await states(office, id)).includes('In progress')) wrong.push(`${id} in progress`);
  const twice = [...office.windows.machines.values()].some((one) =>
    [...one.installs.values()].some((count) => count > 1),
  );
  if (twice && office.windows.fails.size === 0) wrong.push('installed twice');
  if (chosen.mode === 'distribute' && installs(office) > 0) wrong.push('installed what was to be downloaded');
  return [...wrong, ...office.reported.map((failure) => failure.code)];
}

describe('in any schedule of crashes and mishaps a run with canary computers and limits', () => {
  it('keeps to them, ends, and installs nothing twice', async () => {
    for (let seed = 1; seed <= 60; seed++) expect(await played(seed), `seed ${seed}`).toEqual([]);
  });
});
