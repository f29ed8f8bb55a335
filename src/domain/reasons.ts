import type { HookPhase } from './hooks.js';
import type { RestartWait } from './restart-wait.js';
import type { Leg } from './target.js';

/**
 * What the domain and the engine say in plain words, and keep: why a form was not taken, why a recommendation is in its
 * state, what a target is at and how it ended. Their details are hostile: whoever shows them escapes the whole.
 */

// Forms that are not taken: PB113 says them, each with what to do instead.

export const NO_NAME = 'The name needs at least one visible character.';
export const PATCH_GROUP_GONE = 'That patch group is no longer there. Choose another one.';
export const SAME_GROUP = 'Choose another group: a group cannot be copied to itself.';
export const NAMELESS_MODEL = 'That computer has no name that a patch group could be called by. Choose another one.';
export const ROLLOUT_NUMBERS = 'The numbers of a rollout are whole ones, from 1 to 10000; canaries may be 0.';
export const RULE_BY_ADMINS =
  'Only administrators set the rule: it also takes in computers that come later, of any group. Add computers by name, or ask an administrator.';
export const WINDOW_ILL = 'The window cannot be so. Open it again.';
export const SCANS_ILL = 'Scans cannot be so. Open the schedule again.';
export const FREEZE_ORDER = 'A freeze ends after it begins, and not in the past.';
export const FREEZE_LENGTH = 'A freeze lasts for a year at most.';
export const DEFER_MINUTES = 'A restart is deferred by whole minutes, from 0 to 1440.';
export const NO_PATCH_NAMED = 'Name at least one patch, such as KB5031356.';
export const NO_DAY = 'The last day must be a date, such as 2026-12-24.';
export const DAY_OVER = 'The last day is over already. Choose a later one, or none.';
export const NOT_DENIED = 'That patch is not denied any more.';
export const STACK_GONE = 'That software stack is no longer there. Choose another one.';
export const PLAN_GONE = 'That plan is no longer there. Make a new one, and save that.';
export const NO_PATCH_CHOSEN = 'Choose at least one patch, or fill in the rule.';
export const NUMBER_IS_TASK = 'A number alone is the name of a task. Add a word to it.';

export function nameReserved(name: string): string {
  return `"${name}" has a meaning of its own here. Choose another name.`;
}

export function nameTaken(name: string, by: 'computer' | 'group' | 'patch group' | 'software stack'): string {
  const taken = by === 'computer' ? `"${name}" is a computer.` : `There is a ${by} "${name}" already.`;
  return `${taken} Choose another name.`;
}

export function checkNameTaken(group: string, name: string): string {
  return `${group} has a check "${name}" already. Choose another name.`;
}

export function copiedAlready(group: string): string {
  return `${group} has checks of these names already. Choose others, or rename them first.`;
}

/** What has a limit, by what there are too many of. */
export const AT_MOST = {
  checks: (most: number) => `A group has at most ${most} checks. Delete one first.`,
  owners: (most: number) => `A group has at most ${most} owners. Take one out first.`,
  windows: (most: number) => `A group has at most ${most} windows. Remove one first.`,
  patterns: (most: number) => `A rule takes at most ${most} patterns of a kind. Use wider ones, such as fin-*.`,
  listed: (most: number) => `A patch group lists at most ${most} patches. Use its rule for more.`,
  stacks: (most: number) => `There are at most ${most} software stacks. Delete one first.`,
  inStack: (most: number) => `A software stack has at most ${most} patches. Make a second one of the others.`,
  denials: (most: number) => `At most ${most} patches can be denied. Lift some first.`,
  denialsAtOnce: (most: number) => `Name at most ${most} patches at once. Deny the others after these.`,
  nameLength: (most: number) => `A name has at most ${most} characters. Choose a shorter one.`,
  reasonLength: (most: number) => `A reason has at most ${most} characters. Say it shorter.`,
} as const;

export function notScanned(computer: string): string {
  return `${computer} has no complete scan. Scan it first.`;
}

export function nothingListed(computer: string): string {
  return `The scan of ${computer} lists no such patch. Choose another computer, or scan it again.`;
}

export function modelTooLong(computer: string, patches: number, most: number): string {
  return `${computer} has ${patches} patches; a patch group lists at most ${most}. Use a rule instead.`;
}

export function unknownZone(zone: string): string {
  return `There is no time zone "${zone}", such as Europe/Berlin.`;
}

export function neverComes(cron: string): string {
  return `"${cron}" never comes. Check the day and the month.`;
}

export function taskNotEnded(task: string, group: string, command: string): string {
  return `Task ${task} of ${group} has not ended. Wait for it, or type ${command} stop ${task}.`;
}

export function stillScheduled(scheduled: number, group: string, id: string, command: string): string {
  const are = scheduled === 1 ? '1 recommendation is' : `${scheduled} recommendations are`;
  return `${are} scheduled for a window of ${group}. Unschedule them first: ${command} recommendations ${id}.`;
}

export function unknownComputer(name: string, near: string | null): string {
  return `There is no computer "${name}".${didYouMean(near)}`;
}

export function unknownWsusGroup(name: string, near: string | null): string {
  return `WSUS has no computer group "${name}".${didYouMean(near)}`;
}

/** With a space before it; empty where nothing is near. */
export function didYouMean(near: string | null): string {
  return near === null ? '' : ` Did you mean ${near}?`;
}

export function notYours(computer: string, group: string): string {
  return `${computer} belongs to ${group}, which you do not own. Ask an administrator to add it.`;
}

export function noPatchName(typed: string): string {
  return `"${typed}" is no KB number, such as KB5031356, and no update id.`;
}

const MOST_NAMED = 10;

/** Lines of a software stack that name no patch that WSUS lists. */
export function notInCatalogue(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  const [these, lines] = names.length === 1 ? ['this', 'the line'] : ['these', 'the lines'];
  const named = names.slice(0, MOST_NAMED).join(', ');
  return `WSUS lists no patch by ${these}: ${named}${more}. Correct ${lines}, or take ${names.length === 1 ? 'it' : 'them'} out.`;
}

/** How sentences name it: `the software stack March baseline`. */
export function theStack(name: string): string {
  return `the software stack ${name}`;
}

export function stillAskedFor(checks: readonly string[]): string {
  return `Compliance checks of ${checks.join(', ')} ask for it. Change them first.`;
}

// Recommendations, and computers that are not compliant.

/** The module's sentence for a patch that is missing. */
export function installSentence(title: string, id: string): string {
  return `Install the required software "${title} - ${id}".`;
}

/** The module's sentence for a computer that no scan tells of. */
export const SCAN_AGAIN = 'Run patch discovery scan again.';
export const SCANNED = 'a complete scan exists';
export const NEVER_SCANNED = 'never scanned';
export const SCAN_TOO_OLD = 'the last scan is too old';
export const SCAN_WITH_ERRORS = 'the last scan ended with errors';
export const FOUND_INSTALLED = 'found installed';
export const CAME_BACK = 'was implemented once and is needed again';
export const NEEDED_AGAIN = 'is needed again';
export const APPROVED_BY_CHECK = 'approved by the compliance check';
export const NO_LONGER_NEEDED = 'no longer needed';
export const SUPERSEDED = 'superseded by a newer patch';
export const NOT_ASKED_FOR = 'no compliance check asks for it';
export const NOT_ON_WSUS_YET = 'WSUS still downloads it';
export const TO_UNINSTALL = 'approved on WSUS to be uninstalled';
export const APPROVAL_WITHDRAWN = 'its approval on WSUS was withdrawn';
export const NOT_STARTED = 'not started';

export function notStarted(why: string | null): string {
  return why === null ? NOT_STARTED : `${NOT_STARTED}: ${why}`;
}

export const NOT_DOWNLOADED = 'not downloaded';
export const ONLY_DOWNLOADED = 'downloaded, not installed';
export const ROLLED_BACK = 'still needed after the restart: Windows rolled it back';
export const NOT_SHOWN = 'no scan shows it installed';
export const NOT_OFFERED = 'Windows did not offer them';
export const NOT_OFFERED_NOW = 'the computer is not offered it any more: scan it again';
export const DEFINITIONS_AGAIN = 'installed, and offered again: definitions are renewed several times a day';
export const NO_DRIVERS = 'it is a driver, and no group of the computer takes those';
export const NO_UPGRADES = 'it is a feature update, and no group of the computer takes those';
export const HAS_DEADLINE = 'WSUS set a deadline for';
export const READ_CODE = 'Look up the code, or read the log, before you retry.';
export const READ_CBS = 'Windows undid it in the restart: look at CBS.log on the computer before you retry.';
export const READ_LOG = 'Read the log before you retry.';

export function stillNeededAfter(what: 'install' | 'restart'): string {
  return `still needed after the ${what}`;
}

/** An install of which no result came. */
export function untold(isInterrupted: boolean, isNeeded: boolean): string {
  const what = isInterrupted ? 'the install was interrupted' : 'the install told nothing of it';
  return isNeeded ? what : `${what}, and ${NOT_SHOWN}`;
}

/** `the install failed with 0x80070643: the update's own installer failed`. @param meaning null where none is known */
export function whyItFailed(what: 'install' | 'download', code: string | null, meaning: string | null): string {
  if (code === null) return `the ${what} failed`;
  return `the ${what} failed with ${code}${meaning === null ? '' : `: ${meaning}`}`;
}

/** `busy: another installation was under way (0x80240009)`. */
export function keptBackBy(kind: 'busy' | 'waiting', meaning: string, code: string): string {
  return `${kind === 'busy' ? 'busy' : 'waits for a restart'}: ${meaning} (${code})`;
}

// Targets, and what a task came to.

export const STOPPED_EARLY = 'stopped before anything started';
export const HEALTH_UNKNOWN = 'how WSUS stands could not be found out: read the log of this task';
export const WINDOW_CLOSED = 'the maintenance window closed';

/** A script of the administrators, by when it runs: `the script before the restart`. */
export const HOOKS: Readonly<Record<HookPhase, string>> = {
  before: 'before the install',
  'before-restart': 'before the restart',
  after: 'after the run',
};

/** @param confirm what a person says once the computer is in service again */
export function afterHook(phase: HookPhase, confirm: string): string {
  switch (phase) {
    case 'before':
      return 'Nothing was installed. Correct what it complains of, then run again.';
    case 'before-restart':
      return 'It was not restarted. Correct what it complains of, then restart it or run again.';
    case 'after':
      return `The patches are as the log says. Put the computer back into service, then say ${confirm}.`;
  }
}

/** Why a script counts as failed. */
export const HOOK_CAUSES = {
  missing: 'there is no such file',
  'timed-out': 'it did not end in time',
  vanished: 'it vanished, so nobody knows how far it came',
} as const;

/** `it ended with 1: the pool did not drain`. @param output the end of what it printed */
export function hookEndedWith(exitCode: number | null, output: string): string {
  const last = output.trim().split(/\r?\n/).at(-1)?.trim() ?? '';
  return `it ended with ${exitCode ?? 'no exit code'}${last === '' ? '' : `: ${last}`}`;
}

export const TRY_AGAIN = 'Try it again.';

/** Said after why a run failed: its computer may be out of service, too. */
export function afterFailedToo(message: string): string {
  return `${message} And the script ${HOOKS.after} failed: see the log.`;
}

/** What people at a computer read. @param minutes until it restarts at the latest */
export function restartNotice(minutes: number): string {
  const when = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `Updates were installed. This computer restarts as soon as nobody is logged on, and in ${when} at the latest. Save your work and sign out when it suits you.`;
}

/** `2 of 2 uninstalled, 1 waits for a restart`. */
export function uninstallText(gone: number, planned: number, waiting: number, why: string | null): string {
  return [
    `${gone} of ${planned} uninstalled`,
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a restart`] : []),
    ...(gone + waiting < planned && why !== null ? [`${planned - gone - waiting} not started: ${why}`] : []),
  ].join(', ');
}

/** What a target is at, by its leg. */
export const AT_WORK: Readonly<Record<Leg, string>> = {
  facts: 'reading facts',
  scan: 'scanning',
  distribute: 'downloading',
  'hook-before': 'running the script before',
  install: 'installing',
  uninstall: 'uninstalling',
  users: 'looking who is logged on',
  notice: 'telling who is logged on',
  'hook-restart': 'running the script before the restart',
  restart: 'restarting',
  'await-boot': 'waiting for the restart',
  settle: 'waiting for Windows to finish',
  'verify-scan': 'scanning to verify',
  validate: 'checking',
  'hook-after': 'running the script after',
  'wsus-sync': 'synchronizing',
  'wsus-approve': 'setting approvals',
  'wsus-health': 'looking at how WSUS stands',
  'wsus-list': 'reading the patch catalogue',
};

export function notAnswering(leg: Leg): string {
  return `${AT_WORK[leg]}; does not answer, trying again`;
}

/** `restart waits for the next maintenance window`. When that is, is shown in the reader's own zone beside it. */
export function restartWaits(wait: RestartWait): string {
  if (wait.for === 'doubt') return 'restart waits: it cannot be read whether there is a freeze';
  if (wait.for === 'window') return 'restart waits for the next maintenance window';
  if (wait.for === 'users') return 'restart waits for logged-on users';
  if (wait.for === 'set') return `waits until ${wait.computer} is back in service: ${wait.set} never restart together`;
  return `restart waits for the end of a freeze: ${wait.reason}`;
}

export function stopping(leg: Leg): string {
  return `${AT_WORK[leg]}; stopping`;
}

/** @param reason null where a person stopped it */
export function neverBegun(reason: string | null): string {
  return reason === null ? 'stopped before it began' : `not started: ${reason}`;
}

export function complianceOf(missing: number): string {
  return missing === 0 ? 'compliant' : `not compliant: ${missing} missing`;
}

export function complianceUnknown(reason: string | null): string {
  return `unknown: ${reason ?? 'not checked'}`;
}

/** @param of what was planned */
export function implementedText(implemented: number, of: number): string {
  return `${implemented} of ${of} implemented`;
}

/**
 * `3 of 5 implemented, 1 waits for a restart, 1 not started: the maintenance window closed`.
 * @param left that many were not begun, and `why`, as in `not started: the maintenance window closed`
 */
export function runText(
  counts: { readonly implemented: number; readonly planned: number; readonly restartPending: number },
  { left, why }: { readonly left: number; readonly why: string },
  renewed = 0,
): string {
  const { implemented, planned, restartPending: waiting } = counts;
  const gone = planned - implemented - waiting - left - renewed;
  return [
    implementedText(implemented, planned),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a restart`] : []),
    ...(left > 0 ? [`${left} ${why}`] : []),
    ...(renewed > 0 ? [`${renewed} offered in a newer version already`] : []),
    ...(gone > 0 ? [`${gone} no longer asked for`] : []),
  ].join(', ');
}

/** `4 of 5 succeeded, 1 failed`. @param why nothing further was started, where something stopped it */
export function taskText(
  counts: { readonly of: number; readonly succeeded: number; readonly failed: number; readonly stopped: number },
  why: string | null,
): string {
  const parts = [
    `${counts.succeeded} of ${counts.of} succeeded`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.stopped > 0 ? [`${counts.stopped} stopped`] : []),
  ].join(', ');
  return why === null ? parts : `${parts}; nothing further was started, since ${why}`;
}

/** @param way how, and why so */
export function reachedBy(way: string): string {
  return `reached by ${way}`;
}

/** @param skewMs ahead of ours; behind: less than 0 */
export function clockIsOff(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const size =
    minutes < 1
      ? `${Math.round(Math.abs(skewMs) / 1000)} s`
      : minutes < 120
        ? `${minutes} min`
        : `${Math.round(minutes / 60)} h`;
  return `its clock is ${size} ${skewMs < 0 ? 'behind' : 'ahead'}; correct it`;
}

/** Why computers are not added or retired. */
export const NO_CREDENTIALS = 'Choose the credentials that these computers are logged on to with.';
export const NO_COMPUTER = 'Choose at least one computer. Nothing was done.';
export const NO_FILE = 'Choose a file.';
export const NOT_YOUR_FILE = 'That is not a file that you sent here.';

export function tooManyComputers(most: number): string {
  return `That is more than ${most} computers: import them in parts.`;
}

export function fileTooLarge(bytes: number): string {
  return `The file is larger than ${bytes / 1_000_000} MB.`;
}

/** Why a computer is not renamed. */
export const NO_COMPUTER_NAME = 'A computer’s name has at most 63 letters, digits, dots and dashes.';
export const NO_HOST = 'Its host must be a name or an IPv4 address, without scheme and port.';
export const NO_PORT = 'Its port must be a number from 1 to 65535.';
export const NO_WINDOWS_NAME = 'Windows’ own name has at most 63 letters, digits, dashes and underscores.';

export function notOurs(computer: string): string {
  return `${computer} is of the configuration: change its name or address there, under computers, and start Patchbay again.`;
}

export function computerNameTaken(name: string): string {
  return `There is, or was, a computer ${name}: choose another name.`;
}

export function isRetired(computer: string): string {
  return `${computer} is retired: bring it back first.`;
}

export function isLookedAt(computer: string): string {
  return `${computer} is being diagnosed: wait until that has ended.`;
}

export function notToRetire(computer: string): string {
  return `${computer} is the computer that WSUS runs on: it cannot be retired.`;
}
