import { asFailure, operatorText } from '../../src/domain/errors.js';
import { withoutTokens } from '../../src/slack/log.js';
import { Filled } from '../../src/slack/modals/filled.js';
import { windowModal, windowSent } from '../../src/slack/modals/window.js';
import { previewOf } from '../forms/windows.js';
import type { Deps } from '../guard.js';
import { updateModal } from '../modal.js';
import type { Listener } from './click.js';

/**
 * Something was changed in a window's form: it shows when the window would open. Nothing is decided, so that nothing is
 * counted against the person either; what cannot be drawn leaves the form as it is.
 */
export function windowChange(deps: Deps): Listener {
  return async ({ ack, body }) => {
    await ack();
    await deps.inFlight.track(followed(deps, body));
  };
}

async function followed(deps: Deps, { user, view }: Parameters<Listener>[0]['body']): Promise<void> {
  try {
    await deps.door.enter(user.id, null);
    const sent = Filled.read(view);
    if (view === undefined || sent === null || view.callback_id !== 'form.window') return;
    const values = windowSent(sent);
    const isNew = !/^\S+ \S+ \S/.test(sent.subject);
    const drawn = { subject: sent.subject, note: null, isNew };
    const modal = windowModal(values, previewOf(deps, values), drawn);
    await updateModal(deps, { view_id: view.id, hash: view.hash }, modal);
  } catch (thrown) {
    deps.log.info({ cause: withoutTokens(operatorText(asFailure(thrown))) }, 'no preview');
  }
}
