import type { Facts, NeededUpdate } from './computer.js';
import type { PatchbayFailure } from './errors.js';
import type { ComputerId } from './ids.js';
import { HAS_DEADLINE } from './reasons.js';
import type { RunMode } from './rollout.js';

export interface PlanRules {
  readonly maxScanAgeMs: number;
  readonly minFreeDiskBytes: number;
  /** Names under which clients may know our WSUS, lower case. */
  readonly wsusNames: readonly string[];
  /** These come last, in this order: WSUS's computer, and the one that we run on. */
  readonly last?: readonly ComputerId[];
}

/**
 * What the computer itself says against being patched. Asked for the plan, and again just before the install. A pending
 * restart does not keep it from downloading.
 * @param mayRestart whether the run may come to restart it
 */
export function whyFactsBlock(
  facts: Facts | null,
  rules: PlanRules,
  mode: RunMode,
  mayRestart = false,
): PatchbayFailure | null {
  if (facts === null) return { code: 'PB511', details: { hours: Math.round(rules.maxScanAgeMs / 3_600_000) } };
  const other = otherManager(facts, rules);
  if (other !== null) return other;
  if (mayRestart && !facts.startsAlone) return { code: 'PB527', details: {} };
  if (facts.servicingBusy && mode !== 'distribute') return { code: 'PB520', details: {} };
  if (facts.restartRequired && mode !== 'distribute') return { code: 'PB514', details: {} };
  if (facts.systemDriveFreeBytes < rules.minFreeDiskBytes) {
    const freeMb = Math.round(facts.systemDriveFreeBytes / 1_048_576);
    return { code: 'PB519', details: { freeMb, needMb: Math.round(rules.minFreeDiskBytes / 1_048_576) } };
  }
  return null;
}

/** A deadline on WSUS makes the computer install, and restart, by itself. */
export function whyDeadlineBlocks(needed: readonly NeededUpdate[]): PatchbayFailure | null {
  const due = needed.find(({ deadline }) => deadline !== null);
  return due === undefined ? null : { code: 'PB512', details: { policy: `${HAS_DEADLINE} ${due.title}` } };
}

/** Who else would patch or restart it (AUOptions 4 and 5 install by themselves, a deadline does too). */
function otherManager(facts: Facts, rules: PlanRules): PatchbayFailure | null {
  const policy = facts.policy;
  if (policy.configMgr) return { code: 'PB518', details: { manager: 'ConfigMgr' } };
  if (policy.updateForBusiness) return { code: 'PB518', details: { manager: 'Windows Update for Business' } };
  if (policy.deadline) return { code: 'PB512', details: { policy: 'a deadline is set' } };
  if (!policy.noAutoUpdate && (policy.auOptions === 4 || policy.auOptions === 5 || policy.auOptions === null))
    return { code: 'PB512', details: { policy: `AUOptions ${policy.auOptions ?? 'not set'}` } };
  return whyOtherServer(facts, rules);
}

/** Another update server has its own approvals: what is missing by ours, a scan does not tell. */
export function whyOtherServer(
  { policy }: Pick<Facts, 'policy'>,
  rules: Pick<PlanRules, 'wsusNames'>,
): PatchbayFailure | null {
  if (!policy.useWuServer || policy.wuServer === null)
    return { code: 'PB513', details: { server: 'Microsoft Update' } };
  return isOurs(policy.wuServer, rules) ? null : { code: 'PB513', details: { server: policy.wuServer } };
}

/** By the whole name as the configuration has it: a first label alone could belong to anybody. */
function isOurs(wuServer: string, rules: Pick<PlanRules, 'wsusNames'>): boolean {
  const host = /^https?:\/\/([a-z0-9.-]+)(:\d+)?\/?$/i.exec(wuServer.trim())?.[1]?.toLowerCase() ?? '';
  return rules.wsusNames.includes(host);
}
