import { whyFactsBlock } from './blocking.js';
import type { Computer } from './computer.js';
import type { PatchbayFailure } from './errors.js';
import type { ProvisioningGroup } from './group.js';
import type { Instant, UpdateId } from './ids.js';
import type { Blocked, Plan, PlannedUpdate, PlanRow } from './plan.js';
import { planHash } from './plan-hash.js';
import { inOrder, meantOf } from './plan-order.js';
import type { PlanReference } from './planning.js';
import { type RunOptions, restartIn } from './rollout.js';
import { usableScan } from './validation.js';

/**
 * The plan of an uninstall: of what was chosen for each computer, what its last scan found installed. It needs no
 * approval on WSUS, and no recommendation has to do with it.
 */
export function* uninstallSteps(
  group: ProvisioningGroup,
  computers: readonly Computer[],
  reference: PlanReference,
  now: Instant,
  options: RunOptions,
): Generator<void, Plan> {
  const restart = restartIn(options, group.restart);
  const found: PlanRow[] = [];
  const blocked: Blocked[] = [];
  for (const computer of meantOf(computers, options)) {
    const row = rowOf(computer, reference, options, restart === 'never' ? 'no' : 'maybe');
    const failure = whyBlocked(computer, row, reference, now);
    if (failure === null) found.push(row);
    else blocked.push({ computerId: computer.id, failure });
    yield;
  }
  const plan = { groupId: group.id, restart, ...inOrder(found, options, reference.rules), blocked, options, again: [] };
  return { ...plan, hash: yield* planHash(plan, reference.hash) };
}

function rowOf(
  { id: computerId, scan }: Computer,
  { patch }: PlanReference,
  { only }: RunOptions,
  restart: PlanRow['restart'],
): PlanRow {
  const asked = only?.find((share) => share.computerId === computerId)?.updates ?? [];
  const installed = new Set<string>(scan?.installed);
  const updates = asked.flatMap((id) => (installed.has(id) ? plannedOf(id, patch) : []));
  return { computerId, updates, byHand: [], sizeBytes: 0, restart };
}

/** What the catalogue does not have, nobody could name. */
function plannedOf(updateId: UpdateId, patch: PlanReference['patch']): readonly PlannedUpdate[] {
  const known = patch(updateId);
  if (known === undefined) return [];
  const { title, kbs, revision, impact } = known;
  return [{ updateId, title, kbs, revision, exclusive: impact === 'exclusive' }];
}

function whyBlocked(
  computer: Computer,
  { updates, restart }: PlanRow,
  { rules, patch }: PlanReference,
  now: Instant,
): PatchbayFailure | null {
  if (computer.run !== null) return { code: 'PB515', details: { task: computer.run.taskId } };
  const hours = Math.round(rules.maxScanAgeMs / 3_600_000);
  if (usableScan(computer, rules.maxScanAgeMs, now) === null) return { code: 'PB511', details: { hours } };
  if (updates.length === 0) return { code: 'PB532', details: {} };
  const fixed = updates.find(({ updateId }) => patch(updateId)?.uninstallable !== true);
  if (fixed !== undefined) return { code: 'PB533', details: { title: fixed.title } };
  return whyFactsBlock(computer.facts, rules, 'install', restart !== 'no');
}
