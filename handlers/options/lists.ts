import { asFailure, operatorText } from '../../src/domain/errors.js';
import type { SuggestionsOf } from '../../src/domain/group-views.js';
import { parseGroupId } from '../../src/domain/ids.js';
import { LIMITS } from '../../src/slack/limits.js';
import { withoutTokens } from '../../src/slack/log.js';
import { option } from '../../src/slack/modals/parts.js';
import { parseSubject } from '../../src/slack/modals/subject.js';
import type { Deps } from '../guard.js';
import type { OptionsListener } from './review.js';

const LISTS: readonly SuggestionsOf[] = [
  'computers',
  'members',
  'groups',
  'wsus-groups',
  'patch-groups',
  'patches',
  'products',
];

/** What a list of a form offers while somebody types. It is asked with every letter, so none is counted against them. */
export function suggestList(deps: Deps): OptionsListener {
  return async ({ ack, body }) => {
    const offered = async (): Promise<void> => ack({ options: [...(await suggested(deps, body))] });
    await deps.inFlight.track(offered());
  };
}

/** Slack takes no message here: where nothing may be suggested, nothing is. */
async function suggested(deps: Deps, body: Parameters<OptionsListener>[0]['body']) {
  const list = LISTS.find((one) => `suggest.${one}` === body.action_id);
  if (list === undefined) return [];
  try {
    const person = await deps.door.enter(body.user.id, null);
    const group = parseSubject(body.view?.private_metadata ?? '', parseGroupId)?.id ?? null;
    const found = await deps.desk.suggest(person, list, { typed: body.value.slice(0, 100), group });
    return found.filter(({ value }) => value !== '' && value.length <= LIMITS.option.value).map(option);
  } catch (thrown) {
    deps.log.info({ cause: withoutTokens(operatorText(asFailure(thrown))) }, 'nothing suggested');
    return [];
  }
}
