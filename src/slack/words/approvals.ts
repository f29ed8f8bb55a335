import type { DecisionAnswer } from '../../domain/decision.js';
import { userText } from '../../domain/errors.js';
import type { PersonId } from '../../domain/ids.js';
import type { Notice } from '../../domain/notice.js';
import type { Blocked } from '../../domain/plan.js';
import type { RequestCounts, RequestState } from '../../domain/request.js';
import type { ApprovalView, RequestLine, WeightyPatch } from '../../domain/request-view.js';
import { bold, code, count, join, link, list, type Mrkdwn, moment, mrkdwn, party, person, safe } from '../text.js';
import { patchLabel, patchName } from './patches.js';
import { doneTitle, leftOutText, runNext } from './review.js';

/** So many blocked computers are named; the others are counted. */
const BLOCKED_NAMED = 3;

/** `Approve 14 patches for Finance?` */
export function question(view: ApprovalView): string {
  const { patches } = view.counts;
  return `Approve ${patches} ${patches === 1 ? 'patch' : 'patches'} for ${view.groupName}?`;
}

export function headOf(view: ApprovalView): string {
  return view.isReminder ? `Reminder: ${question(view)}` : question(view);
}

export const APPROVALS_HEAD = 'Approvals';
export const YOU_ASKED = mrkdwn`*You asked for:*`;
export const WITHDRAW = { title: 'Withdraw this request?', text: mrkdwn`Nobody can approve it then.` } as const;

export function confirmText({ counts, blocked }: ApprovalView): Mrkdwn {
  const cannot = blocked.length === 0 ? mrkdwn`` : mrkdwn` ${count(blocked.length, 'computer')} blocked.`;
  return mrkdwn`${countsText(counts)}${cannot} Nothing is installed until somebody runs it.`;
}

export function morePatches(more: number): Mrkdwn {
  return mrkdwn`and ${count(more, 'more patch', 'more patches')}; *Review…* shows all.`;
}

/** What the card shows and the confirmation repeats. */
export function countsText({ patches, critical, computers, restarts }: RequestCounts): Mrkdwn {
  const severe = critical === 0 ? mrkdwn`none of them critical` : mrkdwn`${critical} critical`;
  const restarting =
    restarts === 0 ? mrkdwn`No computer restarts.` : mrkdwn`${count(restarts, 'computer')} may restart.`;
  return mrkdwn`${count(patches, 'patch', 'patches')} (${severe}) on ${count(computers, 'computer')}. ${restarting}`;
}

/** All that is needed to decide, in a few sentences: what a phone shows. */
export function summary(view: ApprovalView): Mrkdwn {
  if (view.ended !== null)
    return mrkdwn`Approval of ${countsText(view.counts)} For ${safe(view.groupName, 100)}: ${outcomeText(view)}`;
  const reminder = view.isReminder ? mrkdwn`Reminder: ` : mrkdwn``;
  const parts = [countsText(view.counts), windowText(view), blockedText(view.blocked), askedText(view), halfText(view)];
  return mrkdwn`${reminder}${safe(question(view), 200)} ${join(parts, ' ')}`;
}

export function windowText({ window }: ApprovalView): Mrkdwn {
  if (window === null) return mrkdwn``;
  return mrkdwn`Next maintenance window: ${moment(window.opensAt)} to ${moment(window.closesAt)}.`;
}

export function blockedText(blocked: readonly Blocked[]): Mrkdwn {
  if (blocked.length === 0) return mrkdwn`No computer is blocked.`;
  const named = blocked.slice(0, BLOCKED_NAMED).map(blockedLine);
  const more = blocked.length > named.length ? mrkdwn`; and ${blocked.length - named.length} more` : mrkdwn``;
  return mrkdwn`${count(blocked.length, 'computer')} could not be patched now: ${join(named, '; ')}${more}.`;
}

function blockedLine({ computerId, failure }: Blocked): Mrkdwn {
  return mrkdwn`${code(computerId)} ${safe(userText(failure).replace(/\.$/, ''), 160)}`;
}

export function patchLine(patch: WeightyPatch): Mrkdwn {
  return mrkdwn`• ${patchName(patch)} (${count(patch.computers, 'computer')})`;
}

export function askedText(view: ApprovalView): Mrkdwn {
  const asked = mrkdwn`Asked by ${person(view.by)} ${moment(view.askedAt)}`;
  return view.ended === null ? mrkdwn`${asked}; it waits until ${moment(view.expiresAt)}.` : mrkdwn`${asked}.`;
}

/** Who is called to decide; empty where nobody is. */
export function calledText({ approvers }: ApprovalView): Mrkdwn {
  if (approvers.length === 0) return mrkdwn``;
  return mrkdwn`${list(approvers.map(party), approvers.length)}: your decision is asked for.`;
}

/** Who has approved where two have to. */
export function halfText({ approvals, approversNeeded }: ApprovalView): Mrkdwn {
  const [first] = approvals;
  if (first !== undefined) return mrkdwn`${person(first.by)} has approved; a second person has to approve as well.`;
  return approversNeeded === 2 ? mrkdwn`Two persons have to approve.` : mrkdwn``;
}

const STATES: Readonly<Record<RequestState, string>> = {
  asked: 'waits for a decision',
  'half-approved': 'waits for a second approval',
  approved: 'approved',
  declined: 'declined',
  expired: 'expired without a decision',
  withdrawn: 'withdrawn',
  overtaken: 'settled otherwise',
};

interface Ended {
  readonly state: RequestState;
  readonly ended: ApprovalView['ended'];
  readonly approvals: ApprovalView['approvals'];
}

/** What became of a request. */
export function outcomeText({ state, ended, approvals }: Ended): Mrkdwn {
  if (ended === null) return mrkdwn`${safe(STATES[state])}.`;
  const by = state === 'approved' ? approvals.map((one) => one.by) : [ended.by];
  return mrkdwn`${bold(safe(STATES[state]))}${byText(by)}, ${moment(ended.at)}.${reasonText(ended.reason)}`;
}

function byText(people: readonly (PersonId | null)[]): Mrkdwn {
  const names = people.flatMap((one) => (one === null ? [] : [person(one)]));
  return names.length === 0 ? mrkdwn`` : mrkdwn` by ${list(names, 3)}`;
}

function reasonText(reason: string | null): Mrkdwn {
  if (reason === null) return mrkdwn``;
  const end = /[.!?…]$/.test(reason.trim()) ? mrkdwn`` : mrkdwn`.`;
  return mrkdwn` Reason: ${safe(reason, 600)}${end}`;
}

export function workingText(by: PersonId): Mrkdwn {
  return mrkdwn`Working… ${person(by)} has just decided.`;
}

/** What who asked is told when it is over. */
export function endedNotice(notice: Extract<Notice, { about: 'request-ended' }>): Mrkdwn {
  const { counts, groupName, state, by, reason } = notice;
  const who = by === null ? mrkdwn`` : mrkdwn` by ${person(by)}`;
  const what = mrkdwn`${count(counts.patches, 'patch', 'patches')} for ${safe(groupName, 100)}`;
  const next = state === 'approved' ? runNext(notice.mayRun) : NEXT[state];
  return mrkdwn`Your request to approve ${what} was ${bold(safe(STATES_PAST[state]))}${who}.${reasonText(reason)} ${next}`;
}

/** What who asked is told of a part, while the rest waits on. */
export function partlyNotice(notice: Extract<Notice, { about: 'request-partly' }>): Mrkdwn {
  const { event, recommendations, computers, patches, patchCount, left, groupName, by, reason } = notice;
  const what = mrkdwn`${count(recommendations, 'recommendation')} on ${count(computers, 'computer')}`;
  const named = patches.map((patch) => safe(patchLabel(patch), 100));
  const more = patchCount - named.length;
  const which =
    named.length === 0 ? mrkdwn`` : mrkdwn`: ${join(named, '; ')}${more > 0 ? mrkdwn`; and ${more} more` : mrkdwn``}`;
  const head = event === 'approve' ? mrkdwn`approved a part of` : mrkdwn`turned down a part of`;
  const open = mrkdwn`Still open: ${countsText(left)}`;
  return mrkdwn`${person(by)} ${head} what you asked for in ${safe(groupName, 100)}. ${bold(doneTitle(event))}: ${what}${which}.${reasonText(reason)} ${open}`;
}

const STATES_PAST: Readonly<Record<RequestState, string>> = { ...STATES, expired: 'not decided in time' };

const NEXT: Readonly<Record<Exclude<RequestState, 'approved'>, Mrkdwn>> = {
  asked: mrkdwn``,
  'half-approved': mrkdwn``,
  declined: mrkdwn`Nothing was approved. Change what is recommended, or ask again.`,
  expired: mrkdwn`Nothing was approved. Ask again if it is still wanted.`,
  withdrawn: mrkdwn``,
  overtaken: mrkdwn`Look at the recommendations to see how they stand.`,
};

/** What who asked is told at once. */
export function askedAnswer(view: ApprovalView): Mrkdwn {
  const whom =
    view.askedPersons === 0
      ? mrkdwn`in the approvers’ channel`
      : mrkdwn`${count(view.askedPersons, 'approver')} directly`;
  return mrkdwn`I asked ${whom}: ${countsText(view.counts)} It waits until ${moment(view.expiresAt)}; you are told what becomes of it.`;
}

export function approvedAnswer(state: RequestState, { decided, skipped }: DecisionAnswer): Mrkdwn {
  if (state === 'half-approved') return mrkdwn`Your approval counts. A second person has to approve as well.`;
  const what = mrkdwn`${count(decided, 'recommendation')} approved.`;
  return join([what, leftOutText(skipped), mrkdwn`Who asked is told.`], ' ');
}

export const DECLINE_FORM = {
  title: 'Decline',
  submit: 'Decline',
  hint: 'Who asked reads it, and it is kept in the audit log.',
} as const;

export function declineText({ groupName, counts }: ApprovalView): Mrkdwn {
  return mrkdwn`${safe(groupName, 100)}: ${countsText(counts)}`;
}

export function declinedAnswer(): Mrkdwn {
  return mrkdwn`Declined. Who asked is told, with your reason.`;
}

export function withdrawnAnswer(): Mrkdwn {
  return mrkdwn`Withdrawn. The approvers’ cards say so.`;
}

export function requestLineText(line: RequestLine): Mrkdwn {
  const standing =
    line.ended === null
      ? mrkdwn`${safe(STATES[line.state])}, until ${moment(line.expiresAt)}`
      : mrkdwn`${bold(safe(STATES[line.state]))}${byText([line.ended.by])}, ${moment(line.ended.at)}`;
  const { patches, computers } = line.counts;
  const what = mrkdwn`${count(patches, 'patch', 'patches')} on ${count(computers, 'computer')}`;
  return mrkdwn`${bold(safe(line.groupName, 100))}: ${what}, asked by ${person(line.by)} ${moment(line.askedAt)}; ${standing}.`;
}

export function requestsSummary(toDecide: number, asked: number): Mrkdwn {
  const waits = toDecide === 1 ? mrkdwn`waits` : mrkdwn`wait`;
  const mine =
    toDecide === 0
      ? mrkdwn`Nothing waits for your decision.`
      : mrkdwn`${count(toDecide, 'request')} ${waits} for your decision.`;
  return asked === 0 ? mine : mrkdwn`${mine} You asked for ${count(asked, 'approval')}.`;
}

export function forLooking(): Mrkdwn {
  return mrkdwn`Only you see this. To decide, or to run, you would need another role.`;
}

/** What is there already is not posted again. */
export function alreadyShown(url: string | null): Mrkdwn {
  const where = url === null ? mrkdwn`a little further up` : link(url, mrkdwn`here`);
  return mrkdwn`That card is open in this conversation already: ${where}.`;
}
