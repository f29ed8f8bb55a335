import type { ConfirmView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, section } from '../blocks.js';
import { join } from '../text.js';
import { LABELS } from '../words/labels.js';
import {
  answersText,
  confirmConsequence,
  confirmHead,
  confirmLabel,
  confirmQuestion,
  confirmSummary,
  knownText,
  outOfServiceText,
  whoConfirms,
} from '../words/trust.js';

/** Who was known as a computer and who answers there now; a person says whether that is the one, and in service. */
export function confirmCard(view: ConfirmView): Card {
  const summary = confirmSummary(view);
  return card(summary, [
    header(confirmHead(view)),
    section(summary),
    section(join([knownText(view), answersText(view), outOfServiceText(view)], '\n')),
    buttons([view.why === null ? null : confirmButton(view), say(LABELS.showStatus, `status ${view.computerId}`)]),
    view.why === null ? null : context(whoConfirms(view)),
  ]);
}

function confirmButton(view: ConfirmView): ButtonSpec {
  const text = confirmLabel(view);
  return {
    text,
    action: ACTIONS.confirmComputer,
    value: `${view.computerId} ${view.hash}`,
    style: 'danger',
    confirm: { title: confirmQuestion(view), text: confirmConsequence(view), yes: text },
  };
}
