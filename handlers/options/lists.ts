import type { SuggestionsOf } from '../../src/domain/group-views.js';
import { parseGroupId } from '../../src/domain/ids.js';
import { LIMITS } from '../../src/slack/limits.js';
import { option } from '../../src/slack/modals/parts.js';
import { parseSubject } from '../../src/slack/modals/subject.js';
import type { Deps } from '../guard.js';
import { type OptionsListener, suggesting } from './suggesting.js';

const LISTS: readonly SuggestionsOf[] = [
  'computers',
  'members',
  'groups',
  'wsus-groups',
  'patch-groups',
  'patches',
  'products',
  'wsus-clients',
];

/** What a list of a form offers while somebody types. */
export function suggestList(deps: Deps): OptionsListener {
  return suggesting(deps, async (person, body) => {
    const list = LISTS.find((one) => `suggest.${one}` === body.action_id);
    if (list === undefined) return [];
    const group = parseSubject(body.view?.private_metadata ?? '', parseGroupId)?.id ?? null;
    const found = await deps.desk.suggest(person, list, { typed: body.value.slice(0, 100), group });
    return found.filter(({ value }) => value !== '' && value.length <= LIMITS.option.value).map(option);
  });
}
