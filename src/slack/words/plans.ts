import { userText } from '../../domain/errors.js';
import type { Blocked, Plan, PlannedUpdate, PlanRow } from '../../domain/plan.js';
import { outOfOrder } from '../../domain/plan-order.js';
import type { LeftOut, RunMode, RunOptions } from '../../domain/rollout.js';
import type { RunView } from '../../domain/views.js';
import { bold, clean, code, count, join, list, type Mrkdwn, mrkdwn, safe, upTo } from '../text.js';
import { failureText } from './failures.js';
import { LABELS } from './labels.js';

/** Words of a run's plan, of its options, and of the confirmation. */

/** So much of a stack's name, and of its group's, goes into one line. */
const IN_HEAD = 55;

export function planHead({ groupName, plan }: RunView): string {
  const { stack } = plan.options;
  if (stack === null) return `Plan of a run · ${groupName}`;
  return `Plan of a run · Software stack: ${clean(stack.name, IN_HEAD)} · ${clean(groupName, IN_HEAD)}`;
}

export function planTitle({ groupName, plan }: RunView): string {
  const what = plan.options.stack === null ? 'a run' : `the software stack ${clean(plan.options.stack.name, IN_HEAD)}`;
  return clean(`Plan of ${what} for ${groupName}`, 150);
}

export function planSummary({ groupName, plan }: RunView): Mrkdwn {
  const { stack } = plan.options;
  const on = safe(groupName, 100);
  const group = stack === null ? on : mrkdwn`Software stack ${bold(safe(stack.name, 100))} on ${on}`;
  if (plan.rows.length === 0) return mrkdwn`${group}: nothing can run. ${blockedCount(plan)}`;
  return mrkdwn`${group}: ${planCounts(plan)}`;
}

export const AS_CANARIES = '(canary)';
export const BLOCKED = mrkdwn`*Blocked:*`;

/** A closed window or a freeze. */
export function notNowText(failure: NonNullable<RunView['notNow']>): Mrkdwn {
  return mrkdwn`*Not now:* ${failureText(failure)}`;
}

/** Computers that are blocked for the same reason. */
export function blockedLine(group: readonly Blocked[]): Mrkdwn {
  const [first] = group;
  if (first === undefined) return mrkdwn``;
  const names = list(
    group.map((one) => code(one.computerId)),
    3,
  );
  const why = mrkdwn`${safe(userText(first.failure), 220)} (${safe(first.failure.code)})`;
  return group.length === 1
    ? mrkdwn`• ${names} ${why}`
    : mrkdwn`• ${count(group.length, 'computer')}, each ${why}: ${names}`;
}

const VERBS = { distribute: 'Download', install: 'Install', uninstall: 'Uninstall' } as const;

function doneBy({ options: { action, mode } }: Plan): keyof typeof VERBS {
  if (action === 'uninstall') return action;
  return mode === 'distribute' ? mode : 'install';
}

/** What the confirmation asks, whatever the plan does. */
export function goQuestion({ groupName, plan }: RunView): string {
  return `${VERBS[doneBy(plan)]} on ${groupName} now?`;
}

export const APPROVE_AND_RUN = 'Approve and run';
export const AGAIN_QUESTION = 'Approve again?';

export function confirmBothText(plan: Plan): Mrkdwn {
  return join([confirmAgainText(plan), confirmRunText(plan)], ' ');
}

export function confirmAgainOnlyText(plan: Plan): Mrkdwn {
  return mrkdwn`${confirmAgainText(plan)} Nothing runs yet.`;
}

export const PLAN_COLUMNS = [
  'Order',
  'Computer',
  'Canary',
  'Patches',
  'To download, MB at most',
  'Restart',
  'Blocked because',
] as const;
export const YES_NO = { yes: 'yes', no: 'no' } as const;

export const MODE_WORDS: Readonly<Record<RunMode, string>> = {
  install: 'Install; what is missing is downloaded first',
  distribute: 'Only download; nothing is installed',
  both: 'Download everything first, then install',
};

export const MODE_HINTS: Readonly<Record<RunMode, string>> = {
  install: 'patch by patch',
  distribute: 'no restart; install later, without waiting for downloads',
  both: 'installs begin when all files are there',
};

const POLICY: Readonly<Record<Plan['restart'], string>> = {
  never: 'no computer is restarted; what needs a restart waits for it',
  'if-required': 'a computer restarts only where its patches ask for it',
  always: 'every computer restarts after its patches',
};

export const RESTART_CHOICES: Readonly<Record<RunOptions['restart'], string>> = {
  group: 'As the group has it',
  never: 'Never this time',
};

const RESTART: Readonly<Record<PlanRow['restart'], string>> = {
  no: 'no restart',
  maybe: 'may restart',
  yes: 'will restart',
};

/** How the plan is carried out: what is done, in which order, and when it stops by itself. */
export function wayText(plan: Plan): Mrkdwn {
  const { options, restart, canaries, rows, last } = plan;
  const { mode, atOnce, stopAfterFailures } = options;
  const what = mode === 'distribute' ? mrkdwn`` : mrkdwn` ${sentence(POLICY[restart])}`;
  const first = canaries.length === 0 || canaries.length === rows.length ? mrkdwn`` : mrkdwn` ${canaryWay(canaries)}`;
  const most = atOnce === null ? mrkdwn`` : mrkdwn` At most ${count(atOnce, 'computer')} at once.`;
  const limit =
    stopAfterFailures === null
      ? mrkdwn``
      : mrkdwn` After ${count(stopAfterFailures, 'failed computer')} nothing further starts.`;
  const way = options.action === 'uninstall' ? UNINSTALL_WAY : MODE_WORDS[mode];
  return mrkdwn`*How:* ${sentence(way)}${what}${first}${lastWay(last)}${most}${limit}`;
}

function sentence(text: string): Mrkdwn {
  return mrkdwn`${safe(`${text.charAt(0).toUpperCase()}${text.slice(1)}`)}.`;
}

/** In which order a stack's patches come, and what does not keep to it; empty for other plans. */
export function orderText(plan: Plan): Mrkdwn {
  if (plan.options.stack === null || plan.rows.length === 0) return mrkdwn``;
  const { first, last } = outOfOrder(plan);
  const moved = [
    ...(first.length === 0 ? [] : [mrkdwn`${named(first)} ${safe(comes(first))} first, since others may need it`]),
    ...(last.length === 0 ? [] : [mrkdwn`${named(last)} ${safe(comes(last))} last, since it restarts alone`]),
  ];
  if (moved.length === 0) return mrkdwn`*Order:* as in the stack.`;
  return mrkdwn`*Order:* as in the stack, but ${join(moved, '; ')}.`;
}

const comes = (updates: readonly unknown[]): string => (updates.length === 1 ? 'comes' : 'come');

function named(updates: readonly PlannedUpdate[]): Mrkdwn {
  return list(
    updates.map(({ kbs: [kb], title }) => safe(kb === undefined ? title : `KB${kb}`, 80)),
    4,
  );
}

const UNINSTALL_WAY = 'what was named is uninstalled, then a scan proves it; deny it, too, or it is recommended again';

/** The others need them: they may be gone for a while. */
function lastWay(last: Plan['last']): Mrkdwn {
  if (last.length === 0) return mrkdwn``;
  const names = list(
    last.map((id) => code(id)),
    4,
  );
  const [begin, one] = last.length === 1 ? ['begins', ''] : ['begin', ' one by one'];
  return mrkdwn` ${names} ${safe(begin)} last${safe(one)}, when all others are over.`;
}

/** What nobody installs from here. */
export function byHandText({ rows }: Plan): Mrkdwn {
  const updates = new Map(rows.flatMap((row) => row.byHand.map((one) => [one.updateId, one] as const)));
  const computers = rows.filter((row) => row.byHand.length > 0);
  const titles = list(
    [...updates.values()].map(({ kbs: [kb], title }) => safe(kb === undefined ? title : `KB${kb}`, 80)),
    4,
  );
  const names = list(
    computers.map((row) => code(row.computerId)),
    4,
  );
  return mrkdwn`*Not installed,* since the installer asks a person: ${titles} on ${names}. Install it at the computer.`;
}

function canaryWay(canaries: readonly string[]): Mrkdwn {
  const names = list(
    canaries.map((id) => code(id)),
    4,
  );
  return mrkdwn`${names} first, as canary ${canaries.length === 1 ? mrkdwn`computer` : mrkdwn`computers`}; the others wait for Continue.`;
}

/** The counts that the card shows and the confirmation repeats. */
function planCounts(plan: Plan): Mrkdwn {
  const updates = plan.rows.reduce((sum, row) => sum + row.updates.length, 0);
  const bytes = plan.rows.reduce((sum, row) => sum + row.sizeBytes, 0);
  const restarting = (kind: PlanRow['restart']) => plan.rows.filter((row) => row.restart === kind).length;
  const what = count(updates, doneBy(plan) === 'distribute' ? 'download' : doneBy(plan));
  const restarts =
    plan.restart === 'never' ? mrkdwn`None will restart.` : restartCounts(restarting('yes'), restarting('maybe'));
  if (plan.options.action === 'uninstall')
    return mrkdwn`${what} on ${count(plan.rows.length, 'computer')}. ${restarts} ${blockedCount(plan)}`;
  const size = bytes === 0 ? mrkdwn`all downloaded already` : mrkdwn`${upTo(bytes)} in all`;
  return mrkdwn`${what} on ${count(plan.rows.length, 'computer')}, ${size}. ${restarts} ${blockedCount(plan)}`;
}

function restartCounts(sure: number, maybe: number): Mrkdwn {
  if (sure === 0) return maybe === 0 ? mrkdwn`None will restart.` : mrkdwn`${maybe} may restart.`;
  return maybe === 0 ? mrkdwn`${sure} will restart.` : mrkdwn`${sure} will restart, ${maybe} may.`;
}

function blockedCount(plan: Plan): Mrkdwn {
  return plan.blocked.length === 0
    ? mrkdwn`No computer is blocked.`
    : mrkdwn`${count(plan.blocked.length, 'computer')} blocked.`;
}

export function confirmRunText(plan: Plan): Mrkdwn {
  const canaries =
    plan.canaries.length === 0 || plan.canaries.length === plan.rows.length ? null : plan.canaries.length;
  const first = canaries === null ? mrkdwn`` : mrkdwn` ${count(canaries, 'canary computer')} first.`;
  return mrkdwn`${planCounts(plan)}${first}`;
}

/** What was selected in a review, or is in the stack, and is no part of the plan. */
export function leftOutText({ states, first }: LeftOut, isStack: boolean): Mrkdwn {
  const counts = Object.entries(states).map(([state, number]) => mrkdwn`${number} ${safe(state)}`);
  const total = Object.values(states).reduce((sum, number) => sum + number, 0);
  const named = first.map(
    ({ computerId, title, state }) => mrkdwn`${code(computerId)} ${safe(title, 80)} (${safe(state)})`,
  );
  const more = total > first.length ? mrkdwn` and ${total - first.length} more` : mrkdwn``;
  return mrkdwn`*Left out of ${safe(isStack ? 'the stack' : 'what was selected')},* since only what is Approved runs: ${join(counts, ', ')}. ${join(named, '; ')}${more}`;
}

/** What Failed before and is planned again. */
export function againText({ plan: { again }, mustAsk }: RunView): Mrkdwn {
  const updates = again.reduce((sum, share) => sum + share.updates.length, 0);
  const names = list(
    again.map((share) => code(share.computerId)),
    4,
  );
  return mrkdwn`*Approve again first:* ${count(updates, 'patch', 'patches')} failed before, on ${names}. ${mustAsk ? mrkdwn`Ask for approval; when it is given, plan the run again.` : mrkdwn`An approver can do that here.`}`;
}

function confirmAgainText({ again }: Plan): Mrkdwn {
  const updates = again.reduce((sum, share) => sum + share.updates.length, 0);
  return mrkdwn`${count(updates, 'patch', 'patches')} that failed on ${count(again.length, 'computer')} will count as approved once more.`;
}

/** One computer, or many that get the same: `12 computers (a, b, c and 9 more)`. */
export function planGroupLine(rows: readonly PlanRow[], part: string, number: number): Mrkdwn {
  const [first] = rows;
  if (first === undefined) return mrkdwn``;
  const names = list(
    rows.map((row) => code(row.computerId)),
    3,
  );
  const who = rows.length <= 3 ? names : mrkdwn`${count(rows.length, 'computer')} (${names})`;
  const updates = list(
    first.updates.map((update) => safe(update.kbs[0] === undefined ? update.title : `KB${update.kbs[0]}`, 40)),
    4,
  );
  const most = Math.max(...rows.map((row) => row.sizeBytes));
  const size = most === 0 ? mrkdwn`downloaded already` : rows.length === 1 ? upTo(most) : mrkdwn`${upTo(most)} each`;
  const role = part === '' ? mrkdwn`` : mrkdwn` ${safe(part)}`;
  return mrkdwn`${number}. ${who}${role}: ${count(first.updates.length, 'patch', 'patches')} (${updates}), ${size}, ${safe(RESTART[first.restart])}`;
}

export const OPTIONS_FORM = {
  title: 'How to run',
  submit: LABELS.planAgain,
  mode: 'What to do',
  restart: 'Restarts',
  canaries: 'Canary computers',
  canariesHint: 'So many computers first; the others wait for Continue. Empty or 0: none.',
  chosen: 'Or these as canary computers',
  chosenHint: 'Counts instead of the number.',
  choose: 'Choose computers',
  atOnce: 'At most so many at once',
  atOnceHint: 'Empty: no limit.',
  failures: 'Stop after so many failed computers',
  failuresHint: 'Then nothing further starts; what runs ends by itself. Empty: no limit.',
  note: mrkdwn`The plan is made anew by this. Nothing starts yet.`,
} as const;

export function plannedAnewText(): Mrkdwn {
  return mrkdwn`The card shows the plan as you chose it. Nothing has started: look at it, then run.`;
}
