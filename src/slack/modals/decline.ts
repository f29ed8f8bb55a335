import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { PatchbayError } from '../../domain/errors.js';
import { type OperationId, parseOperationId } from '../../domain/ids.js';
import type { ApprovalView } from '../../domain/request-view.js';
import { MODALS } from '../actions.js';
import { section } from '../blocks.js';
import { DECLINE_FORM, declineText } from '../words/approvals.js';
import { FORM } from '../words/forms.js';
import { INPUT, input, modal } from './parts.js';

/** Longer reasons are not read. */
const LONGEST_REASON = 500;

/** Why a request is declined: who asked is told. */
export function declineModal(view: ApprovalView): ModalView {
  return modal({
    callback: MODALS.declineRequest,
    title: DECLINE_FORM.title,
    submit: DECLINE_FORM.submit,
    request: view.requestId,
    blocks: [
      section(declineText(view)),
      input(
        'reason',
        FORM.reason,
        { type: 'plain_text_input', action_id: INPUT, multiline: true, min_length: 1, max_length: LONGEST_REASON },
        { hint: DECLINE_FORM.hint },
      ),
    ],
  });
}

const submitted = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.object({ reason: z.object({ [INPUT]: z.object({ value: z.string().nullish() }) }) }) }),
});

/** @throws PatchbayError PB304 where the view is not one that we opened */
export function readDeclineAnswer(
  view: unknown,
  command: string,
): { readonly request: OperationId; readonly reason: string } {
  const parsed = submitted.safeParse(view);
  const request = parsed.success ? parseOperationId(parsed.data.private_metadata) : null;
  if (!parsed.success || request === null) throw new PatchbayError('PB304', { command, verb: 'approvals' });
  return { request, reason: parsed.data.state.values.reason[INPUT].value ?? '' };
}
