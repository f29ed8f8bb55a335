import type { OperationId, PersonId } from '../../src/domain/ids.js';
import type { Suggestion } from '../../src/domain/review-views.js';
import { option } from '../../src/slack/modals/parts.js';
import { readSuggestion } from '../../src/slack/modals/review-answers.js';
import type { Deps } from '../guard.js';
import { type OptionsListener, suggesting } from './suggesting.js';

type Suggest = (person: PersonId, draft: OperationId, typed: string) => Promise<readonly Suggestion[]>;

/** Computers of the group under review, by what is typed. */
export function suggestComputers(deps: Deps): OptionsListener {
  return ofDraft(deps, (...asked) => deps.desk.suggestComputers(...asked));
}

/** Patches of the group under review, by what is typed. */
export function suggestPatches(deps: Deps): OptionsListener {
  return ofDraft(deps, (...asked) => deps.desk.suggestPatches(...asked));
}

function ofDraft(deps: Deps, suggest: Suggest): OptionsListener {
  return suggesting(deps, async (person, body) => {
    const asked = readSuggestion(body);
    const found = asked === null ? [] : await suggest(person, asked.draft, asked.typed);
    return found.map(({ id, text }) => option({ value: id, text }));
  });
}
