import type { Middleware, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { OperationId, PersonId } from '../../src/domain/ids.js';
import type { Suggestion } from '../../src/domain/review-views.js';
import { option } from '../../src/slack/modals/parts.js';
import { readSuggestion } from '../../src/slack/modals/review-answers.js';
import { type Deps, guard } from '../guard.js';

export type OptionsListener = Middleware<SlackOptionsMiddlewareArgs<'block_suggestion'>>;

type Suggest = (person: PersonId, draft: OperationId, typed: string) => Promise<readonly Suggestion[]>;

/** Computers of the group under review, by what is typed. */
export function suggestComputers(deps: Deps): OptionsListener {
  return suggesting(deps, (...asked) => deps.desk.suggestComputers(...asked));
}

/** Patches of the group under review, by what is typed. */
export function suggestPatches(deps: Deps): OptionsListener {
  return suggesting(deps, (...asked) => deps.desk.suggestPatches(...asked));
}

/** Slack takes no message here: where nothing may be suggested, nothing is. */
function suggesting(deps: Deps, suggest: Suggest): OptionsListener {
  return async ({ ack, body }) => {
    const found: { all: readonly Suggestion[] } = { all: [] };
    const delivery = { person: body.user.id, channel: null, seed: 'suggestion', answer: async () => undefined };
    await guard(deps, delivery, async ({ asker }) => {
      const asked = readSuggestion(body);
      if (asked !== null) found.all = await suggest(asker.person, asked.draft, asked.typed);
    });
    await ack({ options: found.all.map(({ id, text }) => option({ value: id, text })) });
  };
}
