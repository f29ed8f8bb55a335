import type { ModalView } from '@slack/types';
import { PatchbayError } from '../src/domain/errors.js';
import { faultOf } from '../src/slack/outbox/faults.js';
import type { Deps } from './guard.js';

/** A click opens one modal, within three seconds. Source: https://docs.slack.dev/interactivity/handling-user-interaction */
const TOO_LATE: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired']);

/** @throws PatchbayError PB110 where the click is too old, PB701 where Slack refuses the modal */
export async function openModal(deps: Deps, trigger: string, view: ModalView): Promise<void> {
  try {
    await deps.client.views.open({ trigger_id: trigger, view });
  } catch (thrown) {
    const { cause } = faultOf(thrown);
    if (TOO_LATE.has(cause)) throw new PatchbayError('PB110', { what: 'That took too long. Click once more.' });
    throw new PatchbayError('PB701', { method: 'views.open', cause }, { cause: thrown });
  }
}
