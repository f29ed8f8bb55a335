import type { ComplianceCheck, GroupRecord } from '../../domain/group.js';
import { ruleText } from '../../domain/group-changes.js';
import type { CheckLine, DenialLine, GroupView, MembersPreview, PatchGroupView } from '../../domain/group-views.js';
import type { GroupLine } from '../../domain/views.js';
import { bold, code, count, day, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** What is said of groups, checks, patch groups and denials. */

export const GROUPS_HEAD = 'Provisioning groups';
export const PATCH_GROUPS_HEAD = 'Patch groups';
export const DENIED_HEAD = 'Denied patches';
export const WHO_EDITS = mrkdwn`Its owners and the administrators can edit it.`;

/** Below a list that is longer than a card. */
export function moreNamed(more: number): Mrkdwn {
  return mrkdwn`and ${more} more; name one to see it.`;
}

export function groupLine(group: GroupLine): Mrkdwn {
  const checked = group.checkedAt === null ? mrkdwn`not checked yet` : mrkdwn`checked ${moment(group.checkedAt)}`;
  const title = mrkdwn`${bold(safe(group.name, 100))} (${code(group.groupId)})`;
  if (group.computers === 0) return mrkdwn`${title}\nNo computers yet`;
  const standing = mrkdwn`${bold(mrkdwn`${group.compliant}/${group.computers} compliant`)}, ${checked}`;
  return mrkdwn`${title}\n${count(group.computers, 'computer')}, ${standing}`;
}

export function groupsSummary(groups: readonly GroupLine[]): Mrkdwn {
  if (groups.length === 0) return mrkdwn`There is no provisioning group yet. An administrator can make one.`;
  return mrkdwn`${count(groups.length, 'provisioning group')}.`;
}

export function groupSummary({ group, computers, compliant, checkedAt }: GroupView): Mrkdwn {
  const standing = bold(mrkdwn`${compliant}/${computers.length} compliant`);
  const checked = checkedAt === null ? mrkdwn`not checked yet` : mrkdwn`checked ${moment(checkedAt)}`;
  return mrkdwn`${safe(group.name, 100)}: ${count(computers.length, 'computer')}, ${standing}, ${checked}.`;
}

const MOST_COMPUTERS = 10;

export function membersText({ group, computers, byHand, unknown }: GroupView): Mrkdwn {
  if (computers.length === 0)
    return mrkdwn`${bold(mrkdwn`Computers`)}\nNone: nothing can be scanned. Add some by hand, or by a rule.`;
  const { rule } = group.members;
  const names = list(
    computers.map((id) => code(id)),
    MOST_COMPUTERS,
  );
  const how = [
    mrkdwn`${byHand} by hand`,
    ...(rule === null ? [] : [mrkdwn`${computers.length - byHand} by the rule: ${safe(ruleText(rule) ?? '', 300)}`]),
    ...(unknown === 0 ? [] : [mrkdwn`${unknown} named here are no longer in the configuration`]),
  ];
  return mrkdwn`${bold(mrkdwn`Computers`)}\n${names}\n${join(how, '; ')}`;
}

export function checksTitle({ checks }: GroupView): Mrkdwn {
  const title = bold(mrkdwn`Compliance checks`);
  return checks.length > 0
    ? title
    : mrkdwn`${title}\nNone: a scan of this group recommends nothing. Add a check, so that it does.`;
}

/** `*Operating System Patches and Updates* · Patch · last scan … · 0/2 compliant`, and what it asks for. */
export function checkText(line: CheckLine): Mrkdwn {
  const { check, lastScan, compliant, of } = line;
  const scanned = lastScan === null ? mrkdwn`never scanned` : mrkdwn`last scan ${moment(lastScan)}`;
  const parts = [bold(safe(check.name, 100)), mrkdwn`Patch`, scanned, bold(mrkdwn`${compliant}/${of} compliant`)];
  return mrkdwn`${join(parts, ' · ')}\n${scopeText(line)}; ${approvalText(check)}`;
}

function scopeText({ check, patchGroup }: Pick<CheckLine, 'check' | 'patchGroup'>): Mrkdwn {
  if (check.patchGroup === null) return mrkdwn`All patches that are approved on WSUS`;
  if (patchGroup !== null) return mrkdwn`Patch group ${safe(patchGroup, 100)}`;
  if (typeof check.patchGroup === 'string') return mrkdwn`Patch group ${safe(check.patchGroup)}`;
  return mrkdwn`Only ${list(
    check.patchGroup.map((kb) => safe(`KB${kb}`)),
    5,
  )}`;
}

function approvalText({ automaticApproval }: ComplianceCheck): Mrkdwn {
  return automaticApproval
    ? mrkdwn`recommendations are approved automatically`
    : mrkdwn`recommendations wait for an approver`;
}

const RESTARTS: Readonly<Record<GroupRecord['restart'], Mrkdwn>> = {
  never: mrkdwn`never`,
  'if-required': mrkdwn`where an install asks for it`,
  always: mrkdwn`always after an install`,
};

/** How the group is run, and who looks after it: one line each. */
export function settingsText({ group, opens }: GroupView): Mrkdwn {
  const { restart, rollout, owners, windows } = group;
  const next = opens === null ? mrkdwn`` : mrkdwn`, next ${moment(opens)}`;
  const lines = [
    mrkdwn`Restart: ${RESTARTS[restart]}${deferText(group.restartDeferMinutes)}${allowedText(group)}`,
    mrkdwn`Rollout: ${rolloutText(rollout)}`,
    mrkdwn`Maintenance windows: ${windows.length === 0 ? mrkdwn`none, patched at any time` : windowNames(group)}${next}`,
    mrkdwn`Owners: ${owners.length === 0 ? mrkdwn`none, administrators edit it` : list(owners.map(person), 10)}`,
    mrkdwn`Tasks go to: ${channelText(group.channel, mrkdwn`where somebody asked`)}`,
    mrkdwn`Requests go to: ${channelText(group.approvalsChannel, mrkdwn`the workspace’s approvers`)}`,
    mrkdwn`Digest: ${digestText(group)}`,
  ];
  return mrkdwn`${bold(mrkdwn`Settings`)}\n${join(lines, '\n')}`;
}

function deferText(minutes: number): Mrkdwn {
  return minutes === 0 ? mrkdwn`` : mrkdwn`; logged-on users may defer it by ${count(minutes, 'minute')}`;
}

/** What is left alone elsewhere. */
function allowedText({ allowDrivers, allowUpgrades }: GroupRecord): Mrkdwn {
  const also = [allowDrivers ? mrkdwn`drivers` : mrkdwn``, allowUpgrades ? mrkdwn`feature updates` : mrkdwn``];
  return allowDrivers || allowUpgrades ? mrkdwn`\nAlso installed: ${join(also, ', ')}` : mrkdwn``;
}

function rolloutText({ canaries, atOnce, stopAfterFailures }: GroupRecord['rollout']): Mrkdwn {
  const parts = [
    canaries === 0 ? mrkdwn`` : mrkdwn`${canaries} first, then a person continues`,
    atOnce === null ? mrkdwn`all at once` : mrkdwn`${atOnce} at once`,
    stopAfterFailures === null ? mrkdwn`` : mrkdwn`stops after ${count(stopAfterFailures, 'failure')}`,
  ];
  return join(parts, ', ');
}

function windowNames({ windows }: GroupRecord): Mrkdwn {
  return list(
    windows.map((window) => safe(window.name, 60)),
    5,
  );
}

function channelText(channel: string | null, otherwise: Mrkdwn): Mrkdwn {
  return channel === null ? otherwise : channelLink(channel);
}

/** Only ids that are a channel's are ever kept. */
function channelLink(id: string): Mrkdwn {
  return /^[CG][A-Z0-9]{2,20}$/.test(id) ? (`<#${id}>` as Mrkdwn) : safe(id, 30);
}

function digestText({ digest }: GroupRecord): Mrkdwn {
  if (digest === null) return mrkdwn`none`;
  return mrkdwn`${channelLink(digest.channel)}, ${code(digest.cron)} (${safe(digest.timeZone, 60)})`;
}

export function tasksText({ tasks }: GroupView): Mrkdwn {
  if (tasks.length === 0) return mrkdwn``;
  const running = list(
    tasks.map((id) => safe(id)),
    5,
  );
  return mrkdwn`Now running: task ${running}.`;
}

/** Who would be in the group, before it is saved. */
export function previewText(preview: MembersPreview): Mrkdwn {
  const { computers, added, removed, byRule, of } = preview;
  const rule = byRule === null ? mrkdwn`` : mrkdwn`The rule matches ${byRule} of ${count(of, 'computer')}.`;
  const lines = [
    mrkdwn`${bold(mrkdwn`Preview:`)} the group would have ${count(computers.length, 'computer')}. ${rule}`,
    added.length === 0 ? mrkdwn`` : mrkdwn`New: ${names(added)}`,
    removed.length === 0 ? mrkdwn`` : mrkdwn`No longer: ${names(removed)}`,
    added.length + removed.length === 0 ? mrkdwn`The same computers as now.` : mrkdwn``,
  ];
  return join(lines, '\n');
}

function names(all: readonly string[]): Mrkdwn {
  return list(
    all.map((id) => code(id)),
    20,
  );
}

export const DOUBTS: Readonly<Record<NonNullable<MembersPreview['doubt']>, string>> = {
  'matches nothing': 'Save it although the rule matches no computer',
  'matches everything': 'Save it although the rule matches every computer',
};

export function doubtText(doubt: NonNullable<MembersPreview['doubt']>): Mrkdwn {
  return doubt === 'matches nothing'
    ? mrkdwn`The rule matches no computer at all: is a pattern misspelt? Tick the box if it is meant so.`
    : mrkdwn`The rule matches every computer that there is. Tick the box if it is meant so.`;
}

/** The module's sentence, asked before recommendations are approved without a person. */
export function automaticText(check: ComplianceCheck, group: string): Mrkdwn {
  return mrkdwn`All recommendations that ${bold(safe(check.name, 100))} generates for ${safe(group, 100)} will be created in the Approved state: the next run installs them without anybody having looked at them. Those that are Opened now stay Opened. Enable automatic approval?`;
}

export function automaticEndText(check: ComplianceCheck, group: string): Mrkdwn {
  return mrkdwn`New recommendations of ${bold(safe(check.name, 100))} for ${safe(group, 100)} will wait for an approver. What is Approved now stays Approved.`;
}

export function deleteCheckText({ group, checks }: GroupView, check: ComplianceCheck): Mrkdwn {
  const last =
    checks.length === 1
      ? mrkdwn` It is the last one: ${safe(group.name, 100)} will not be checked any more.`
      : mrkdwn``;
  return mrkdwn`Delete the check ${bold(safe(check.name, 100))}? What only it asks for is closed at the next check.${last}`;
}

export function deleteGroupText({ group, computers, checks }: GroupView): Mrkdwn {
  const has = join([count(computers.length, 'computer'), count(checks.length, 'check')], ', ');
  return mrkdwn`Delete the group ${bold(safe(group.name, 100))}? It has ${has}. The computers stay, and so do their recommendations; without another group nothing scans or patches them.`;
}

export function deletedText(what: string): Mrkdwn {
  return mrkdwn`${bold(safe(what, 100))} is deleted.`;
}

export function savedText(view: GroupView, command: string): Mrkdwn {
  const show = code(`${command} group ${view.group.id}`);
  return mrkdwn`Saved. ${groupSummary(view)}\nType ${show} to see the whole group.`;
}

export function patchGroupLine({ patchGroup, patches, usedBy }: PatchGroupView): Mrkdwn {
  const users = list(
    usedBy.map(({ name }) => safe(name, 60)),
    5,
  );
  const used = usedBy.length === 0 ? mrkdwn`no check asks for it` : mrkdwn`checks of ${users} ask for it`;
  return mrkdwn`${bold(safe(patchGroup.name, 100))} (${code(patchGroup.id)})\n${count(patches.length, 'patch', 'patches')} of the catalogue, ${used}`;
}

export function patchGroupContent({ patchGroup }: PatchGroupView): Mrkdwn {
  const { kbs, updates, rule } = patchGroup;
  const parts = [
    kbs.length === 0
      ? mrkdwn``
      : mrkdwn`KB numbers: ${list(
          kbs.map((kb) => safe(`KB${kb}`)),
          20,
        )}`,
    updates.length === 0 ? mrkdwn`` : mrkdwn`${count(updates.length, 'update')} by id`,
    rule === null
      ? mrkdwn``
      : mrkdwn`Rule: ${join(
          [rule.classifications, rule.severities, rule.products]
            .filter((words) => words.length > 0)
            .map((words) =>
              list(
                words.map((word) => safe(word, 60)),
                5,
              ),
            ),
          ' · ',
        )}`,
  ];
  return join(parts, '\n');
}

export function patchGroupsSummary(groups: readonly PatchGroupView[]): Mrkdwn {
  if (groups.length === 0) return mrkdwn`There is no patch group yet. A check asks for all approved patches.`;
  return mrkdwn`${count(groups.length, 'patch group')}.`;
}

export function deletePatchGroupText({ patchGroup }: PatchGroupView): Mrkdwn {
  return mrkdwn`Delete the patch group ${bold(safe(patchGroup.name, 100))}? The patches themselves stay as they are.`;
}

export function denialsSummary(lines: readonly DenialLine[]): Mrkdwn {
  if (lines.length === 0) return mrkdwn`No patch is denied.`;
  return mrkdwn`${count(lines.length, 'patch', 'patches')} denied: installed nowhere, whatever else approves it.`;
}

export function denialLine({ denial, titles, neededBy }: DenialLine): Mrkdwn {
  const { patch, reason, until, by, at } = denial;
  const name = patch.kind === 'kb' ? `KB${patch.kb}` : patch.updateId;
  const end = until === null ? mrkdwn`until somebody lifts it` : mrkdwn`until the end of ${day(until - 1)} (UTC)`;
  const [title] = titles;
  const what = title === undefined ? mrkdwn`` : mrkdwn` ${safe(title, 120)}`;
  const more = titles.length > 1 ? mrkdwn` and ${titles.length - 1} more` : mrkdwn``;
  const facts = [end, mrkdwn`by ${person(by)} ${moment(at)}`, mrkdwn`needed by ${count(neededBy, 'computer')}`];
  return mrkdwn`${bold(safe(name))}${what}${more}\n${safe(reason, 300)} (${join(facts, '; ')})`;
}

export function moreDenied(more: number): Mrkdwn {
  return mrkdwn`and ${more} more.`;
}

export function denyHint(): Mrkdwn {
  return mrkdwn`From the moment that it is denied no plan and no run begins it, and the next check closes its recommendations. What a computer is installing at that moment is not taken back.`;
}

export function liftText(patch: string): Mrkdwn {
  return mrkdwn`Lift the denial of ${bold(safe(patch, 60))}? Where it is still needed and approved on WSUS, the next check recommends it again.`;
}

export function denySavedText(lines: readonly DenialLine[], command: string): Mrkdwn {
  return mrkdwn`Saved. ${denialsSummary(lines)} Type ${code(`${command} deny`)} to see them.`;
}

export function patchGroupSavedText(view: PatchGroupView, command: string): Mrkdwn {
  const show = code(`${command} patches ${view.patchGroup.id}`);
  return mrkdwn`Saved. ${patchGroupLine(view)}\nType ${show} to see it.`;
}

export function denyReason(patches: readonly string[]): Mrkdwn {
  const named = list(
    patches.map((patch) => code(patch)),
    10,
  );
  return mrkdwn`Why is ${named} to be denied? Click ${bold(mrkdwn`Deny…`)} and say so, with a last day if there is one.`;
}
