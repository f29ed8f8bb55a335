import type { ModalView } from '@slack/types';
import type { ProposalView } from '../../domain/review-views.js';
import { MODALS } from '../actions.js';
import { context, lineSections, optionalSection, section } from '../blocks.js';
import { CONFIRM, proposalText, restartingText, skippedText, weightiest } from '../words/review.js';
import { textInput } from './form.js';
import { input, modal } from './parts.js';

const MOST_PATCHES = 5;

/** What is about to be decided, once more in numbers. @param isStale it has changed since it was shown */
export function confirmModal(view: ProposalView, isStale = false): ModalView {
  const reason = input('reason', CONFIRM.reason, textInput('', { multiline: true, max: 500 }), {
    hint: CONFIRM.reasonHint,
  });
  const skipped = optionalSection(skippedText(view));
  const restarting = optionalSection(restartingText(view));
  return modal({
    callback: MODALS.reviewConfirm,
    title: CONFIRM.title(view.event),
    submit: CONFIRM.submit(view.event),
    request: view.operation,
    blocks: [
      ...(isStale ? [section(CONFIRM.stale)] : []),
      section(proposalText(view)),
      ...(skipped === null ? [] : [skipped]),
      ...(restarting === null ? [] : [restarting]),
      ...lineSections(view.patches, weightiest, 1500, MOST_PATCHES),
      ...(view.needsReason ? [reason] : []),
      context(view.event === 'run' ? CONFIRM.run : CONFIRM.noInstall),
    ],
  });
}
