import { decidableRows } from '../../src/slack/cards/recommendations.js';
import { type RecommendationsAnswer, readRecommendationsAnswer } from '../../src/slack/modals/answers.js';
import { chosenOf } from '../../src/slack/modals/which.js';
import type { Selection } from '../../src/workflows/desk.js';
import { approvedCard, redrawn } from '../decided.js';
import { type Deps, deciding } from '../guard.js';
import { type Listener, onSubmit } from './submission.js';

/** The modal of step 4: approves by patch, then except computers. */
export function approveRecommendationsSubmission(deps: Deps): Listener {
  return onSubmit(deps, async ({ asker, answer }, view) => {
    const chosen = readRecommendationsAnswer(view, deps.desk.command);
    const selection = await selectionOf(deps, chosen);
    const { decided } = await redrawn(deps, chosen.request, () =>
      deps.desk.approve(deciding(asker, chosen.request), chosen.request, selection),
    );
    await answer(approvedCard(decided));
  });
}

async function selectionOf(deps: Deps, answer: RecommendationsAnswer): Promise<Selection> {
  const { which, chosen, exceptComputers } = answer;
  if (which === 'all') return { updates: 'all', exceptComputers };
  const rows = decidableRows(await deps.desk.recommendationsView(answer.request));
  const all = rows.map((row) => row.id);
  return { updates: chosenOf<string>(which, chosen, all), exceptComputers };
}
