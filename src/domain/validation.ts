import { whyOtherServer } from './blocking.js';
import { type Boot, isLaterBoot } from './boot.js';
import type { Compliance, Computer, NeededUpdate, Scan } from './computer.js';
import type { DeniedBy } from './denial.js';
import { type PatchbayFailure, userText } from './errors.js';
import type { Allowed, ComplianceCheck } from './group.js';
import type { Instant, PatchGroupId, UpdateId } from './ids.js';
import { approvalOf, DRIVERS, type NotApproved, type Patch, UPGRADES, type WsusFacts } from './patch.js';
import { holds, type NamedUpdate, type PatchGroup } from './patch-group.js';
import {
  APPROVAL_WITHDRAWN,
  APPROVED_BY_CHECK,
  CAME_BACK,
  FOUND_INSTALLED,
  NEEDED_AGAIN,
  NEVER_SCANNED,
  NO_DRIVERS,
  NO_LONGER_NEEDED,
  NO_UPGRADES,
  NOT_ASKED_FOR,
  NOT_ON_WSUS_YET,
  ROLLED_BACK,
  SCAN_AGAIN,
  SCAN_TOO_OLD,
  SCAN_WITH_ERRORS,
  SCANNED,
  SUPERSEDED,
  TO_UNINSTALL,
} from './reasons.js';
import { moved, RESCAN, type Recommendation, type RecommendationEvent, stateAfter } from './recommendation.js';

export interface Allowing {
  /** Drivers and feature updates, where a group of the computer takes them; without it neither is. */
  readonly allows?: Allowed;
}

/** What Compliance_Validation looks at, beside the computer. */
export interface Reference extends Allowing {
  readonly patch: (id: UpdateId) => Patch | undefined;
  readonly wsus: WsusFacts | null;
  /** The checks of every group that the computer is in. */
  readonly checks: readonly ComplianceCheck[];
  /** The patch groups that these checks name. */
  readonly patchGroups: ReadonlyMap<PatchGroupId, PatchGroup>;
  /** What persons denied, which wins over every approval. */
  readonly denied: DeniedBy;
  readonly maxScanAgeMs: number;
  /** Names under which clients may know our WSUS; without them any is taken for it. */
  readonly wsusNames?: readonly string[];
}

/**
 * Compliance_Validation: compares what the last scan found with what the checks ask for and WSUS approved, and brings
 * the recommendations up to date. A second check of the same state changes nothing. What a running job holds
 * (In progress) is left alone: its own run verifies it.
 */
export function validateCompliance(computer: Computer, reference: Reference, now: Instant): Computer {
  const scan = usableScan(computer, reference.maxScanAgeMs, now);
  if (scan === null) return withoutScan(computer, now);
  if (reference.wsus === null) return unknown(computer, 'WSUS was never read', now);
  const other = otherServer(computer, reference);
  if (other !== null) return unknown(computer, `it ${userText(other)}`, now);
  const seen = look(computer, scan, reference);
  const existing = Object.values(computer.recommendations).map((recommendation) => reviewed(recommendation, seen, now));
  const known = new Set(existing.map((recommendation) => recommendation.id));
  const fresh = [...seen.wanted.values()].filter((need) => !known.has(need.updateId));
  const automatic = (need: NeededUpdate): boolean =>
    reference.checks.some((check) => check.automaticApproval && asks(check, need, reference));
  const recommendations = [...existing, ...fresh.map((need) => opened(need, automatic(need), now))];
  return {
    ...computer,
    recommendations: Object.fromEntries(recommendations.map((recommendation) => [recommendation.id, recommendation])),
    compliance: judged(recommendations, seen, reference, now),
  };
}

/** What it is offered there says nothing of what it lacks by our approvals. */
function otherServer({ facts }: Computer, { wsusNames }: Reference): PatchbayFailure | null {
  return facts === null || wsusNames === undefined ? null : whyOtherServer(facts, { wsusNames });
}

/** The scan that may be believed: complete and not too old. */
export function usableScan(computer: Computer, maxAgeMs: number, now: Instant): Scan | null {
  const scan = computer.scan;
  return scan?.complete === true && isYoung(scan.endedAt, maxAgeMs, now) ? scan : null;
}

/** A clock may be corrected by so much. */
const SKEW_MS = 10 * 60_000;

/** Whether what was learnt then may still be believed. What was learnt tomorrow has an age that nobody knows. */
export function isYoung(at: Instant, maxAgeMs: number, now: Instant): boolean {
  return now - at <= maxAgeMs && at - now <= SKEW_MS;
}

interface Seen {
  readonly needed: ReadonlyMap<string, NeededUpdate>;
  readonly wanted: ReadonlyMap<string, NeededUpdate>;
  readonly installed: ReadonlySet<string>;
  readonly boot: Boot;
  /** The agent or servicing waits for a restart: what it calls installed may yet be rolled back. */
  readonly restartPending: boolean;
  /** How many of the needed ones are denied. */
  readonly denied: number;
  /** Drivers and feature updates that no group takes. */
  readonly alone: number;
  readonly goneBecause: (id: string) => { event: RecommendationEvent; reason: string };
}

const ALONE: ReadonlySet<NotApproved | null> = new Set(['driver', 'upgrade']);

function look(computer: Computer, scan: Scan, reference: Reference): Seen {
  const needed = new Map<string, NeededUpdate>(scan.needed.map((need) => [need.updateId, need]));
  const verdict = verdictOn(computer, reference);
  const isAsked = (need: NeededUpdate): boolean => reference.checks.some((check) => asks(check, need, reference));
  const wanted = scan.needed.filter((need) => verdict(need.updateId) === null && isAsked(need));
  return {
    needed,
    wanted: new Map<string, NeededUpdate>(wanted.map((need) => [need.updateId, need])),
    installed: new Set<string>(scan.installed),
    boot: scan.boot,
    restartPending: computer.facts?.restartRequired ?? true,
    denied: scan.needed.filter((need) => verdict(need.updateId) === 'denied').length,
    alone: scan.needed.filter((need) => ALONE.has(verdict(need.updateId))).length,
    goneBecause: (id) => {
      const verdictNow = verdict(id as UpdateId);
      const isSuperseded = reference.patch(id as UpdateId)?.superseded === true;
      if (verdictNow !== 'denied') return gone({ isNeeded: needed.has(id), isSuperseded }, verdictNow);
      const why = reference.denied(namedUpdate(id as UpdateId, needed.get(id), reference))?.reason ?? '';
      return { event: 'approval-withdrawn', reason: `denied: ${why}` };
    },
  };
}

/**
 * Why a patch may not be installed on a computer, or null when it may. WSUS offers nothing that it still downloads: what
 * a scan was offered that began after WSUS was read is no longer pending.
 */
export function verdictOn(
  computer: Computer,
  { patch, wsus, denied, allows }: Pick<Reference, 'patch' | 'wsus' | 'denied' | 'allows'>,
): (id: UpdateId) => NotApproved | null {
  const groups = wsusGroupsOf(computer, wsus);
  const isNewer = computer.scan?.complete === true && wsus !== null && computer.scan.startedAt > wsus.at;
  const needs = new Map(computer.scan?.needed.map((need) => [need.updateId, need]));
  const offered = isNewer ? needs : new Map();
  return (id) => {
    if (denied(namedUpdate(id, needs.get(id), { patch })) !== null) return 'denied';
    const alone = leftAlone(patch(id), needs.get(id), allows);
    if (alone !== null) return alone;
    const verdict = approvalOf(patch(id), groups, wsus?.groups ?? []);
    return verdict === 'approval-pending' && offered.has(id) ? null : verdict;
  };
}

/** Drivers, and the feature updates that turn a Windows into another one, unless a group takes them. */
function leftAlone(
  patch: Patch | undefined,
  need: NeededUpdate | undefined,
  allows: Allowed | undefined,
): 'driver' | 'upgrade' | null {
  const kinds = [patch?.classificationId.toLowerCase() ?? '', ...(need?.categoryIds ?? [])];
  if (!allows?.drivers && (need?.kind === 'driver' || kinds.includes(DRIVERS))) return 'driver';
  return !allows?.upgrades && kinds.includes(UPGRADES) ? 'upgrade' : null;
}

/** Under all numbers that the catalogue or the scan knows it by. */
function namedUpdate(
  updateId: UpdateId,
  need: NeededUpdate | undefined,
  { patch }: Pick<Reference, 'patch'>,
): NamedUpdate {
  return { updateId, kbs: [...(patch(updateId)?.kbs ?? []), ...(need?.kbs ?? [])] };
}

/**
 * The WSUS groups that WSUS puts a computer in, by the name it reports there: the whole name, or its first label where
 * only one client has it. Where two could be meant, none is.
 */
function wsusGroupsOf(computer: Computer, wsus: WsusFacts | null): readonly string[] {
  const members = wsus?.members ?? {};
  const names = [...new Set([computer.facts?.computerName ?? '', computer.id].map((name) => name.toLowerCase()))];
  const exact = names.filter((name) => Object.hasOwn(members, name));
  const [found, ...others] = exact.length > 0 ? exact : byFirstLabel(members, names);
  return found === undefined || others.length > 0 ? [] : (members[found] ?? []);
}

type Members = WsusFacts['members'];

/** Asked for every target of a plan, among all of WSUS's clients: sorted once for each reading of WSUS. */
const LABELS = new WeakMap<Members, ReadonlyMap<string, readonly string[]>>();

function byFirstLabel(members: Members, names: readonly string[]): readonly string[] {
  const labels = LABELS.get(members) ?? labelsOf(members);
  LABELS.set(members, labels);
  return names.flatMap((name) => labels.get(name) ?? []);
}

/** The clients with more than one label, by their first. */
function labelsOf(members: Members): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>();
  for (const client of Object.keys(members)) {
    const end = client.indexOf('.');
    if (end <= 0) continue;
    const label = client.slice(0, end);
    const known = labels.get(label);
    if (known === undefined) labels.set(label, [client]);
    else known.push(client);
  }
  return labels;
}

/** What a scan no longer lists and WSUS calls superseded was taken over by something newer. */
function gone(
  { isNeeded, isSuperseded }: { readonly isNeeded: boolean; readonly isSuperseded: boolean },
  verdict: ReturnType<typeof approvalOf>,
): ReturnType<Seen['goneBecause']> {
  if (isNeeded && verdict === 'driver') return { event: 'approval-withdrawn', reason: NO_DRIVERS };
  if (isNeeded && verdict === 'upgrade') return { event: 'approval-withdrawn', reason: NO_UPGRADES };
  if (!isNeeded && isSuperseded) return { event: 'superseded', reason: SUPERSEDED };
  if (!isNeeded) return { event: 'no-longer-needed', reason: NO_LONGER_NEEDED };
  if (verdict === null) return { event: 'no-longer-needed', reason: NOT_ASKED_FOR };
  if (verdict === 'approval-pending') return { event: 'approval-withdrawn', reason: NOT_ON_WSUS_YET };
  if (verdict === 'to-uninstall') return { event: 'approval-withdrawn', reason: TO_UNINSTALL };
  return { event: 'approval-withdrawn', reason: APPROVAL_WITHDRAWN };
}

/** One existing recommendation, after the scan. */
function reviewed(recommendation: Recommendation, seen: Seen, now: Instant): Recommendation {
  const state = recommendation.state;
  if (state === 'In progress') return recommendation;
  if (recommendation.id === RESCAN) return tried(recommendation, 'no-longer-needed', SCANNED, now);
  if (state === 'Reboot required') return afterRestart(recommendation, seen, now);
  if (seen.wanted.has(recommendation.id)) return wantedAgain(recommendation, seen, now);
  if (isInstalled(recommendation.id, seen) && stateAfter(state, 'found-installed') !== null)
    return seen.restartPending ? recommendation : tried(recommendation, 'found-installed', FOUND_INSTALLED, now);
  const { event, reason } = seen.goneBecause(recommendation.id);
  return tried(recommendation, event, reason, now);
}

function wantedAgain(recommendation: Recommendation, seen: Seen, now: Instant): Recommendation {
  const came = recommendation.state === 'Implemented' ? CAME_BACK : NEEDED_AGAIN;
  const again = tried(recommendation, 'needed-again', came, now);
  const downloaded = seen.wanted.get(recommendation.id)?.downloaded ?? false;
  return again.downloaded === downloaded ? again : { ...again, downloaded };
}

function isInstalled(id: string, seen: Seen): boolean {
  return seen.installed.has(id) && !seen.needed.has(id);
}

/** Only a boot later than the install's tells anything. */
function afterRestart(recommendation: Recommendation, seen: Seen, now: Instant): Recommendation {
  if (!isLaterBoot(seen.boot, recommendation.installedInBoot)) return recommendation;
  if (isInstalled(recommendation.id, seen)) return tried(recommendation, 'verified', null, now);
  if (seen.needed.has(recommendation.id)) {
    return reviewed(tried(recommendation, 'still-needed', ROLLED_BACK, now), seen, now);
  }
  // Neither missing nor installed, as where WSUS no longer offers it: nothing is proven, and nothing is to be done.
  const { event, reason } = seen.goneBecause(recommendation.id);
  return tried(recommendation, event, reason, now);
}

function tried(
  recommendation: Recommendation,
  event: RecommendationEvent,
  reason: string | null,
  now: Instant,
): Recommendation {
  if (stateAfter(recommendation.state, event) === null) return recommendation;
  return moved(recommendation, { event, at: now, reason });
}

/** A check whose patch group is gone asks for nothing: whoever looks it up says so. */
function asks(
  check: ComplianceCheck,
  update: NamedUpdate,
  { patch, patchGroups }: Pick<Reference, 'patch' | 'patchGroups'>,
): boolean {
  if (check.patchGroup === null) return true;
  if (typeof check.patchGroup !== 'string') return update.kbs.some((kb) => check.patchGroup?.includes(kb));
  const group = patchGroups.get(check.patchGroup);
  return group !== undefined && holds(group, update, patch(update.updateId));
}

function opened(need: NeededUpdate, automatic: boolean, now: Instant): Recommendation {
  return {
    id: need.updateId,
    updateId: need.updateId,
    title: need.title,
    state: automatic ? 'Approved' : 'Opened',
    recommendedAt: now,
    since: now,
    by: null,
    reason: automatic ? APPROVED_BY_CHECK : null,
    downloaded: need.downloaded,
    cameBack: false,
    installedInBoot: null,
    operation: null,
  };
}

const DONE = new Set<Recommendation['state']>(['Implemented', 'Closed', 'Ignored']);

function judged(
  recommendations: readonly Recommendation[],
  seen: Seen,
  reference: Reference,
  now: Instant,
): Compliance {
  const open = recommendations.filter((recommendation) => !DONE.has(recommendation.state));
  const ignored = recommendations.filter(
    (recommendation) => recommendation.state === 'Ignored' && seen.wanted.has(recommendation.id),
  );
  const reasons = [
    ...(ignored.length > 0 ? [`${ignored.length} ignored`] : []),
    ...(seen.denied > 0 ? [`${seen.denied} denied`] : []),
    ...(seen.alone > 0 ? [`${seen.alone} drivers or feature updates left alone`] : []),
  ];
  const missing = open.flatMap(({ updateId }) =>
    updateId === null ? [] : [namedUpdate(updateId, seen.needed.get(updateId), reference)],
  );
  return {
    at: now,
    state: open.length === 0 ? 'compliant' : 'not compliant',
    missing: open.length,
    reasons,
    checks: reference.checks.map((check) => ({
      id: check.id,
      missing: missing.filter((update) => asks(check, update, reference)).length,
    })),
  };
}

function withoutScan(computer: Computer, now: Instant): Computer {
  const reason = whyNoScan(computer);
  const asked = unknown(computer, reason, now);
  const existing = computer.recommendations[RESCAN];
  const rescan = existing === undefined ? rescanOpened(reason, now) : tried(existing, 'needed-again', reason, now);
  if (rescan === existing) return asked;
  return { ...asked, recommendations: { ...computer.recommendations, [RESCAN]: rescan } };
}

function whyNoScan(computer: Computer): string {
  if (computer.scan === null) return NEVER_SCANNED;
  return computer.scan.complete ? SCAN_TOO_OLD : SCAN_WITH_ERRORS;
}

function unknown(computer: Computer, reason: string, now: Instant): Computer {
  const missing = computer.compliance?.missing ?? 0;
  return { ...computer, compliance: { at: now, state: 'unknown', missing, reasons: [reason], checks: [] } };
}

function rescanOpened(reason: string, now: Instant): Recommendation {
  return {
    id: RESCAN,
    updateId: null,
    title: SCAN_AGAIN,
    state: 'Opened',
    recommendedAt: now,
    since: now,
    by: null,
    reason,
    downloaded: false,
    cameBack: false,
    installedInBoot: null,
    operation: null,
  };
}
