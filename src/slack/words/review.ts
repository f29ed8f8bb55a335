import type { DecisionAnswer, DecisionEvent } from '../../domain/decision.js';
import type { PersonId } from '../../domain/ids.js';
import { SCAN_AGAIN } from '../../domain/reasons.js';
import type { Amount, ReviewRow } from '../../domain/reckoning.js';
import { RECOMMENDATION_STATES, type RecommendationState } from '../../domain/recommendation.js';
import type { ProposalView } from '../../domain/review-views.js';
import type { PatchInfo, ReviewEvent, ReviewFilter } from '../../domain/selection.js';
import type { Approvable, RecommendationRow, RecommendationsView } from '../../domain/views.js';
import { bold, code, count, join, list, type Mrkdwn, mrkdwn, person, safe } from '../text.js';
import { LABELS } from './labels.js';
import { patchLabel, patchName, severityName } from './patches.js';

/** All that is said about recommendations and their review. */

type Counts = Readonly<Partial<Record<RecommendationState, number>>>;

/** `280 recommendations: 14 patches on 20 computers`. */
function amountText({ recommendations, patches, computers }: Amount): Mrkdwn {
  const what = count(recommendations, 'recommendation');
  return mrkdwn`${what}: ${count(patches, 'patch', 'patches')} on ${count(computers, 'computer')}`;
}

/** `12 Opened, 2 Failed`, in the order of their life. */
export function statesText(counts: Counts, separator: ', ' | ' · ' = ', '): Mrkdwn {
  const parts = RECOMMENDATION_STATES.filter((state) => (counts[state] ?? 0) > 0).map(
    (state) => mrkdwn`${counts[state] ?? 0} ${safe(state)}`,
  );
  return join(parts, separator);
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

// The card.

function approvableText(approvable: Approvable): Mrkdwn {
  const { patches, computers, critical, important, restarting } = approvable;
  const severe = (number: number, name: string) => (number === 0 ? mrkdwn`` : mrkdwn`${number} ${safe(name)}`);
  const parts = [severe(critical, 'Critical'), severe(important, 'Important')];
  const details = join([...parts, restarting === 0 ? mrkdwn`` : mrkdwn`${restarting} may restart`], ', ');
  const bracket = details === '' ? mrkdwn`` : mrkdwn` (${details})`;
  return mrkdwn`${count(patches, 'patch', 'patches')}${bracket} on ${count(computers, 'computer')}`;
}

export function cardSummary(view: RecommendationsView): Mrkdwn {
  const group = safe(view.groupName, 100);
  const words = view.filter.words.map((word) => code(word, 40));
  const about = words.length === 0 ? mrkdwn`` : mrkdwn`, filtered by ${list(words, 10)}`;
  if (view.approvable.recommendations > 0)
    return mrkdwn`${group}${about}: to approve: ${approvableText(view.approvable)}.`;
  if (view.rows.length > 0) return mrkdwn`${group}${about}: nothing is left to approve.`;
  return mrkdwn`${group}${about}: no open recommendation on ${count(view.computers, 'computer')}.`;
}

export function confirmApproveAll(view: RecommendationsView) {
  const { approvable, groupName } = view;
  return {
    title: `Approve ${count(approvable.patches, 'patch', 'patches')} for ${groupName}?`,
    text: mrkdwn`${approvableText(approvable)}: ${count(approvable.recommendations, 'recommendation')}. Nothing is installed until somebody runs it.`,
    yes: LABELS.approve,
  };
}

export const CARD = {
  footer: mrkdwn`Approving installs nothing: a run does, after it has shown its plan.`,
  title: (group: string) => `Recommendations · ${group}`,
} as const;

export function workingText(by: PersonId): Mrkdwn {
  return mrkdwn`Working… ${person(by)} is deciding this.`;
}

export function cardRow(row: RecommendationRow, of: number): Mrkdwn {
  const facts = [
    statesText(row.counts),
    row.patch?.mayRestart === true ? mrkdwn`may restart` : mrkdwn``,
    row.cameBack > 0 ? mrkdwn`came back` : mrkdwn``,
    row.failedBecause === null ? mrkdwn`` : mrkdwn`failed: ${safe(row.failedBecause, 100)}`,
  ];
  if (row.patch === null) return mrkdwn`• ${code(row.id)} ${join([patchCount(row.counts), ...facts], '; ')}`;
  const where = mrkdwn`${total(row.counts)} of ${count(of, 'computer')}`;
  const name = row.patch.updateId === null ? safe(SCAN_AGAIN) : patchName(row.patch);
  return mrkdwn`• ${name} (${join([where, ...facts], '; ')})`;
}

function patchCount(counts: Counts): Mrkdwn {
  return count(total(counts), 'recommendation');
}

// The review.

/** What a person can do, in the module's words. */
export const EVENT_NAMES: Readonly<Record<ReviewEvent, string>> = {
  approve: 'Approve',
  open: 'Open',
  run: 'Run',
  schedule: 'Schedule',
  unschedule: 'Take off the schedule',
  ignore: 'Ignore',
  close: 'Close',
};

export const EVENT_HINTS: Readonly<Record<ReviewEvent, string>> = {
  approve: 'A run may install them',
  open: 'Back to what waits for a decision',
  run: 'Shows the plan first',
  schedule: 'Installed when the maintenance window opens',
  unschedule: 'Back to Approved',
  ignore: 'Stays ignored, across checks',
  close: 'Comes back if a later check needs it',
};

export function selectedText(selected: Amount): Mrkdwn {
  if (selected.recommendations === 0) return mrkdwn`${bold(mrkdwn`Selected: nothing yet.`)}`;
  const { recommendations, patches, computers } = selected;
  const where = mrkdwn`${count(patches, 'patch', 'patches')} on ${count(computers, 'computer')}`;
  return mrkdwn`${bold(mrkdwn`Selected: ${where}, ${count(recommendations, 'recommendation')}.`)}`;
}

export function filterText({ states, severities, words, computer }: ReviewFilter, patch: PatchInfo | null): Mrkdwn {
  const parts = [
    states.length === 0
      ? mrkdwn`in any state`
      : list(
          states.map((state) => safe(state)),
          9,
        ),
    severities.length === 0
      ? mrkdwn``
      : list(
          severities.map((severity) => safe(severity)),
          5,
        ),
    words.length === 0
      ? mrkdwn``
      : list(
          words.map((word) => code(word, 40)),
          10,
        ),
    computer === null ? mrkdwn`` : code(computer),
    patch === null ? mrkdwn`` : safe(patch.title, 100),
  ];
  return join(parts, ' · ');
}

export function shownText(shown: Amount): Mrkdwn {
  if (shown.recommendations === 0) return mrkdwn`Nothing fits this filter. Change the filter to see others.`;
  return mrkdwn`${amountText(shown)} shown`;
}

export function pageText(page: number, pages: number): Mrkdwn {
  return mrkdwn`Page ${page + 1} of ${pages}`;
}

/** Slack wants a label for every ten rows. */
export function rowsLabel(first: number, last: number): string {
  return first === last ? `Row ${first}` : `Rows ${first} to ${last}`;
}

/** What a row's check box says beside its name: within 75 characters. */
export function rowDetail(row: ReviewRow): string {
  const unit = row.patch === null ? 'recommendation' : 'computer';
  const part = row.selected > 0 && row.selected < row.shown ? `${row.selected} of ` : '';
  const parts = [
    ...(row.patch === null ? [] : [severityName(row.patch.severity)]),
    `${part}${count(row.shown, unit)}${part === '' ? '' : ' selected'}`,
    statesText(row.states),
    ...(row.patch?.mayRestart === true ? ['may restart'] : []),
  ];
  return parts.join('; ');
}

export function rowName(row: ReviewRow): string {
  if (row.patch === null) return row.id;
  return patchLabel(row.patch);
}

export const REVIEW = {
  title: 'Review',
  go: 'Continue',
  choose: 'What to do with what is selected',
  except: 'Except these computers',
  exceptHint: 'Nothing is decided for them, whatever is selected above.',
  noComputer: 'Type a part of a computer’s name',
  noPatch: 'Type a part of a title or a KB number',
  byComputer: 'View by computer',
  byRecommendation: 'View by recommendation',
  filter: LABELS.filter,
  next: LABELS.nextPage,
  previous: LABELS.previousPage,
  changed: mrkdwn`This was changed in another window, or the page was old. Here is how it stands now.`,
  nothing: 'Say what to do with what is selected.',
  noEvent: mrkdwn`Nothing can be done with what is selected: its states allow nothing that you may do.`,
} as const;

export function selectAll(shown: Amount): string {
  return `Select all ${shown.recommendations}`;
}

export function selectNone(shown: Amount): string {
  return `Select none of ${shown.recommendations}`;
}

export const FILTER = {
  title: 'Filter',
  submit: 'Show these',
  states: 'States',
  anyState: 'None ticked: any state.',
  severities: 'Severities',
  words: 'Words',
  wordsHint: 'Each must occur in the title, the KB number or the severity.',
  computer: 'Only this computer',
  patch: 'Only this patch',
} as const;

// The confirmation.

export function proposalText({ event, amount, groupName }: ProposalView): Mrkdwn {
  return mrkdwn`${bold(safe(EVENT_NAMES[event]))} ${amountText(amount)}, in ${safe(groupName, 100)}.`;
}

export function skippedText({ skipped }: ProposalView): Mrkdwn {
  const number = total(skipped);
  if (number === 0) return mrkdwn``;
  const verb = number === 1 ? mrkdwn`is` : mrkdwn`are`;
  return mrkdwn`${count(number, 'selected recommendation')} ${verb} left out, because of the state: ${statesText(skipped)}.`;
}

export function restartingText({ event, restarting }: ProposalView): Mrkdwn {
  if (restarting === 0 || (event !== 'approve' && event !== 'schedule' && event !== 'run')) return mrkdwn``;
  return mrkdwn`${count(restarting, 'computer')} may restart when this is installed.`;
}

export function weightiest(patch: PatchInfo): Mrkdwn {
  return mrkdwn`• ${patchName(patch)}`;
}

export const CONFIRM = {
  title: (event: ReviewEvent) => (event === 'unschedule' ? 'Off the schedule?' : `${EVENT_NAMES[event]}?`),
  submit: (event: ReviewEvent) => (event === 'unschedule' ? 'Take off' : EVENT_NAMES[event]),
  reason: 'Reason',
  reasonHint: 'Others read it beside the recommendation and in the audit log.',
  noInstall: mrkdwn`Nothing is installed until somebody runs it.`,
  run: mrkdwn`I show the plan of exactly this in the group’s conversation; nothing starts before somebody presses Run there.`,
  stale: mrkdwn`This changed since it was shown to you, and nothing was done. Here is how it stands now.`,
} as const;

const DONE: Readonly<Record<DecisionEvent, Mrkdwn>> = {
  approve: mrkdwn`approved`,
  open: mrkdwn`opened again`,
  ignore: mrkdwn`ignored`,
  close: mrkdwn`closed`,
  schedule: mrkdwn`scheduled`,
  unschedule: mrkdwn`taken off the schedule`,
};

const NEXT: Readonly<Record<Exclude<DecisionEvent, 'approve' | 'unschedule'>, Mrkdwn>> = {
  open: mrkdwn`They wait for a decision again.`,
  ignore: mrkdwn`Open them again to change that.`,
  close: mrkdwn`A later check that needs them opens them again.`,
  schedule: mrkdwn`They are installed when the maintenance window opens.`,
};

/** What follows an approval, for whoever reads it. */
export function runNext(mayRun: boolean): Mrkdwn {
  return mayRun
    ? mrkdwn`Plan the run when you are ready: nothing is installed before.`
    : mrkdwn`An operator can plan the run now: nothing is installed before.`;
}

function nextText(event: DecisionEvent, mayRun: boolean): Mrkdwn {
  if (event === 'approve') return runNext(mayRun);
  return event === 'unschedule' ? mrkdwn`They stay approved. ${runNext(mayRun)}` : NEXT[event];
}

/** What was left out of a decision, and why. */
export function leftOutText(skipped: readonly string[]): Mrkdwn {
  return join(
    skipped.map((why) => mrkdwn`${safe(why, 200)}.`),
    ' ',
  );
}

/** What came of a decision. */
export function decidedText(event: DecisionEvent, { decided, skipped, mayRun }: DecisionAnswer): Mrkdwn {
  const what = mrkdwn`${count(decided, 'recommendation')} ${DONE[event]}.`;
  return join([what, leftOutText(skipped), nextText(event, mayRun)], ' ');
}

/** What somebody did with recommendations, as a title: `Approved`. */
export function doneTitle(event: DecisionEvent): Mrkdwn {
  const word = DONE[event];
  return mrkdwn`${safe(word.charAt(0).toUpperCase())}${safe(word.slice(1))}`;
}

export const PLANNED = mrkdwn`The plan is in the group’s conversation. Nothing starts before somebody presses Run there.`;
