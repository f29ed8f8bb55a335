import { type PatchbayFailure, userText } from '../../domain/errors.js';
import { parsePersonId } from '../../domain/ids.js';
import { type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** Failures whose details name people: their ids are shown as mentions. */
const NAMES_PEOPLE: ReadonlySet<string> = new Set(['PB104', 'PB112', 'PB303', 'PB306', 'PB310', 'PB338']);

/** Failures whose details name moments: `2026-11-14T22:00Z` is shown in the reader's own zone. */
const TELLS_TIME: ReadonlySet<string> = new Set(['PB332', 'PB333', 'PB336']);

/** A failure in the person's words, escaped as a whole: its details are hostile. */
export function failureText(failure: PatchbayFailure, max = 600): Mrkdwn {
  const text = safe(userText(failure), max);
  const timed = TELLS_TIME.has(failure.code) ? withMoments(text) : text;
  return NAMES_PEOPLE.has(failure.code) ? withMentions(timed) : timed;
}

/** The same as one part of a longer sentence. */
export function failureClause(failure: PatchbayFailure, max: number): Mrkdwn {
  return failureText(failure, max).replace(/\.$/, '') as Mrkdwn;
}

/** The same with the code, to ask about. */
export function failureSummary(failure: PatchbayFailure): Mrkdwn {
  return mrkdwn`${failureText(failure, 2000)} (${safe(failure.code)})`;
}

/** The only place where ids within a sentence become mentions: each is parsed first. */
function withMentions(text: Mrkdwn): Mrkdwn {
  return text.replaceAll(/@([UW][A-Z0-9]{2,20})\b/g, (word, name: string) => {
    const id = parsePersonId(name);
    return id === null ? word : person(id);
  }) as Mrkdwn;
}

function withMoments(text: Mrkdwn): Mrkdwn {
  return text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, (word) => {
    const at = Date.parse(word);
    return Number.isNaN(at) ? word : moment(at);
  }) as Mrkdwn;
}
