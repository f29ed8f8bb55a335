import type { EditRight } from './edits.js';
import type { ComplianceCheck, GroupRecord, MemberRule } from './group.js';
import type { MaintenanceWindow } from './window.js';

const MOST_NAMES = 10;
const MOST_CHANGES = 30;

/** What an edit changes, in plain words for the audit log and the person; empty where it changes nothing. */
export function changesOf(before: GroupRecord | null, after: GroupRecord): readonly string[] {
  if (after.deleted !== null) return [`deleted ${after.name}`];
  if (before === null) return [`created ${after.name}`, ...memberChanges(null, after)];
  const again = before.deleted === null ? [] : [`created ${after.name} again`];
  return [
    ...again,
    ...valueChange('name', before.name, after.name),
    ...memberChanges(before, after),
    ...checkChanges(before.checks, after.checks),
    ...valueChange('restart', before.restart, after.restart),
    ...valueChange('restart deferred', deferText(before), deferText(after)),
    ...valueChange('drivers', yesNo(before.allowDrivers), yesNo(after.allowDrivers)),
    ...valueChange('feature updates', yesNo(before.allowUpgrades), yesNo(after.allowUpgrades)),
    ...valueChange('tasks go to', before.channel, after.channel),
    ...valueChange('requests go to', before.approvalsChannel, after.approvalsChannel),
    ...valueChange('digest', digestText(before), digestText(after)),
    ...valueChange('rollout', rolloutText(before), rolloutText(after)),
    ...valueChange('windows', windowsText(before), windowsText(after)),
    ...valueChange('scans', scansText(before), scansText(after)),
    ...listChange('owners', before.owners, after.owners),
    ...listChange('operators', before.operators, after.operators),
    ...listChange('approvers', before.approvers, after.approvers),
  ].slice(0, MOST_CHANGES);
}

/** Whose right such an edit needs. */
export function rightFor(before: GroupRecord | null, after: GroupRecord): EditRight {
  if (before === null || before.deleted !== null) return 'admin';
  const lists = (group: GroupRecord) => JSON.stringify([group.owners, group.operators, group.approvers]);
  if (lists(before) !== lists(after)) return 'admin';
  if (before.allowDrivers !== after.allowDrivers || before.allowUpgrades !== after.allowUpgrades) return 'admin';
  const isMore = after.checks.some((check) => approvesMore(before.checks, check)) || approvesForMore(before, after);
  return isMore ? 'approving owner' : 'owner';
}

/** Whether computers are added for which something is approved automatically. */
function approvesForMore(before: GroupRecord, { members, checks }: GroupRecord): boolean {
  const had = new Set(before.members.byHand);
  return checks.some((check) => check.automaticApproval) && members.byHand.some((id) => !had.has(id));
}

function approvesMore(before: readonly ComplianceCheck[], check: ComplianceCheck): boolean {
  if (!check.automaticApproval) return false;
  const known = before.find(({ id }) => id === check.id);
  return (
    !known?.automaticApproval ||
    (check.patchGroup !== known.patchGroup && JSON.stringify(check.patchGroup) !== JSON.stringify(known.patchGroup))
  );
}

function memberChanges(before: GroupRecord | null, after: GroupRecord): readonly string[] {
  return [
    ...listChange('computers', before?.members.byHand ?? [], after.members.byHand),
    ...valueChange('rule', ruleText(before?.members.rule ?? null), ruleText(after.members.rule)),
  ];
}

/** `names fin-*, hr-*; systems Server 2022`. Null where there is no rule. */
export function ruleText(rule: MemberRule | null): string | null {
  if (rule === null) return null;
  const parts = [
    ['names', rule.names],
    ['systems', rule.systems],
    ['WSUS groups', rule.wsusGroups],
  ] as const;
  return parts
    .filter(([, list]) => list.length > 0)
    .map(([what, list]) => `${what} ${list.join(', ')}`)
    .join('; ');
}

function checkChanges(before: readonly ComplianceCheck[], after: readonly ComplianceCheck[]): readonly string[] {
  const gone = before.filter((check) => !after.some(({ id }) => id === check.id));
  return [
    ...gone.map((check) => `check "${check.name}" deleted`),
    ...after.flatMap((check) => {
      const known = before.find(({ id }) => id === check.id);
      if (known === undefined) return [`check "${check.name}" added: ${checkText(check)}`];
      const renamed = known.name === check.name ? '' : ` (was "${known.name}")`;
      if (renamed === '' && checkText(known) === checkText(check)) return [];
      return [`check "${check.name}"${renamed}: ${checkText(check)}`];
    }),
  ];
}

function checkText({ patchGroup, automaticApproval }: ComplianceCheck): string {
  const what =
    patchGroup === null
      ? 'all approved patches'
      : typeof patchGroup === 'string'
        ? `patch group ${patchGroup}`
        : names(patchGroup.map((kb) => `KB${kb}`));
  return `${what}, ${automaticApproval ? 'approved automatically' : 'approved by people'}`;
}

function digestText({ digest }: GroupRecord): string | null {
  return digest === null ? null : `"${digest.cron}" ${digest.timeZone} to ${digest.channel}`;
}

function rolloutText({ rollout }: GroupRecord): string {
  const { canaries, atOnce, stopAfterFailures } = rollout;
  return `${canaries} first, ${atOnce ?? 'all'} at once, stop after ${stopAfterFailures ?? 'no number of'} failures`;
}

function deferText({ restartDeferMinutes: minutes }: GroupRecord): string | null {
  return minutes === 0 ? null : `up to ${minutes} minutes`;
}

const yesNo = (isAllowed: boolean): string => (isAllowed ? 'allowed' : 'left alone');

function scansText({ scans }: GroupRecord): string | null {
  return scans === null ? null : `"${scans.cron}" ${scans.timeZone}`;
}

function windowsText({ windows }: GroupRecord): string | null {
  return windows.length === 0 ? null : windows.map(windowText).join(', ');
}

function windowText({ name, rule, durationMinutes, timeZone }: MaintenanceWindow): string {
  const begins =
    rule.kind === 'cron'
      ? rule.expression
      : `week ${rule.week} weekday ${rule.weekday} + ${rule.plusDays} days ${rule.at}`;
  return `${name} (${begins}; ${durationMinutes} minutes; ${timeZone})`;
}

function valueChange(what: string, before: string | null, after: string | null): readonly string[] {
  return before === after ? [] : [`${what}: ${before ?? 'none'} -> ${after ?? 'none'}`];
}

function listChange(what: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const [had, has] = [new Set(before), new Set(after)];
  const added = after.filter((one) => !had.has(one));
  const removed = before.filter((one) => !has.has(one));
  return [
    ...(added.length > 0 ? [`${what} added: ${names(added)}`] : []),
    ...(removed.length > 0 ? [`${what} removed: ${names(removed)}`] : []),
  ];
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).join(', ');
  return all.length > MOST_NAMES ? `${shown} and ${all.length - MOST_NAMES} more` : shown;
}
