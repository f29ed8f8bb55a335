import { type PlanRules, whyDeadlineBlocks, whyFactsBlock, whyOtherServer } from './blocking.js';
import type { Computer, NeededUpdate } from './computer.js';
import type { DeniedBy } from './denial.js';
import type { PatchbayFailure } from './errors.js';
import type { ProvisioningGroup, RestartPolicy } from './group.js';
import type { Instant, UpdateId } from './ids.js';
import type { NotApproved, Patch, WsusFacts } from './patch.js';
import type { Blocked, Plan, PlannedUpdate, PlanRow, SoftwareStack } from './plan.js';
import { planHash } from './plan-hash.js';
import { byOrder, inOrder, meantOf } from './plan-order.js';
import type { Recommendation } from './recommendation.js';
import { optionsOf, type RunMode, type RunOptions, restartIn, type Share } from './rollout.js';
import { uninstallSteps } from './uninstalling.js';
import { UpdateLists } from './update-lists.js';
import { type Allowing, usableScan, verdictOn } from './validation.js';

export interface PlanReference {
  readonly patch: (id: UpdateId) => Patch | undefined;
  readonly wsus: WsusFacts | null;
  readonly denied: DeniedBy;
  readonly rules: PlanRules;
  readonly hash: (text: string) => string;
  /** Which recommendations are to be run. Without it those that are Approved. */
  readonly counts?: (recommendation: Recommendation) => boolean;
}

/**
 * Who gets what, in which order, and who does not, and why. The same state gives the same plan and hash.
 * @param reference says also which recommendations count: by default what is Approved
 */
export function planRun(...about: Parameters<typeof planSteps>): Plan {
  const steps = planSteps(...about);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, a computer at a time: among thousands of them others can have their turn. */
export function* planSteps(
  group: ProvisioningGroup,
  computers: readonly Computer[],
  reference: PlanReference,
  now: Instant,
  options: RunOptions = optionsOf(group.rollout),
): Generator<void, Plan> {
  if (options.action === 'uninstall') return yield* uninstallSteps(group, computers, reference, now, options);
  const restart = restartIn(options, group.restart);
  const allows = { drivers: group.allowDrivers, upgrades: group.allowUpgrades };
  const found: PlanRow[] = [];
  const blocked: Blocked[] = [];
  const again: Share[] = [];
  const lists = new UpdateLists();
  const sorting = byOrder(options.order);
  for (const computer of meantOf(computers, options)) {
    const chosen = chosenOf(computer, { ...reference, allows }, options);
    const row = planRow(computer, chosen, restart, sorting);
    const failure = whyBlocked(computer, chosen, row, { reference: { ...reference, allows }, now, mode: options.mode });
    if (failure !== null) blocked.push({ computerId: computer.id, failure });
    else found.push({ ...row, updates: lists.shared(row.updates) });
    if (failure === null) again.push(...failedOf(row, computer));
    yield;
  }
  const plan = { groupId: group.id, restart, ...inOrder(found, options, reference.rules), blocked, options, again };
  return { ...plan, hash: yield* planHash(plan, reference.hash) };
}

/** What of a row Failed before: a person has to approve it once more. */
function failedOf(row: PlanRow, computer: Computer): readonly Share[] {
  const updates = row.updates.map((update) => update.updateId);
  const failed = updates.filter((id) => computer.recommendations[id]?.state === 'Failed');
  return failed.length === 0 ? [] : [{ computerId: computer.id, updates: failed }];
}

/** The approved patches of a plan under one name, that of its own software stack if there is one: what the module's run builds first. */
export function stackOf(plan: Plan, otherwise: string): SoftwareStack {
  const entries = plan.rows.flatMap((row) => row.updates);
  const unique = new Map(entries.map(({ updateId, title, kbs }) => [updateId, { updateId, title, kbs }]));
  return { name: plan.options.stack?.name ?? otherwise, updates: [...unique.values()] };
}

/** Another server offers it nothing of ours: to scan it again would not help. */
function foreign({ facts }: Computer, rules: PlanRules): PatchbayFailure | null {
  return facts === null ? null : whyOtherServer(facts, rules);
}

/** Where something waits for a person, that is what to do; else a scan says what there is. */
function nothingApproved({ recommendations }: Computer): PatchbayFailure {
  const opened = Object.values(recommendations).filter((one) => one.state === 'Opened' && one.updateId !== null).length;
  return opened === 0 ? { code: 'PB516', details: {} } : { code: 'PB524', details: { opened } };
}

/** What is Approved; of what was chosen one by one, also what Failed: its approval is asked for again. */
function chosenOf(
  computer: Computer,
  reference: PlanReference & Allowing,
  { only }: RunOptions,
): readonly Recommendation[] {
  const counts = reference.counts ?? ((recommendation: Recommendation) => recommendation.state === 'Approved');
  const share = only?.find((one) => one.computerId === computer.id);
  const asked = share === undefined ? null : new Set<string>(share.updates);
  const verdict = verdictOn(computer, reference);
  return Object.values(computer.recommendations).filter((one) => {
    if (one.updateId === null || (asked !== null && !asked.has(one.id))) return false;
    // What was denied meanwhile is left out: it keeps nothing else from being installed.
    if (DENIED.has(verdict(one.updateId))) return false;
    return counts(one) || (asked !== null && one.state === 'Failed');
  });
}

const DENIED: ReadonlySet<NotApproved | null> = new Set(['denied', 'driver', 'upgrade']);

function whyBlocked(
  computer: Computer,
  chosen: readonly Recommendation[],
  row: PlanRow,
  { reference, now, mode }: { reference: PlanReference & Allowing; now: Instant; mode: RunMode },
): PatchbayFailure | null {
  if (computer.run !== null) return { code: 'PB515', details: { task: computer.run.taskId } };
  if (chosen.length === 0) return foreign(computer, reference.rules) ?? nothingApproved(computer);
  const hours = Math.round(reference.rules.maxScanAgeMs / 3_600_000);
  const scan = usableScan(computer, reference.rules.maxScanAgeMs, now);
  if (scan === null) return { code: 'PB511', details: { hours } };
  return (
    notActive(computer, chosen, reference) ??
    whyDeadlineBlocks(scan.needed) ??
    whyFactsBlock(computer.facts, reference.rules, mode, row.restart !== 'no') ??
    nothingToInstall(computer, row)
  );
}

function nothingToInstall(computer: Computer, { updates, byHand }: PlanRow): PatchbayFailure | null {
  if (updates.length > 0) return null;
  const [first] = byHand;
  return first === undefined ? nothingApproved(computer) : { code: 'PB526', details: { title: first.title } };
}

function notActive(
  computer: Computer,
  chosen: readonly Recommendation[],
  reference: PlanReference & Allowing,
): PatchbayFailure | null {
  const verdict = verdictOn(computer, reference);
  for (const { updateId, title } of chosen) {
    const why = updateId === null ? null : verdict(updateId);
    if (why !== null) return inactive(why, title);
  }
  return null;
}

/** What is true of it on WSUS: only what is not approved yet is worth waiting for. */
function inactive(why: NotApproved, title: string): PatchbayFailure {
  if (why === 'to-uninstall') return { code: 'PB538', details: { title } };
  if (why === 'declined' || why === 'expired') return { code: 'PB539', details: { title, state: why } };
  return { code: 'PB517', details: { title } };
}

function planRow(
  computer: Computer,
  chosen: readonly Recommendation[],
  restart: RestartPolicy,
  sorting: ReturnType<typeof byOrder>,
): PlanRow {
  const needed = new Map<string, NeededUpdate>(computer.scan?.needed.map((need) => [need.updateId, need]) ?? []);
  const needs = chosen.flatMap((recommendation) => needed.get(recommendation.id) ?? []).sort(sorting);
  const mine = needs.filter((need) => !need.needsUser);
  // A run that only downloaded knows more than the scan before it.
  const here = new Set(chosen.flatMap((one) => (one.downloaded ? one.id : [])));
  const missing = mine.filter((need) => !here.has(need.updateId) && !need.downloaded);
  return {
    computerId: computer.id,
    updates: mine.map(planned),
    byHand: needs.filter((need) => need.needsUser).map(({ updateId, title, kbs }) => ({ updateId, title, kbs })),
    sizeBytes: missing.reduce((sum, need) => sum + need.sizeBytes, 0),
    restart: restartOf(
      restart,
      mine.map((need) => need.rebootBehavior),
    ),
  };
}

/** In the revision that the computer was offered: what it is offered by then in another one is not installed. */
function planned({ updateId, title, kbs, revision, impact }: NeededUpdate): PlannedUpdate {
  return { updateId, title, kbs, revision, exclusive: impact === 'exclusive' };
}

/** Whether updates of these kinds may come to a restart. */
export function restartOf(
  policy: RestartPolicy,
  behaviours: readonly NeededUpdate['rebootBehavior'][],
): PlanRow['restart'] {
  if (policy === 'never') return 'no';
  if (policy === 'always' || behaviours.includes('always')) return 'yes';
  return behaviours.includes('can-request') ? 'maybe' : 'no';
}
