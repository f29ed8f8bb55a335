import { randomBytes } from 'node:crypto';
import { renderMessage } from './api/render.js';
import { stateOf, stateValues } from './blocks.js';
import type { Chosen, Conversation, Json, Message, Person, Values, View } from './model.js';
import { messagePlace } from './offers.js';
import type { Found } from './places.js';
import { renderView } from './views.js';
import type { World } from './world.js';

/** Payloads as Slack sends them: https://docs.slack.dev/reference/interaction-payloads */

function sender(world: World, person: Person): Json {
  const { team, bot } = world.workspace;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
    team: { id: team.id, domain: team.domain },
    api_app_id: bot.appId,
    enterprise: null,
    is_enterprise_install: false,
    token: 'legacy-verification-token',
  };
}

export function commandPayload(
  world: World,
  order: {
    readonly person: Person;
    readonly conversation: Conversation;
    readonly text: string;
    readonly responseUrl: string;
    readonly triggerId: string;
  },
): Json {
  const { team, bot } = world.workspace;
  return {
    token: 'legacy-verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: order.conversation.id,
    channel_name: order.conversation.kind === 'im' ? 'directmessage' : order.conversation.name,
    user_id: order.person.id,
    user_name: order.person.name,
    command: world.command,
    text: order.text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: order.responseUrl,
    trigger_id: order.triggerId,
  };
}

export interface Act {
  readonly person: Person;
  readonly block: Json;
  readonly element: Json;
  readonly chosen: Chosen;
  readonly values: Values;
  readonly triggerId: string;
}

function actionOf(world: World, act: Act): Json {
  const { element, block } = act;
  const isButton = element.type === 'button';
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    action_ts: world.nextTs(),
    ...(isButton ? { text: element.text } : stateOf(element, act.chosen)),
    ...(isButton && element.value !== undefined ? { value: element.value } : {}),
    ...(isButton && element.style !== undefined ? { style: element.style } : {}),
  };
}

/** The message in which an element was used. Slack does not send ephemeral ones along. */
function messageSource(world: World, conversation: Conversation, message: Message): Json {
  const isEphemeral = message.ephemeralFor !== null;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: conversation.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: conversation.id, name: conversation.kind === 'im' ? 'directmessage' : conversation.name },
    ...(isEphemeral ? {} : { message: renderMessage(world, conversation.id, message, false) }),
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export function suggestionPayload(
  world: World,
  query: {
    readonly person: Person;
    readonly blockId: string;
    readonly actionId: string;
    readonly typed: string;
  },
  place: Found,
): Json {
  const source =
    place.kind === 'view'
      ? { container: { type: 'view', view_id: place.view.id }, view: renderView(world, place.view) }
      : messageSource(world, place.conversation, place.message);
  return {
    type: 'block_suggestion',
    ...sender(world, query.person),
    ...source,
    action_id: query.actionId,
    block_id: query.blockId,
    value: query.typed,
  };
}

export function messageActionPayload(
  world: World,
  act: Act,
  place: { readonly conversation: Conversation; readonly message: Message; readonly responseUrl: string },
): Json {
  const { conversation, message } = place;
  return {
    type: 'block_actions',
    ...sender(world, act.person),
    ...messageSource(world, conversation, message),
    trigger_id: act.triggerId,
    state: {
      values: stateValues(
        world.offers.into(messagePlace(conversation.id, message.ts), message.blocks ?? []),
        act.values,
      ),
    },
    response_url: place.responseUrl,
    actions: [actionOf(world, act)],
  };
}

export function viewActionPayload(world: World, act: Act, view: View): Json {
  return {
    type: 'block_actions',
    ...sender(world, act.person),
    container: { type: 'view', view_id: view.id },
    trigger_id: act.triggerId,
    view: renderView(world, view),
    actions: [actionOf(world, act)],
  };
}

export function submissionPayload(world: World, person: Person, view: View, triggerId: string): Json {
  return {
    type: 'view_submission',
    ...sender(world, person),
    trigger_id: triggerId,
    view: renderView(world, view),
    response_urls: [],
  };
}

export function closedPayload(world: World, person: Person, view: View, isCleared: boolean): Json {
  return { type: 'view_closed', ...sender(world, person), view: renderView(world, view), is_cleared: isCleared };
}

export function eventPayload(world: World, event: Json): Json {
  const { team, bot } = world.workspace;
  return {
    token: 'legacy-verification-token',
    team_id: team.id,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
