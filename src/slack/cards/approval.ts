import type { ApprovalView, RequestLine, RequestsView } from '../../domain/request-view.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join } from '../text.js';
import {
  APPROVALS_HEAD,
  askedAnswer,
  askedText,
  blockedText,
  calledText,
  confirmText,
  countsText,
  halfText,
  headOf,
  morePatches,
  outcomeText,
  patchLine,
  question,
  requestLineText,
  requestsSummary,
  summary,
  WITHDRAW,
  windowText,
  workingText,
  YOU_ASKED,
} from '../words/approvals.js';
import { LABELS } from '../words/labels.js';

/** A request for approval: all that is needed to decide it; what became of it, without buttons, once it is over. */
export function approvalCard(view: ApprovalView): Card {
  if (view.ended !== null) return endedCard(view);
  const more = view.counts.patches - view.weightiest.length;
  const drawn = card(summary(view), [
    header(headOf(view)),
    section(join([countsText(view.counts), windowText(view)], '\n')),
    ...lineSections(view.weightiest, patchLine, 3000, 10),
    more > 0 ? context(morePatches(more)) : null,
    section(blockedText(view.blocked)),
    context(join([askedText(view), halfText(view)], ' ')),
    view.working === null ? buttons(decisions(view)) : context(workingText(view.working)),
  ]);
  const calls = calledText(view);
  return calls === '' ? drawn : { ...drawn, calls };
}

function endedCard(view: ApprovalView): Card {
  return card(summary(view), [
    header(question(view)),
    section(join([countsText(view.counts), outcomeText(view)], '\n')),
    context(askedText(view)),
    view.state === 'approved' ? buttons([say(LABELS.planRun, `run ${view.groupId}`)]) : null,
  ]);
}

function decisions(view: ApprovalView): readonly ButtonSpec[] {
  const value = view.requestId;
  return [
    {
      ...{ text: LABELS.approve, action: ACTIONS.approveRequest, value, style: 'primary' },
      confirm: { title: question(view), text: confirmText(view), yes: LABELS.approve },
    },
    { text: LABELS.review, action: ACTIONS.review, value },
    { text: LABELS.decline, action: ACTIONS.declineRequest, value, style: 'danger' },
  ];
}

/** What who asked reads at once, with a way back. */
export function askedCard(view: ApprovalView): Card {
  const text = askedAnswer(view);
  return card(text, [section(text), buttons([withdraw(view.requestId), say(LABELS.showApprovals, 'approvals')])]);
}

function withdraw(value: string): ButtonSpec {
  const confirm = { ...WITHDRAW, yes: LABELS.withdraw };
  return { text: LABELS.withdraw, action: ACTIONS.withdrawRequest, value, confirm };
}

const MOST_SHOWN = 10;

/** What waits for a person, and what that person asked for. */
export function requestsCard(view: RequestsView): Card {
  const text = requestsSummary(view.toDecide.length, view.asked.length);
  return card(text, [
    header(APPROVALS_HEAD),
    section(text),
    ...view.toDecide.slice(0, MOST_SHOWN).flatMap((line) => [section(requestLineText(line)), buttons([look(line)])]),
    view.asked.length === 0 ? null : section(YOU_ASKED),
    ...view.asked.slice(0, MOST_SHOWN).flatMap((line) => [section(requestLineText(line)), buttons(mine(line))]),
  ]);
}

function look({ requestId }: RequestLine): ButtonSpec {
  return { text: LABELS.show, action: ACTIONS.showRequest, value: requestId };
}

function mine(line: RequestLine): readonly (ButtonSpec | null)[] {
  if (line.ended === null) return [withdraw(line.requestId)];
  return [line.state === 'approved' ? say(LABELS.planRun, `run ${line.groupId}`) : null];
}
