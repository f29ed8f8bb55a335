import type { ModalView } from '@slack/types';
import type { RecommendationRow, RecommendationsView } from '../../domain/views.js';
import { MODALS } from '../actions.js';
import { context, section } from '../blocks.js';
import { decidableComputers, decidableRows } from '../cards/recommendations.js';
import { count, mrkdwn, safe } from '../text.js';
import { input, modal, multiSelect } from './parts.js';
import { kbPrefix, whichPatches } from './which.js';

/** Step 4, looked at closely: by patch, then except computers. */
export function approveRecommendationsModal(view: RecommendationsView): ModalView {
  const rows = decidableRows(view);
  const computers = decidableComputers(rows);
  const patches = count(rows.length, 'patch', 'patches');
  return modal({
    callback: MODALS.approveRecommendations,
    title: 'Approve',
    submit: 'Approve',
    request: view.requestId,
    blocks: [
      section(mrkdwn`${safe(view.groupName, 100)}: ${patches} on ${count(computers.length, 'computer')}.`),
      ...whichPatches(rows.map(rowChoice)),
      input('except', 'Except computers', multiSelect(computers.map(computerChoice), 'None'), { optional: true }),
      context(mrkdwn`Nothing is installed until somebody runs it.`),
    ],
  });
}

function rowChoice(row: RecommendationRow) {
  const kb = kbPrefix(row);
  const restart = row.mayRestart ? '; may restart' : '';
  return {
    value: row.id,
    text: `${kb}${row.title}`,
    description: `${row.severity}; ${row.computers.length} computers${restart}`,
  };
}

function computerChoice(id: string) {
  return { value: id, text: id };
}
