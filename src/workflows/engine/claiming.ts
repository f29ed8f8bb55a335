import { type Computer, type NeededUpdate, newComputer } from '../../domain/computer.js';
import type { DeniedBy } from '../../domain/denial.js';
import type { PatchbayFailure } from '../../domain/errors.js';
import type { Allowed, GroupRecord } from '../../domain/group.js';
import type { Hooks } from '../../domain/hooks.js';
import { whyUnidentified } from '../../domain/identity.js';
import type { ComputerId, Instant, UpdateId } from '../../domain/ids.js';
import { DEFINITIONS, type Patch, type WsusFacts } from '../../domain/patch.js';
import { moved } from '../../domain/recommendation.js';
import { NEW_RUN } from '../../domain/run-work.js';
import {
  type Leg,
  NO_COUNTS,
  type TargetRecord,
  type TargetRun,
  type Work,
  type Workflow,
} from '../../domain/target.js';
import type { Task, TaskKind } from '../../domain/task.js';
import { isYoung, usableScan, verdictOn } from '../../domain/validation.js';
import { failedWith, type Held, logged } from './record.js';

const WORKFLOWS: Readonly<Record<TaskKind, { readonly workflow: Workflow; readonly first: Leg }>> = {
  sync: { workflow: 'WSUS_Synchronize', first: 'wsus-sync' },
  'approve-updates': { workflow: 'WSUS_Approve', first: 'wsus-approve' },
  'scan-and-check': { workflow: 'MS_WUA_Scan', first: 'scan' },
  check: { workflow: 'Compliance_Validation', first: 'validate' },
  run: { workflow: 'Default_Compliance_Recommendation_Group_Remediate', first: 'facts' },
};

/** What a claim looks at beside the computer: WSUS's word, read just before. */
export interface ClaimReference {
  readonly patch: (id: UpdateId) => Patch | undefined;
  readonly wsus: WsusFacts | null;
  readonly denied: DeniedBy;
  readonly maxScanAgeMs: number;
}

/** What a run's group says of it at the moment that it begins at a computer. */
export interface GroupTerms {
  readonly allows: Allowed;
  readonly deferMinutes: number;
  readonly hooks: Hooks | null;
}

/** Of no group, and of one that is gone, nothing is known that would allow anything. */
export function termsOf(group: GroupRecord | undefined, hooks: Hooks | null): GroupTerms {
  const allows = { drivers: group?.allowDrivers === true, upgrades: group?.allowUpgrades === true };
  return { allows, deferMinutes: group?.restartDeferMinutes ?? 0, hooks };
}

/** Who a claim is about, as the configuration says. */
export interface ClaimTerms {
  readonly isImported: boolean;
  readonly command: string;
  readonly terms: GroupTerms;
}

/** A task's targets, before anything has happened to them. */
export function newRecords(task: Task): readonly TargetRecord[] {
  const planned = new Map(task.plan?.rows.map((row) => [row.computerId, row.updates.length]));
  return task.computers.map((computerId, index) => ({
    taskId: task.id,
    computerId,
    logId: `${task.id}.${index + 1}`,
    status: 'Scheduled',
    leg: null,
    message: '',
    progress: null,
    startedAt: null,
    endedAt: null,
    failure: null,
    counts: { ...NO_COUNTS, planned: planned.get(computerId) ?? 0 },
    restartWait: null,
    left: null,
    log: [],
  }));
}

/** What the task's plan gives a computer; nothing where it has no plan. */
export function plannedFor(task: Task, computerId: ComputerId): readonly UpdateId[] {
  const row = task.plan?.rows.find((one) => one.computerId === computerId);
  return row?.updates.map((update) => update.updateId) ?? [];
}

/**
 * Takes a free computer for a task, in one state: the run begins and the recommendations that it is for are In
 * progress. What is no longer Approved, here or on WSUS, is left out; if nothing is left, the run ends at once.
 * Null where another task holds the computer.
 */
export function claimed(
  computer: Computer | null,
  task: Task,
  computerId: ComputerId,
  reference: ClaimReference & ClaimTerms,
  now: Instant,
): Computer | null {
  const free = computer ?? newComputer(computerId);
  if (free.run !== null) return null;
  const updates = task.kind === 'run' ? stillWanted(free, task, reference) : [];
  const held = begun(free, task, updates, reference.terms, now);
  const noted = logged(held, now, 'info', `${held.run.workflow} for task ${task.id}`);
  const unknown = task.kind === 'check' ? null : whyUnidentified(free, reference.isImported, reference.command);
  if (unknown !== null) return failedWith(noted, now, unknown);
  if (task.kind !== 'run') return noted;
  if (updates.length === 0) return failedWith(noted, now, noneLeft(task));
  const doubt = whyInDoubt(free, reference, now);
  return doubt === null ? withInProgress(noted, updates, task, now) : failedWith(noted, now, doubt);
}

/** The plan was made of what was known then; a computer's turn may come days later. */
function whyInDoubt(computer: Computer, { wsus, maxScanAgeMs }: ClaimReference, now: Instant): PatchbayFailure | null {
  const hours = Math.round(maxScanAgeMs / 3_600_000);
  if (usableScan(computer, maxScanAgeMs, now) === null) return { code: 'PB511', details: { hours } };
  return wsus !== null && isYoung(wsus.at, maxScanAgeMs, now) ? null : { code: 'PB523', details: { hours } };
}

function noneLeft(task: Task): PatchbayFailure {
  return { code: isUninstall(task) ? 'PB532' : 'PB321', details: {} };
}

const isUninstall = ({ plan }: Task): boolean => plan?.options.action === 'uninstall';

/** A window's opening runs what is Scheduled, a person what is Approved; what is to go must be there. */
function stillWanted(computer: Computer, task: Task, reference: ClaimReference & ClaimTerms): readonly UpdateId[] {
  if (isUninstall(task)) return plannedFor(task, computer.id).filter((id) => computer.scan?.installed.includes(id));
  const verdict = verdictOn(computer, { ...reference, allows: reference.terms.allows });
  const from = task.opening === null ? 'Approved' : 'Scheduled';
  return plannedFor(task, computer.id).filter(
    (id) => computer.recommendations[id]?.state === from && verdict(id) === null,
  );
}

function begun(computer: Computer, task: Task, updates: readonly UpdateId[], terms: GroupTerms, now: Instant): Held {
  const { workflow, first } = WORKFLOWS[task.kind];
  const run: TargetRun = {
    taskId: task.id,
    groupId: task.groupId,
    workflow,
    leg: first,
    phase: 'prepare',
    order: null,
    progress: null,
    dueAt: now,
    startedAt: now,
    legStartedAt: now,
    legSkippedMs: 0,
    trouble: null,
    attempt: 0,
    stopRequested: task.stop !== null,
    stopSent: false,
    work: workOf(task, updates, { terms, needed: computer.scan?.needed ?? [] }),
    contact: null,
    boot: null,
    ended: null,
    logged: 0,
    pendingLog: [],
  };
  return { ...computer, run };
}

function workOf(
  task: Task,
  updates: readonly UpdateId[],
  { terms, needed }: { readonly terms: GroupTerms; readonly needed: readonly NeededUpdate[] },
): Work {
  switch (task.kind) {
    case 'sync':
      return { kind: 'sync', brought: null, health: null };
    case 'approve-updates':
      return { kind: 'approve-updates', approvals: task.approvals, refused: [] };
    case 'scan-and-check':
    case 'check':
      return { kind: task.kind };
    case 'run':
      return {
        ...NEW_RUN,
        action: task.plan?.options.action ?? 'install',
        updates,
        revisions: revisionsOf(task, updates),
        restart: task.plan?.restart ?? 'never',
        mode: task.rollout?.mode ?? 'install',
        until: task.until,
        definitions: needed.filter(isDefinition).map((need) => need.updateId),
        allowDrivers: terms.allows.drivers,
        allowUpgrades: terms.allows.upgrades,
        deferMs: terms.deferMinutes * 60_000,
        hooks: terms.hooks,
      };
  }
}

function revisionsOf({ plan }: Task, updates: readonly UpdateId[]): Readonly<Record<string, number>> {
  const wanted = new Set<string>(updates);
  const planned = plan?.rows.flatMap((row) => row.updates) ?? [];
  return Object.fromEntries(
    planned.flatMap(({ updateId, revision }) => (wanted.has(updateId) ? [[updateId, revision]] : [])),
  );
}

/** Of Defender, above all: a newer one is there within hours. */
const DEFENDER = '2267602';

function isDefinition({ categoryIds, kbs }: NeededUpdate): boolean {
  return categoryIds.includes(DEFINITIONS) || kbs.includes(DEFENDER);
}

function withInProgress(held: Held, updates: readonly UpdateId[], task: Task, now: Instant): Held {
  if (isUninstall(task)) return held;
  const event = task.opening === null ? 'run' : 'window-opens';
  const recommendations = { ...held.recommendations };
  for (const id of updates) {
    const recommendation = recommendations[id];
    if (recommendation !== undefined) recommendations[id] = moved(recommendation, { event, at: now });
  }
  return { ...held, recommendations };
}
