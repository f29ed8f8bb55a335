import type { ModalView } from '@slack/types';
import { PatchbayError } from '../src/domain/errors.js';
import { faultOf } from '../src/slack/outbox/faults.js';
import type { Deps } from './guard.js';

/** A click opens one modal, within three seconds. Source: https://docs.slack.dev/interactivity/handling-user-interaction */
const TOO_LATE: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired']);

/** @throws PatchbayError PB115 where the click is too old, PB701 where Slack refuses the modal */
export function openModal(deps: Deps, trigger: string, view: ModalView): Promise<void> {
  return shown('views.open', () => deps.client.views.open({ trigger_id: trigger, view }));
}

/** As `openModal`, on top of the modal that was clicked in. */
export function pushModal(deps: Deps, trigger: string, view: ModalView): Promise<void> {
  return shown('views.push', () => deps.client.views.push({ trigger_id: trigger, view }));
}

async function shown(method: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    const { cause } = faultOf(thrown);
    if (TOO_LATE.has(cause)) throw new PatchbayError('PB115');
    throw new PatchbayError('PB701', { method, cause }, { cause: thrown });
  }
}

/** The person closed it: there is nothing to draw any more. */
const CLOSED: ReadonlySet<string> = new Set(['not_found', 'view_not_found']);

/**
 * Draws a modal anew.
 * @param where with a hash: only if it is still the one that was clicked in
 * @returns false where it is not
 * @throws PatchbayError PB701 where Slack refuses it
 */
export async function updateModal(
  deps: Deps,
  where: { readonly view_id: string; readonly hash?: string },
  view: ModalView,
): Promise<boolean> {
  try {
    await deps.client.views.update({ ...where, view });
    return true;
  } catch (thrown) {
    const { cause } = faultOf(thrown);
    if (cause === 'hash_conflict') return false;
    if (CLOSED.has(cause)) return true;
    throw new PatchbayError('PB701', { method: 'views.update', cause }, { cause: thrown });
  }
}
