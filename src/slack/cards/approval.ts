import type { ApprovalView, RequestLine, RequestsView } from '../../domain/request-view.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join, mrkdwn } from '../text.js';
import {
  askedAnswer,
  askedText,
  blockedText,
  countsText,
  halfText,
  outcomeText,
  patchLine,
  question,
  requestLineText,
  requestsSummary,
  summary,
  windowText,
  workingText,
} from '../words/approvals.js';

/** A request for approval: all that is needed to decide it; what became of it, without buttons, once it is over. */
export function approvalCard(view: ApprovalView): Card {
  if (view.ended !== null) return endedCard(view);
  const more = view.counts.patches - view.weightiest.length;
  return card(summary(view), [
    header(view.isReminder ? `Reminder: ${question(view)}` : question(view)),
    section(join([countsText(view.counts), windowText(view)], '\n')),
    ...lineSections(view.weightiest, patchLine, 3000, 10),
    more > 0 ? context(mrkdwn`and ${more} more; *Review…* shows all.`) : null,
    section(blockedText(view.blocked)),
    context(join([askedText(view), halfText(view)], ' ')),
    view.working === null ? buttons(decisions(view)) : context(workingText(view.working)),
  ]);
}

function endedCard(view: ApprovalView): Card {
  return card(summary(view), [
    header(question(view)),
    section(join([countsText(view.counts), outcomeText(view)], '\n')),
    context(askedText(view)),
    view.state === 'approved' ? buttons([say('Plan the run', `run ${view.groupId}`)]) : null,
  ]);
}

function decisions(view: ApprovalView): readonly ButtonSpec[] {
  const value = view.requestId;
  const text = mrkdwn`${countsText(view.counts)} ${view.blocked.length} blocked. Nothing is installed until somebody runs it.`;
  return [
    {
      ...{ text: 'Approve', action: ACTIONS.approveRequest, value, style: 'primary' },
      confirm: { title: question(view), text, yes: 'Approve' },
    },
    { text: 'Review…', action: ACTIONS.review, value },
    { text: 'Decline…', action: ACTIONS.declineRequest, value, style: 'danger' },
  ];
}

/** What who asked reads at once, with a way back. */
export function askedCard(view: ApprovalView): Card {
  const text = askedAnswer(view);
  return card(text, [
    section(text),
    buttons([withdraw('Withdraw', view.requestId), say('Show approvals', 'approvals')]),
  ]);
}

function withdraw(text: string, value: string): ButtonSpec {
  const confirm = { title: 'Withdraw this request?', text: mrkdwn`Nobody can approve it then.`, yes: 'Withdraw' };
  return { text, action: ACTIONS.withdrawRequest, value, confirm };
}

const MOST_SHOWN = 10;

/** What waits for a person, and what that person asked for. */
export function requestsCard(view: RequestsView): Card {
  const text = requestsSummary(view.toDecide.length, view.asked.length);
  return card(text, [
    header('Approvals'),
    section(text),
    ...view.toDecide.slice(0, MOST_SHOWN).flatMap((line) => [section(requestLineText(line)), buttons([look(line)])]),
    view.asked.length === 0 ? null : section(mrkdwn`*You asked for:*`),
    ...view.asked.slice(0, MOST_SHOWN).flatMap((line) => [section(requestLineText(line)), buttons(mine(line))]),
  ]);
}

function look({ requestId }: RequestLine): ButtonSpec {
  return { text: 'Show', action: ACTIONS.showRequest, value: requestId };
}

function mine(line: RequestLine): readonly (ButtonSpec | null)[] {
  if (line.ended === null) return [withdraw('Withdraw', line.requestId)];
  return [line.state === 'approved' ? say('Plan the run', `run ${line.groupId}`) : null];
}
