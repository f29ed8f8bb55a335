import type { Middleware, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { asFailure, operatorText } from '../../src/domain/errors.js';
import type { PersonId } from '../../src/domain/ids.js';
import { withoutTokens } from '../../src/slack/log.js';
import type { Deps } from '../guard.js';

export type OptionsListener = Middleware<SlackOptionsMiddlewareArgs<'block_suggestion'>>;
type Typed = Parameters<OptionsListener>[0]['body'];

/**
 * What a list offers while somebody types. It is asked with every letter, so none is counted against them. Slack takes no
 * message here: where nothing may be suggested, nothing is.
 */
export function suggesting(
  deps: Deps,
  find: (person: PersonId, typed: Typed) => Promise<readonly PlainTextOption[]>,
): OptionsListener {
  return async ({ ack, body }) => {
    const offered = async (): Promise<void> => ack({ options: [...(await found(deps, body, find))] });
    await deps.inFlight.track(offered());
  };
}

async function found(deps: Deps, typed: Typed, find: Parameters<typeof suggesting>[1]) {
  try {
    return await find(await deps.door.enter(typed.user.id, null), typed);
  } catch (thrown) {
    deps.log.info({ cause: withoutTokens(operatorText(asFailure(thrown))) }, 'nothing suggested');
    return [];
  }
}
