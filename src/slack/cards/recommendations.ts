import type { RecommendationsView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join } from '../text.js';
import { outcomeText } from '../words/decisions.js';
import { approveAllLabel, LABELS } from '../words/labels.js';
import { CARD, cardRow, cardSummary, confirmApproveAll, REVIEW, statesText, workingText } from '../words/review.js';
import { isOpen, outcome } from './decision.js';

const MOST_ROWS = 20;

/** A group's recommendations by patch or by computer: approve all, review, or go on to the plan. */
export function recommendationsCard(view: RecommendationsView): Card {
  return card(join([cardSummary(view), outcomeText(view)], ' '), [
    header(CARD.title(view.groupName)),
    section(join([cardSummary(view), statesText(view.counts, ' · ')], '\n')),
    ...lineSections(view.rows, (row) => cardRow(row, view.computers), 6000, MOST_ROWS),
    context(CARD.footer),
    outcome(view),
    view.working === null ? buttons(decisions(view)) : context(workingText(view.working)),
    view.working === null ? buttons(turning(view)) : null,
  ]);
}

function decisions(view: RecommendationsView): readonly (ButtonSpec | null)[] {
  const plan = (view.counts.Approved ?? 0) > 0 ? say(LABELS.planRun, `run ${view.groupId}`) : null;
  if (!isOpen(view)) return [plan, say(LABELS.showAgain, `recommendations ${view.groupId}`)];
  const review = { text: LABELS.review, action: ACTIONS.review, value: view.requestId };
  const ask = say(LABELS.askForApproval, `ask ${view.groupId}`);
  if (view.approvable.recommendations > 0) return [approveAll(view), review, ask, plan];
  return [plan, view.rows.length > 0 ? review : null, say(LABELS.scan, `scan ${view.groupId}`)];
}

function approveAll(view: RecommendationsView): ButtonSpec {
  return {
    text: approveAllLabel(view.approvable.patches),
    action: ACTIONS.approveAll,
    value: view.requestId,
    style: 'primary',
    confirm: confirmApproveAll(view),
  };
}

function turning({ rows, filter, requestId }: RecommendationsView): readonly (ButtonSpec | null)[] {
  if (rows.length === 0) return [];
  const isByPatch = filter.view === 'recommendation';
  const text = isByPatch ? REVIEW.byComputer : REVIEW.byRecommendation;
  const view = isByPatch ? 'computer' : 'recommendation';
  return [{ text, action: ACTIONS.turnRecommendations, value: `${requestId} ${view}` }];
}
