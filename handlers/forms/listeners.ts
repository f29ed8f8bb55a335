import type {
  BlockAction,
  Middleware,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type ErrorCode, PatchbayError } from '../../src/domain/errors.js';
import type { Card } from '../../src/slack/blocks.js';
import { Filled } from '../../src/slack/modals/filled.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import type { Mrkdwn } from '../../src/slack/text.js';
import { failureText } from '../../src/slack/words/failures.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import type { Asker } from '../../src/workflows/desk.js';
import { byMessage, byResponse } from '../answers.js';
import { type Deps, guard } from '../guard.js';
import { openModal } from '../modal.js';
import type { Form } from './form.js';
import { FORM_TABLE } from './index.js';

/** A button or a menu that opens a form. */
export function formOpening(deps: Deps): Middleware<SlackActionMiddlewareArgs<BlockAction>> {
  return async ({ ack, body, action, respond }) => {
    await ack();
    const to = { person: body.user.id, channel: body.channel?.id ?? body.user.id };
    const delivery = {
      person: body.user.id,
      channel: body.channel?.id ?? null,
      seed: `click ${body.trigger_id}`,
      answer: body.response_url ? byResponse(respond) : byMessage(deps.client, to),
    };
    await guard(deps, delivery, async ({ asker }) => {
      const { name, subject } = askedFor(action);
      await openModal(deps, body.trigger_id, await formNamed(deps, name).draw(deps, asker, subject, null));
    });
  };
}

/** A button says its form in its action id, a menu in what was chosen from it. */
function askedFor(action: BlockAction['actions'][number]): { readonly name: string; readonly subject: string } {
  if (action.type === 'button') return { name: action.action_id.replace('form.', ''), subject: action.value ?? '' };
  const chosen = action.type === 'overflow' ? (action.selected_option.value ?? '') : '';
  const [name = '', ...subject] = chosen.split(' ');
  return { name, subject: subject.join(' ') };
}

function formNamed(deps: Deps, name: string): Form {
  const form = FORM_TABLE.get(name);
  if (form === undefined) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'groups' });
  return form;
}

/**
 * Acknowledges with `Working…` in the form's place, so that nobody submits twice, then shows there what came of it: where
 * it was not taken, the form once more with what was filled in and the reason.
 */
export function formSubmission(deps: Deps): Middleware<SlackViewMiddlewareArgs<ViewSubmitAction>> {
  return async ({ ack, body, view }) => {
    await ack({ response_action: 'update', view: noticeModal(NOTICE.working, NOTICE.moment) });
    const show = (modal: ModalView) => deps.client.views.update({ view_id: view.id, view: modal });
    const answer = (card: Card) => show(noticeModal(NOTICE.refused, card.text));
    // A form that is filled in once more is another delivery: its hash is another one.
    const seed = `form ${view.id} ${view.hash}`;
    const delivery = { person: body.user.id, channel: null, seed, answer, isAwaited: true };
    await guard(deps, delivery, async ({ asker }) => {
      const form = formNamed(deps, view.callback_id.replace('form.', ''));
      const sent = Filled.read(view);
      if (sent === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'groups' });
      await show(await submitted(deps, asker, form, sent));
    });
  };
}

/** What a person can mend in the form itself. */
const MENDABLE: ReadonlySet<ErrorCode> = new Set(['PB102', 'PB106', 'PB113', 'PB119', 'PB120', 'PB122', 'PB331']);

async function submitted(deps: Deps, asker: Asker, form: Form, sent: Filled): Promise<ModalView> {
  try {
    return await form.submit(deps, asker, sent);
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError)) throw thrown;
    if (MENDABLE.has(thrown.code)) {
      const again = { sent, note: failureText(thrown.failure) };
      return form.draw(deps, asker, sent.subject, again);
    }
    if (thrown.code !== 'PB302') throw thrown;
    // Somebody else was faster: what is so now, without what was filled in for something else.
    return withNote(await form.draw(deps, asker, sent.subject, null), failureText(thrown.failure));
  }
}

function withNote(modal: ModalView, note: Mrkdwn): ModalView {
  const block = { type: 'section', text: { type: 'mrkdwn', text: note, verbatim: true } } as const;
  return { ...modal, blocks: [block, ...modal.blocks] };
}
