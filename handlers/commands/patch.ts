import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { byResponse } from '../answers.js';
import { type Deps, guard } from '../guard.js';
import { say } from './index.js';

/** The slash command. */
export function patchCommand(deps: Deps): Middleware<SlackCommandMiddlewareArgs> {
  return async ({ ack, command, respond }) => {
    await ack();
    const delivery = {
      person: command.user_id,
      channel: command.channel_name === 'directmessage' ? null : command.channel_id,
      seed: `command ${command.trigger_id}`,
      answer: byResponse(respond),
    };
    await guard(deps, delivery, (visit) => say(deps, visit, command.text));
  };
}
