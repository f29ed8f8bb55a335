import type { Digest } from '../../domain/digest.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import {
  CHANGED_HEAD,
  COMPUTERS_HEAD,
  changeLine,
  DIGEST_HEAD,
  digestRow,
  digestSummary,
  REASONS_HEAD,
  reasonLine,
  WHOLE_LIST,
} from '../words/digests.js';

const MOST_COMPUTERS = 15;
const MOST_BUTTONS = 4;

/** A channel's digest: what changed first, then the reasons, then the computers. Its chart comes below the summary. */
export function digestCard(digest: Digest): Card {
  const changes = digest.groups.map(changeLine).filter((line) => line !== '');
  const rest = digest.notCompliant > MOST_COMPUTERS;
  return card(digestSummary(digest), [
    header(DIGEST_HEAD),
    section(digestSummary(digest)),
    ...part(
      CHANGED_HEAD,
      lineSections(changes, (line) => line, 2500, 10),
    ),
    ...part(REASONS_HEAD, lineSections(digest.reasons, reasonLine, 2000, 8)),
    ...part(COMPUTERS_HEAD, lineSections(digest.rows, digestRow, 4000, MOST_COMPUTERS)),
    rest ? context(WHOLE_LIST) : null,
    buttons(
      digest.groups
        .filter((group) => group.compliant < group.of)
        .slice(0, MOST_BUTTONS)
        .map((group) => say(`Status of ${group.name}`, `status ${group.groupId}`)),
    ),
  ]);
}

function part(head: Parameters<typeof section>[0], sections: ReturnType<typeof lineSections>) {
  return sections.length === 0 ? [] : [section(head), ...sections];
}
