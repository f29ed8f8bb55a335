import { describe, expect, it } from 'vitest';
import { type ErrorCode, PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, StackId, UpdateId } from '../../src/domain/ids.js';
import type { Notice } from '../../src/domain/notice.js';
import type { Plan } from '../../src/domain/plan.js';
import type { Card } from '../../src/slack/blocks.js';
import { noticeCard } from '../../src/slack/cards/notice.js';
import { planFile, runCard } from '../../src/slack/cards/run.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { targetsCard, taskDetailCard } from '../../src/slack/cards/task-detail.js';
import { readRunOptions, runOptionsModal } from '../../src/slack/modals/run-options.js';
import { validateMessage, validateView } from '../../src/slack/validate.js';
import { NOW, updateId } from '../support/samples.js';
import {
  aPlan,
  aRunView,
  aTarget,
  aTask,
  aTaskView,
  canaryRollout,
  computerId,
  OLIVIA,
  REQUEST,
} from '../support/views.js';

function shown(card: Card): string {
  return JSON.stringify(card.blocks);
}

function expectSendable(card: Card): void {
  expect(validateMessage({ text: card.text, blocks: [...card.blocks] })).toEqual([]);
}

function labels(card: Card): readonly string[] {
  return [...shown(card).matchAll(/"type":"button","text":\{"type":"plain_text","text":"([^"]*)"/g)].map(
    (one) => one[1] ?? '',
  );
}

/** A plan in which every computer of a kind gets the same. */
function sameFor(kinds: readonly number[], over: Partial<Plan> = {}): Plan {
  const plan = aPlan(kinds.length, 0);
  const update = (n: number) => ({
    updateId: updateId(n),
    title: `Update ${n}`,
    kbs: [`50${n}`],
    revision: 200,
    exclusive: false,
  });
  const rows = plan.rows.map((row, index) => ({ ...row, updates: [update(kinds[index] ?? 0)] }));
  return { ...plan, rows, ...over };
}

describe('the card of a plan', () => {
  it('of a thousand computers stays readable: who gets the same stands in one line', () => {
    const kinds = Array.from({ length: 1000 }, (_, n) => (n < 412 ? 1 : n < 900 ? 2 : 3));
    const blocked = Array.from({ length: 300 }, (_, n) => ({
      computerId: computerId(2000 + n),
      failure: { code: 'PB511' as const, details: { hours: 24 } },
    }));
    const card = runCard(aRunView(sameFor(kinds, { blocked })));
    expectSendable(card);
    expect(shown(card)).toContain('1. 412 computers (`fin-0.contoso.example`');
    expect(shown(card)).toContain('and 409 more): 1 patch (KB501), up to 340 MB each, may restart');
    expect(shown(card)).toContain(
      '300 computers, each has no complete scan younger than 24 hours; scan it first (PB511)',
    );
    expect(shown(card).length).toBeLessThan(6000);
  });

  it('says how it goes about it, and names the canary computers first', () => {
    const plan = sameFor([1, 1, 1], { canaries: [computerId(0)] });
    const options = { ...plan.options, mode: 'both' as const, canaries: 1, atOnce: 5, stopAfterFailures: 3 };
    const card = runCard(aRunView({ ...plan, options }));
    expectSendable(card);
    expect(shown(card)).toContain('Download everything first, then install.');
    expect(shown(card)).toContain('`fin-0.contoso.example` first, as canary computer; the others wait for Continue.');
    expect(shown(card)).toContain('At most 5 computers at once. After 3 failed computers nothing further starts.');
    expect(shown(card)).toContain('1. `fin-0.contoso.example` (canary)');
    expect(shown(card)).toContain('1 canary computer first.');
  });

  it('of a software stack is called so, says its order and what does not keep to it, and is planned again as one', () => {
    const { rows, options, ...plan } = sameFor([1]);
    const alone = sameFor([2]).rows.flatMap((row) => row.updates.map((one) => ({ ...one, exclusive: true })));
    const updates = [...rows.flatMap((row) => row.updates), ...alone];
    const stack = { id: 'march' as StackId, name: 'March <!channel>' };
    const order = updates.map((one) => one.updateId);
    const of = (ids: readonly UpdateId[]) => ({
      ...plan,
      rows: rows.map((one) => ({ ...one, updates })),
      options: { ...options, only: [], order: ids, stack, leftOut: { states: { Opened: 1 }, first: [] } },
    });
    const card = runCard(aRunView(of(order.toReversed())));
    expectSendable(card);
    expect(shown(card)).toContain('Plan of a run · Software stack: March <!channel> · Finance');
    expect(card.text).toContain('Software stack *March &lt;!channel&gt;* on Finance: 2 installs');
    expect(shown(card)).toContain('*Order:* as in the stack, but KB502 comes last, since it restarts alone.');
    expect(shown(card)).toContain('*Left out of the stack,* since only what is Approved runs: 1 Opened');
    expect(shown(runCard(aRunView(of(order))))).toContain('*Order:* as in the stack.');
    expect(labels(card)).not.toContain('Save as a stack…');
    const notNow = { code: 'PB333', details: {} } as const;
    expect(JSON.stringify(runCard(aRunView(of(order), { notNow })))).toContain('"stack march on finance"');
  });

  it('can be saved as a stack, also when it has run', () => {
    expect(labels(runCard(aRunView(aPlan(1, 0))))).toContain('Save as a stack…');
    expect(labels(runCard(aRunView(aPlan(0, 1))))).not.toContain('Save as a stack…');
    const decided = { by: OLIVIA, at: 0, as: 'task 17' };
    expect(labels(runCard(aRunView(aPlan(1, 0), { decided })))).toContain('Save as a stack…');
  });

  it('of downloads says that nothing restarts', () => {
    const plan = sameFor([1], { restart: 'never' });
    const card = runCard(aRunView({ ...plan, options: { ...plan.options, mode: 'distribute' } }));
    expect(card.text).toContain('1 download on 1 computer, up to 340 MB in all. None will restart.');
    expect(shown(card)).toContain('Download on Finance now?');
  });

  it('of what failed before asks for an approval first, and cannot simply run', () => {
    const again = [{ computerId: computerId(0), updates: [updateId(1)] as readonly UpdateId[] }];
    const card = runCard(aRunView(sameFor([1, 1], { again })));
    expectSendable(card);
    expect(labels(card).slice(0, 2)).toEqual(['Approve again and run', 'Approve again']);
    expect(labels(card)).not.toContain('Run');
    expect(shown(card)).toContain('1 patch failed before, on `fin-0.contoso.example`');
  });

  it('goes whole into a file, a line a computer', () => {
    const { content } = planFile(
      aRunView(sameFor([1, 2], { canaries: [computerId(0)], blocked: aPlan(0, 1).blocked })),
    );
    const lines = content.trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe('"1","fin-0.contoso.example","yes","KB501","340","maybe",""');
    expect(lines[3]).toContain('scan it first');
  });
});

describe('the options of a run', () => {
  it('begin with what is so now, and fit Slack with a thousand computers', () => {
    const plan = sameFor(Array.from({ length: 1000 }, () => 1));
    const options = { ...plan.options, mode: 'distribute' as const, canaries: [computerId(3)], atOnce: 4 };
    const view = runOptionsModal(aRunView({ ...plan, options }));
    expect(validateView(view)).toEqual([]);
    const text = JSON.stringify(view);
    expect(text).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"Only download; nothing is installed"',
    );
    expect(text).toContain('"initial_value":"4"');
    expect(text).toContain('"initial_options":[{"text":{"type":"plain_text","text":"fin-3.contoso.example"');
  });

  const answer = (values: Record<string, object>) => ({
    private_metadata: REQUEST,
    state: { values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { value }])) },
  });
  const mode = { mode: { selected_option: { value: 'both' } }, restart: { selected_option: { value: 'never' } } };

  it('are read as chosen; chosen computers count instead of a number', () => {
    expect(readRunOptions(answer({ ...mode, canaries: { value: '2' }, 'at-once': { value: '5' } }), '/patch')).toEqual({
      request: REQUEST,
      options: { mode: 'both', restart: 'never', canaries: 2, atOnce: 5, stopAfterFailures: null },
    });
    const chosen = { selected_options: [{ value: 'fin-1' }] };
    expect(readRunOptions(answer({ ...mode, canaries: { value: '2' }, chosen }), '/patch').options.canaries).toEqual([
      'fin-1',
    ]);
  });

  it('refuse what is no number, and a view that was made up', () => {
    for (const value of ['0', '-1', '1e9', '99999', 'x'])
      expect(() => readRunOptions(answer({ ...mode, 'at-once': { value } }), '/patch')).toThrow(/PB121/);
    for (const view of [null, {}, answer({}), answer({ ...mode, chosen: { selected_options: [{ value: '../x y' }] } })])
      expect(() => readRunOptions(view, '/patch')).toThrow(PatchbayError);
  });
});

describe('the card of a task that runs', () => {
  const waiting = [aTarget(1, 'Succeeded'), aTarget(2, 'Scheduled'), aTarget(3, 'Scheduled')];

  it('whose canary computers succeeded offers to continue, with how many follow', () => {
    const card = taskCard(aTaskView(waiting, { task: aTask({ kind: 'run', rollout: canaryRollout(1) }) }), '/patch');
    expectSendable(card);
    expect(labels(card).slice(0, 3)).toEqual(['Continue', 'Stop', 'Stop everything']);
    expect(card.text).toContain('*Canary computers:* 1 of 1 succeeded. 2 computers wait.');
    expect(shown(card)).toContain('The canary computer ended well. 2 computers follow.');
    expect(shown(card)).toContain('2 tasks at work on 14 computers, as far as they are yours to stop');
  });

  it('whose canary computers failed says so in the confirmation', () => {
    const targets = [aTarget(1, 'Failed'), ...waiting.slice(1)];
    const card = taskCard(aTaskView(targets, { task: aTask({ kind: 'run', rollout: canaryRollout(1) }) }), '/patch');
    expectSendable(card);
    expect(labels(card)[0]).toBe('Continue anyway');
    expect(shown(card)).toContain('1 of 1 canary computer failed');
  });

  const told: Notice = {
    ...{ about: 'canaries-ended', taskId: aTask().id, mention: OLIVIA },
    report: { canaries: 1, succeeded: 1, failed: 0, waiting: 2 },
  };

  it('is followed by a notice that offers to continue as well, as long as that is called for', () => {
    const task = aTask({ kind: 'run', rollout: canaryRollout(1) });
    const said = noticeCard(told, '/patch', aTaskView(waiting, { task }));
    expectSendable(said);
    expect(labels(said).slice(0, 2)).toEqual(['Continue', 'Stop']);
    expect(shown(said)).toContain('"action_id":"task.continue","value":"17"');
    expect(said.text).toBe(
      '<@U0OLIVIA> Task 17 for Finance: *Canary computers:* 1 of 1 succeeded. 2 computers wait. Continue or stop.',
    );
    const rollout = { ...canaryRollout(1), continued: { by: OLIVIA, at: NOW } };
    const gone = noticeCard(told, '/patch', aTaskView(waiting, { task: { ...task, rollout } }));
    expect(labels(gone)).toEqual(['Show targets']);
    expect(gone.text).toContain('1 of 1 succeeded. <@U0OLIVIA> continued: the other computers follow.');
    const stop = { by: OLIVIA, at: NOW, reason: null };
    const stopped = noticeCard(told, '/patch', aTaskView(waiting, { task: { ...task, stop } }));
    expect([labels(stopped), stopped.text]).toEqual([
      ['Show targets'],
      expect.stringContaining('The task was stopped: the other computers do not follow.'),
    ]);
  });

  it('that is no longer kept leaves its notice readable', () => {
    expect(noticeCard(told, '/patch').text).toContain(
      'Task 17: *Canary computers:* 1 of 1 succeeded. 2 computers wait.',
    );
  });

  it('shows who is at work and how far, of a thousand a few, and each reason once', () => {
    const targets = Array.from({ length: 1000 }, (_, n) => {
      if (n < 38) return aTarget(n, 'Failed', { failure: { code: 'PB519', details: { freeMb: 12, needMb: 5000 } } });
      if (n < 50) return aTarget(n, 'Failed');
      if (n < 70)
        return aTarget(n, 'In Progress', {
          message: 'installing',
          progress: { done: 1, total: 5, phase: 'install', item: null },
        });
      return aTarget(n, n < 500 ? 'Succeeded' : 'Scheduled');
    });
    const view = aTaskView(targets, { task: aTask({ kind: 'run' }) });
    const card = taskCard(view, '/patch');
    expectSendable(card);
    expect(shown(card)).toContain('installing 2 of 5');
    expect(shown(card)).toContain('and 15 more');
    expect(shown(card)).toContain('*38 ×* Has only 12 MB free on its system drive; 5000 MB are needed');
    expect(shown(card)).toContain('*12 ×* The computer does not answer.');
    expect(shown(card).indexOf('38 ×')).toBeLessThan(shown(card).indexOf('12 ×'));
    expectSendable(taskDetailCard(view, '/patch'));
  });
});

describe('the card of a run that has ended', () => {
  it('offers to retry what failed, and its logs', () => {
    const task = aTask({ kind: 'run', status: 'Failed', endedAt: NOW });
    const card = taskCard(aTaskView([aTarget(1, 'Failed'), aTarget(2, 'Succeeded')], { task }), '/patch');
    expect(labels(card)[0]).toBe('Retry the failed (1)');
    expect(shown(card)).toContain('"value":"retry 17"');
    expect(shown(card)).toContain('"value":"log 17.1"');
  });

  const failedBy = (...codes: readonly ErrorCode[]) => {
    const targets = codes.map((code, n) => {
      const failure = { code, details: { computer: computerId(n), quota: 'number of shells', profile: 'main' } };
      return aTarget(n, 'Failed', { failure, counts: { ...aTarget(n, 'Failed').counts, planned: 2 } });
    });
    return taskCard(aTaskView(targets, { task: aTask({ kind: 'run', status: 'Failed', endedAt: NOW }) }), '/patch');
  };

  it('says of computers that were busy or did not answer that nothing is known against their patches', () => {
    expect(shown(failedBy('PB401'))).toContain('Nothing is known against its patches: retry when it answers.');
    expect(shown(failedBy('PB413'))).toContain('Nothing is known against its patches: retry later.');
    expect(shown(failedBy('PB402'))).not.toContain('known against');
    expect(labels(failedBy('PB401', 'PB402'))[0]).toBe('Retry the failed (2)');
  });

  it('leads to a diagnosis first where a retry comes to nothing before a person has acted', () => {
    const card = failedBy('PB402', 'PB404');
    expect(labels(card).slice(0, 2)).toEqual([expect.stringMatching(/^Diagnose /), 'Retry the failed (2)']);
    expect(shown(card)).toContain(`"value":"diagnose ${computerId(0)}"`);
  });

  it('leads from downloads to the install', () => {
    const rollout = { ...canaryRollout(0), mode: 'distribute' as const };
    const counts = { needed: 1, planned: 1, implemented: 0, failed: 0, restartPending: 0, downloaded: 1 };
    const task = aTask({ kind: 'run', status: 'Succeeded', endedAt: NOW, rollout });
    const card = taskCard(aTaskView([aTarget(1, 'Succeeded', { counts })], { task }), '/patch');
    expect(labels(card)[0]).toBe('Install now');
    expect(shown(card)).toContain('1 of 1 downloaded, 0 failed; nothing was installed');
  });

  it('that the system stopped says why', () => {
    const stop = { by: 'system', at: NOW, reason: '3 computers failed' } as const;
    const card = taskCard(aTaskView([aTarget(1, 'Failed')], { task: aTask({ stop, endedAt: NOW }) }), '/patch');
    expect(shown(card)).toContain('nothing further started from');
    expect(shown(card)).toContain('3 computers failed');
  });

  it('is followed by one sentence for who started it, and by a file of all targets', async () => {
    const notice: Notice = {
      about: 'task-ended',
      ...{ taskId: aTask().id, name: 'Install recommended patches', groupId: aTask().groupId },
      status: 'Failed',
      ...{ summary: '2 of 3 succeeded, 1 failed', mention: OLIVIA },
    };
    const said = noticeCard(notice, '/patch');
    expectSendable(said);
    expect(said.text).toBe(
      '<@U0OLIVIA> Task 17, Install recommended patches for finance, failed: 2 of 3 succeeded, 1 failed.',
    );
    const task = aTask({ kind: 'run', status: 'Failed', endedAt: NOW });
    const failed = [aTarget(1, 'Failed'), aTarget(2, 'Succeeded'), aTarget(3, 'Succeeded')];
    const led = noticeCard(notice, '/patch', aTaskView(failed, { task }));
    expectSendable(led);
    expect(led.text).toContain(
      'recommended patches for Finance, failed: 2 of 3 succeeded, 1 failed. The reasons are on the task’s card; the log of a computer shows every step.',
    );
    expect(labels(led)[0]).toBe('Retry the failed (1)');
    expect(shown(led)).toContain('"value":"log 17.1"');
    const targets = Array.from({ length: 1000 }, (_, n) =>
      aTarget(n, 'Succeeded', { computerId: `=fin-${n}` as ComputerId }),
    );
    const file = targetsCard(aTaskView(targets)).file;
    const text = new TextDecoder().decode(await file?.content());
    expect([file?.name, text.split('\r\n').length]).toEqual(['task-17-targets.csv', 1002]);
    expect(text).toContain(`"'=fin-7"`);
  });
});

describe('the card of a task that has just been started', () => {
  it('says Scheduled of its subtasks before its targets are known, and counts no targets', () => {
    const card = taskCard(aTaskView([], { task: { ...aTask(), endedAt: null } }), '/patch');
    expectSendable(card);
    expect(shown(card)).toContain('`Discovery_OnDevice` Scheduled');
    expect(shown(card)).not.toMatch(/Stopped|0 of 0/);
  });

  it('asks in red whether to stop', () => {
    const card = taskCard(aTaskView([aTarget(1, 'In Progress')]), '/patch');
    expectSendable(card);
    const asked = [
      ...shown(card).matchAll(
        /"confirm":\{"type":"plain_text","text":"(Stop[^"]*)"[^}]*\},"deny":\{[^}]*\},"style":"danger"/g,
      ),
    ];
    expect(asked.map((one) => one[1])).toEqual(['Stop it', 'Stop everything']);
  });

  it('keeps the name of its buttons while it is edited, so that a yes to its question still finds them', () => {
    const rows = [[], [aTarget(1, 'In Progress')], [aTarget(1, 'Failed'), aTarget(2, 'In Progress')]].map((targets) =>
      taskCard(aTaskView(targets), '/patch').blocks.find((block) => block.type === 'actions'),
    );
    expect(rows[0]?.block_id).toMatch(/^task\.stop \d+$/);
    expect(new Set(rows.map((row) => row?.block_id)).size).toBe(1);
  });

  it('does not count what is not at work yet where it asks whether to stop everything', () => {
    const card = taskCard(aTaskView([], { atWork: { tasks: 0, computers: 0 } }), '/patch');
    expect(shown(card)).toContain('All that is at work and yours to stop: no further update or restart starts.');
  });

  it('calls a subtask in which a target was stopped Stopped, not Failed', () => {
    const stopped = { ...aTarget(2, 'Stopped'), leg: 'scan' as const };
    const card = taskCard(aTaskView([{ ...aTarget(1, 'Succeeded'), leg: 'validate' }, stopped]), '/patch');
    expect(shown(card)).toContain('`Discovery_OnDevice` Stopped, 1 of 2 targets done');
    expect(shown(card)).toContain('`Compliance_Validation` Succeeded');
  });
});
