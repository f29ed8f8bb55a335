import type { Finding } from '../../src/domain/diagnosis/finding.js';
import type { DigestReason } from '../../src/domain/digest.js';
import type { PatchbayFailure } from '../../src/domain/errors.js';
import type { Freeze } from '../../src/domain/freeze.js';
import type { CheckLine, DenialLine, MembersPreview } from '../../src/domain/group-views.js';
import type { ComputerId, StackId, TaskId } from '../../src/domain/ids.js';
import type { Blocked, PlanRow } from '../../src/domain/plan.js';
import type { ReviewRow } from '../../src/domain/reckoning.js';
import type { ProposalView } from '../../src/domain/review-views.js';
import type { PatchInfo } from '../../src/domain/selection.js';
import type { HomeRequest, LogView } from '../../src/domain/views.js';
import type { ScheduleView, WindowLine } from '../../src/domain/window-view.js';
import { anApprovalView } from './approval-views.js';
import { aDiagnosis } from './diagnoses.js';
import { aGroupView, aPatchGroupView, aStackView } from './groups-desk.js';
import { aPatch, CHECK, NOW, updateId } from './samples.js';
import {
  aConfirmView,
  anUpdatesView,
  aPlan,
  aRecommendationsView,
  aRow,
  aRunView,
  aServiceView,
  aStatusView,
  aTarget,
  aTask,
  aTaskView,
  computerId,
  FINANCE,
  OLIVIA,
  REQUEST,
} from './views.js';

/** Views in which everything that somebody else named is called `text`, and of everything there are `n`. */

const HOUR = 3_600_000;

function ids(n: number): readonly ComputerId[] {
  return Array.from({ length: n }, (_, one) => computerId(one));
}

export function times<T>(n: number, make: (one: number) => T): readonly T[] {
  return Array.from({ length: n }, (_, one) => make(one));
}

export const failing = (text: string): PatchbayFailure => ({
  code: 'PB507',
  details: { failed: 1, planned: 2, computer: text, cause: text, nextStep: text },
});

export const finding = (text: string): Finding => ({
  ...{ id: text, about: text, verdict: 'warn', sentence: text, nextStep: text },
});

export const diagnosis = (text: string, n: number) => aDiagnosis({ findings: times(n, () => finding(text)) });

export const blocked = (text: string, n: number): readonly Blocked[] =>
  times(n, (one) => ({ computerId: computerId(one), failure: failing(text) }));

const counts = (n: number) => ({ patches: n, critical: n, computers: n, restarts: n });

export const approval = (text: string, n: number) =>
  anApprovalView({
    ...{ groupName: text, counts: counts(n), blocked: blocked(text, n), askedPersons: n },
    window: { windowId: 'w1', opensAt: NOW, closesAt: NOW + HOUR },
    ended: n === 0 ? null : { by: OLIVIA, at: NOW, reason: text },
  });

export const homeRequest = (text: string, n: number): HomeRequest => ({
  ...{ requestId: REQUEST, groupId: FINANCE, groupName: text, by: OLIVIA, at: NOW, expiresAt: NOW, counts: counts(n) },
});

export const groupRow = (text: string, n: number) => ({
  ...{ groupId: FINANCE, name: text, computers: n, compliant: 0, checkedAt: null },
});

export const group = (text: string, n: number) => {
  const view = aGroupView();
  const record = { ...view.group, name: text, owners: times(n, () => OLIVIA), rollout: { ...view.group.rollout } };
  return aGroupView({
    group: {
      ...record,
      rollout: { canaries: n, atOnce: n, stopAfterFailures: n },
      members: { byHand: ids(n), rule: { names: [text], systems: [text], wsusGroups: [text] } },
      digest: { channel: 'C0FINANCE', cron: text, timeZone: text },
    },
    ...{ computers: ids(n), byHand: 0, unknown: n, tasks: times(n, (one) => String(one + 1) as TaskId) },
    checks: times(n, () => checkLine(text, n)),
  });
};

export const checkLine = (text: string, n: number): CheckLine => ({
  ...{ check: { ...CHECK, name: text }, patchGroup: text, lastScan: NOW, compliant: 0, of: n },
});

export const members = (n: number): MembersPreview => ({
  ...{ computers: ids(n), added: ids(n), removed: ids(n), byRule: n, of: n, doubt: null },
});

export const patchGroup = (text: string, n: number) => {
  const { patchGroup } = aPatchGroupView();
  return aPatchGroupView({
    patchGroup: { ...patchGroup, name: text, updates: times(n, updateId) },
    patches: times(n, (one) => aPatch(one, { title: text })),
    usedBy: [{ groupId: FINANCE, name: text }],
  });
};

export const stackEntry = (text: string, n: number) => ({ updateId: updateId(n), title: text, kbs: ['5031356'] });

export const stack = (text: string, n: number) => {
  const view = aStackView();
  return aStackView({
    stack: { ...view.stack, name: text },
    patches: times(n, (one) => ({ entry: stackEntry(text, one), marks: one % 2 === 0 ? ['superseded'] : [] })),
  });
};

/** Each of its patches wants to be alone, and comes the other way round. */
export const stackPlan = (text: string, n: number) => {
  const made = plan(text, n);
  const updates = times(n, (one) => ({ ...stackEntry(text, one), revision: 200, exclusive: true }));
  const order = updates.map((one) => one.updateId).toReversed();
  const rows = [{ ...planRow(text, n), updates }];
  return { ...made, rows, options: { ...made.options, order, stack: { id: 'march' as StackId, name: text } } };
};

export const denial = (text: string, n: number): DenialLine => ({
  denial: { patch: { kind: 'kb', kb: '5031356' }, reason: text, until: null, by: OLIVIA, at: NOW },
  ...{ titles: times(n, () => text), neededBy: n },
});

export const target = (text: string, n: number) =>
  aTarget(1, 'In Progress', { message: text, progress: { phase: 'install', item: text, done: 0, total: n } });

export const task = (text: string, n: number) =>
  aTaskView(
    times(n, (one) =>
      aTarget(one + 1, one % 2 === 0 ? 'In Progress' : 'Failed', {
        message: text,
        counts: { needed: n, planned: n, implemented: n, failed: n, restartPending: n, downloaded: n },
      }),
    ),
    {
      ...{ groupName: text, compliant: { yes: 0, of: n }, atWork: { tasks: n, computers: n } },
      task: aTask({
        name: text,
        summary: text,
        rollout: { mode: 'install', canaries: [], last: [], atOnce: n, stopAfterFailures: n, continued: null },
        stop: { by: 'system', at: NOW, reason: text },
      }),
    },
  );

export const log = (text: string, n: number): LogView => ({
  ...{ logId: '17.1', taskId: '17' as TaskId, taskName: text, computerId: computerId(1), status: 'Failed' },
  failure: failing(text),
  entries: times(n, (one) => ({ n: one, at: NOW, level: 'info', text })),
});

export const planRow = (text: string, n: number, computer = 0): PlanRow => ({
  computerId: computerId(computer),
  updates: times(n, (one) => ({ updateId: updateId(one), title: text, kbs: [], revision: 1, exclusive: false })),
  ...{ byHand: [], sizeBytes: 1, restart: 'maybe' },
});

export const plan = (text: string, n: number) => ({
  ...aPlan(n, 0),
  rows: times(n, (one) => planRow(text, n, one)),
  blocked: blocked(text, n),
  again: times(n, (one) => ({ computerId: computerId(one), updates: times(n, updateId) })),
  options: { ...aPlan(0, 0).options, atOnce: n, stopAfterFailures: n },
  canaries: ids(Math.floor(n / 2)),
});

export const run = (text: string, n: number) => aRunView(plan(text, n), { groupName: text });

export const updates = (text: string, n: number) =>
  anUpdatesView(0, {
    rows: times(n, (one) => ({
      ...{ patch: aPatch(one, { title: text, products: [text], classification: text }) },
      ...{ approvedFor: [text], neededBy: n },
    })),
  });

export const patchInfo = (text: string): PatchInfo => ({
  ...{ id: updateId(1), updateId: updateId(1), title: text, kbs: [], severity: 'Critical', mayRestart: true },
});

export const recommendations = (text: string, n: number) =>
  aRecommendationsView(
    times(n, (one) => aRow(one, { failedBecause: text }, { title: text })),
    { groupName: text, filter: { view: 'recommendation', words: [text] } },
  );

export const amount = (n: number) => ({ recommendations: n, patches: n, computers: n });

export const reviewRow = (text: string, n: number): ReviewRow => ({
  ...{ id: updateId(1), patch: patchInfo(text), shown: n + 1, selected: n, states: { Opened: n } },
});

export const proposal = (text: string, n: number): ProposalView => ({
  ...{ operation: REQUEST, groupName: text, needsReason: true, event: 'approve', hash: 'hash' },
  ...{ amount: amount(n), skipped: { Ignored: n }, restarting: n, patches: times(n, () => patchInfo(text)) },
});

export const status = (text: string, n: number) => ({ ...aStatusView(n), title: text });

export const reason = (text: string): DigestReason => ({ about: 'failed', text });

export const digest = (text: string, n: number) => ({
  ...{ id: 'digest-1', channel: 'C0PATCHING', at: NOW, notCompliant: n },
  groups: [digestGroup(text, n)],
  rows: times(n, (one) => digestRow(text, n, one)),
  reasons: [{ reason: reason(text), computers: n }],
});

export const restartWait = (text: string) => ({ for: 'freeze' as const, until: NOW, reason: text });

export const digestGroup = (text: string, n: number) => ({
  ...{ groupId: FINANCE, name: text, compliant: 0, of: n, worse: ids(n), better: ids(n) },
});

export const digestRow = (text: string, n: number, one = 0) => ({
  ...{ computerId: computerId(one), state: 'not compliant' as const, missing: n, reasons: [reason(text)] },
  busyWith: '17' as TaskId,
});

export const freeze = (text: string): Freeze => ({
  ...{ id: 'freeze-1', groupId: null, from: NOW, to: NOW + HOUR, reason: text, by: OLIVIA, at: NOW, lifted: null },
});

export const windowLine = (text: string, n: number): WindowLine => ({
  window: {
    ...{ id: 'w1', name: text, durationMinutes: n * 60, timeZone: 'Europe/Berlin', since: NOW },
    rule: { kind: 'monthly', week: 2, weekday: 2, plusDays: n, at: '22:00' },
  },
  next: times(n, () => ({ windowId: 'w1', opensAt: NOW, closesAt: NOW + HOUR })),
  open: null,
});

export const schedule = (text: string, n: number): ScheduleView => ({
  ...{ command: '/patch', groupId: FINANCE, groupName: text, standing: { state: 'frozen', freeze: freeze(text) } },
  windows: times(n, () => windowLine(text, n)),
  scheduled: { recommendations: n, computers: n, people: [OLIVIA] },
  freezes: [freeze(text)],
  scans: { schedule: { cron: text, timeZone: 'Europe/Berlin', by: OLIVIA, since: NOW }, nextAt: NOW },
  ...{ mayEdit: true, mayUnschedule: true },
});

export const canaries = (n: number) => ({ canaries: n, succeeded: 0, failed: n, waiting: n });

export const stopped = (text: string) =>
  ({ code: 'PB417', details: { profile: text, canary: text, next: ', then say', command: '/patch' } }) as const;

export const confirm = (text: string) => {
  const who = { computerName: text, domain: text, machineId: text };
  const why = { code: 'PB404', details: { computer: text, cause: text, command: '/patch' } } as const;
  return aConfirmView({ computerId: text as never, known: who, answers: who, why });
};

export const service = (text: string) => {
  const why = { code: 'PB422', details: { computer: text, command: '/patch' } } as const;
  return aServiceView({ computerId: text as never, known: null, why });
};
