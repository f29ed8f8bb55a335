import type { Computer, Facts, NeededUpdate } from './computer.js';
import type { DeniedBy } from './denial.js';
import type { PatchbayFailure } from './errors.js';
import type { ProvisioningGroup, RestartPolicy } from './group.js';
import type { ComputerId, Instant, UpdateId } from './ids.js';
import type { Patch, WsusFacts } from './patch.js';
import type { Blocked, Plan, PlannedUpdate, PlanRow, SoftwareStack } from './plan.js';
import { planHash } from './plan-hash.js';
import type { Recommendation } from './recommendation.js';
import { optionsOf, type RunMode, type RunOptions, restartIn, type Share } from './rollout.js';
import { UpdateLists } from './update-lists.js';
import { usableScan, verdictOn } from './validation.js';

export interface PlanRules {
  readonly maxScanAgeMs: number;
  readonly minFreeDiskBytes: number;
  /** Names under which clients may know our WSUS, lower case. */
  readonly wsusNames: readonly string[];
}

export interface PlanReference {
  readonly patch: (id: UpdateId) => Patch | undefined;
  readonly wsus: WsusFacts | null;
  readonly denied: DeniedBy;
  readonly rules: PlanRules;
  readonly hash: (text: string) => string;
  /** Which recommendations are to be run. Without it those that are Approved. */
  readonly counts?: (recommendation: Recommendation) => boolean;
  /** It comes last: the others download from it. */
  readonly wsusComputer?: ComputerId;
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
  const restart = restartIn(options, group.restart);
  const found: PlanRow[] = [];
  const blocked: Blocked[] = [];
  const again: Share[] = [];
  const lists = new UpdateLists();
  for (const computer of meantOf(computers, options)) {
    const chosen = chosenOf(computer, reference, options);
    const row = planRow(computer, chosen, { restart, reference });
    const nothing = row.updates.length === 0 ? nothingApproved(computer) : null;
    const failure = whyBlocked(computer, chosen, { reference, now, mode: options.mode }) ?? nothing;
    if (failure !== null) blocked.push({ computerId: computer.id, failure });
    else found.push({ ...row, updates: lists.shared(row.updates) });
    if (failure === null) again.push(...failedOf(row, computer));
    yield;
  }
  const { rows, canaries } = inOrder(found, options, reference.wsusComputer);
  const plan = { groupId: group.id, restart, rows, blocked, options, canaries, again };
  return { ...plan, hash: yield* planHash(plan, reference.hash) };
}

/** The computers that the options leave, by name. */
function meantOf(computers: readonly Computer[], { only }: RunOptions): readonly Computer[] {
  const meant = only === null ? null : new Set(only.map((share) => share.computerId));
  return computers.filter(({ id }) => meant === null || meant.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Canary computers first, the computer that WSUS runs on last, each part by name. */
function inOrder(found: readonly PlanRow[], { canaries }: RunOptions, last: ComputerId | undefined) {
  const rows = [...found].sort((a, b) => Number(a.computerId === last) - Number(b.computerId === last));
  const ids = rows.map((row) => row.computerId);
  const first = new Set(typeof canaries === 'number' ? ids.slice(0, canaries) : canaries);
  const isFirst = (row: PlanRow): boolean => first.has(row.computerId);
  return {
    rows: [...rows.filter(isFirst), ...rows.filter((row) => !isFirst(row))],
    canaries: ids.filter((id) => first.has(id)),
  };
}

/** What of a row Failed before: a person has to approve it once more. */
function failedOf(row: PlanRow, computer: Computer): readonly Share[] {
  const updates = row.updates.map((update) => update.updateId);
  const failed = updates.filter((id) => computer.recommendations[id]?.state === 'Failed');
  return failed.length === 0 ? [] : [{ computerId: computer.id, updates: failed }];
}

/** The approved patches of a plan under one name: what the module's run builds first. */
export function stackOf(plan: Plan, name: string): SoftwareStack {
  const entries = plan.rows.flatMap((row) => row.updates);
  const unique = new Map(entries.map(({ updateId, title, kbs }) => [updateId, { updateId, title, kbs }]));
  return { name, updates: [...unique.values()] };
}

/** Where something waits for a person, that is what to do; else a scan says what there is. */
function nothingApproved({ recommendations }: Computer): PatchbayFailure {
  const opened = Object.values(recommendations).filter((one) => one.state === 'Opened' && one.updateId !== null).length;
  return opened === 0 ? { code: 'PB516', details: {} } : { code: 'PB524', details: { opened } };
}

/** What is Approved; of what was chosen one by one, also what Failed: its approval is asked for again. */
function chosenOf(computer: Computer, reference: PlanReference, { only }: RunOptions): readonly Recommendation[] {
  const counts = reference.counts ?? ((recommendation: Recommendation) => recommendation.state === 'Approved');
  const share = only?.find((one) => one.computerId === computer.id);
  const asked = share === undefined ? null : new Set<string>(share.updates);
  const verdict = verdictOn(computer, reference);
  return Object.values(computer.recommendations).filter((one) => {
    if (one.updateId === null || (asked !== null && !asked.has(one.id))) return false;
    // What was denied meanwhile is left out: it keeps nothing else from being installed.
    if (verdict(one.updateId) === 'denied') return false;
    return counts(one) || (asked !== null && one.state === 'Failed');
  });
}

function whyBlocked(
  computer: Computer,
  chosen: readonly Recommendation[],
  { reference, now, mode }: { reference: PlanReference; now: Instant; mode: RunMode },
): PatchbayFailure | null {
  if (computer.run !== null) return { code: 'PB515', details: { task: computer.run.taskId } };
  if (chosen.length === 0) return nothingApproved(computer);
  const hours = Math.round(reference.rules.maxScanAgeMs / 3_600_000);
  if (usableScan(computer, reference.rules.maxScanAgeMs, now) === null) return { code: 'PB511', details: { hours } };
  return notActive(computer, chosen, reference) ?? whyFactsBlock(computer.facts, reference.rules, mode);
}

function notActive(
  computer: Computer,
  chosen: readonly Recommendation[],
  reference: PlanReference,
): PatchbayFailure | null {
  const verdict = verdictOn(computer, reference);
  const bad = chosen.find(({ updateId }) => updateId !== null && verdict(updateId) !== null);
  return bad === undefined ? null : { code: 'PB517', details: { title: bad.title } };
}

/**
 * What the computer itself says against being patched. Asked for the plan, and again just before the install. A pending
 * restart does not keep it from downloading.
 */
export function whyFactsBlock(facts: Facts | null, rules: PlanRules, mode: RunMode): PatchbayFailure | null {
  if (facts === null) return { code: 'PB511', details: { hours: Math.round(rules.maxScanAgeMs / 3_600_000) } };
  const other = otherManager(facts, rules);
  if (other !== null) return other;
  if (facts.servicingBusy && mode !== 'distribute') return { code: 'PB520', details: {} };
  if (facts.restartRequired && mode !== 'distribute') return { code: 'PB514', details: {} };
  if (facts.systemDriveFreeBytes < rules.minFreeDiskBytes) {
    const freeMb = Math.round(facts.systemDriveFreeBytes / 1_048_576);
    return { code: 'PB519', details: { freeMb, needMb: Math.round(rules.minFreeDiskBytes / 1_048_576) } };
  }
  return null;
}

/** Who else would patch or restart it (AUOptions 4 and 5 install by themselves, a deadline does too). */
function otherManager(facts: Facts, rules: PlanRules): PatchbayFailure | null {
  const policy = facts.policy;
  if (policy.configMgr) return { code: 'PB518', details: { manager: 'ConfigMgr' } };
  if (policy.updateForBusiness) return { code: 'PB518', details: { manager: 'Windows Update for Business' } };
  if (policy.deadline) return { code: 'PB512', details: { policy: 'a deadline is set' } };
  if (!policy.noAutoUpdate && (policy.auOptions === 4 || policy.auOptions === 5 || policy.auOptions === null))
    return { code: 'PB512', details: { policy: `AUOptions ${policy.auOptions ?? 'not set'}` } };
  if (!policy.useWuServer || policy.wuServer === null)
    return { code: 'PB513', details: { server: 'Microsoft Update' } };
  return isOurs(policy.wuServer, rules) ? null : { code: 'PB513', details: { server: policy.wuServer } };
}

/** By the whole name as the configuration has it: a first label alone could belong to anybody. */
function isOurs(wuServer: string, rules: PlanRules): boolean {
  const host = /^https?:\/\/([a-z0-9.-]+)(:\d+)?\/?$/i.exec(wuServer.trim())?.[1]?.toLowerCase() ?? '';
  return rules.wsusNames.includes(host);
}

function planRow(
  computer: Computer,
  chosen: readonly Recommendation[],
  { restart, reference }: { restart: RestartPolicy; reference: PlanReference },
): PlanRow {
  const needed = new Map<string, NeededUpdate>(computer.scan?.needed.map((need) => [need.updateId, need]) ?? []);
  const updates = chosen
    .flatMap((recommendation) => needed.get(recommendation.id) ?? [])
    .sort(byOrder)
    .map((need) => planned(need, reference));
  // A run that only downloaded knows more than the scan before it.
  const here = new Set(chosen.flatMap((one) => (one.downloaded ? one.id : [])));
  const missing = updates.filter(({ updateId }) => !here.has(updateId) && needed.get(updateId)?.downloaded !== true);
  const sizes = missing.map((update) => needed.get(update.updateId)?.sizeBytes ?? 0);
  const behaviours = updates.map((update) => needed.get(update.updateId)?.rebootBehavior ?? 'can-request');
  return {
    computerId: computer.id,
    updates,
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
    restart: restartOf(restart, behaviours),
  };
}

function planned(need: NeededUpdate, reference: PlanReference): PlannedUpdate {
  const revision = reference.patch(need.updateId)?.revision ?? need.revision;
  const { updateId, title, kbs } = need;
  return { updateId, title, kbs, revision, exclusive: need.impact === 'exclusive' };
}

/**
 * A servicing stack, which wants to be alone and needs no restart, comes first: others need it (0x800F0823), and nothing
 * starts while a restart is due. What wants to be alone and restarts comes last. Else by name, the same everywhere.
 */
function byOrder(a: NeededUpdate, b: NeededUpdate): number {
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
  return a.title < b.title ? -1 : a.title > b.title ? 1 : a.updateId < b.updateId ? -1 : 1;
}

function rankOf({ impact, rebootBehavior }: NeededUpdate): number {
  if (impact !== 'exclusive') return 1;
  return rebootBehavior === 'never' ? 0 : 2;
}

function restartOf(policy: RestartPolicy, behaviours: readonly NeededUpdate['rebootBehavior'][]): PlanRow['restart'] {
  if (policy === 'never') return 'no';
  if (policy === 'always' || behaviours.includes('always')) return 'yes';
  return behaviours.includes('can-request') ? 'maybe' : 'no';
}
