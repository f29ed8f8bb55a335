import type { Digest, DigestList } from '../../domain/digest.js';
import type { Instant } from '../../domain/ids.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, section, type Upload } from '../blocks.js';
import { complianceChart } from '../charts/chart.js';
import { mrkdwn, safe, utc } from '../text.js';
import {
  CHANGED_HEAD,
  CHART_TITLE,
  COMPUTERS_HEAD,
  CSV_HEAD,
  changeLine,
  chartWords,
  DIGEST_HEAD,
  digestRow,
  digestSummary,
  FILE_TITLE,
  REASONS_HEAD,
  reasonLine,
  reasonPlain,
  WHOLE_LIST,
} from '../words/digests.js';
import { statusLabel } from '../words/labels.js';
import { csv } from './csv.js';

const MOST_COMPUTERS = 15;
const MOST_BUTTONS = 4;

/** A channel's digest: what changed first, then the reasons, then the computers. Its chart comes below the summary. */
export function digestCard(digest: Digest): Card {
  if (digest.groups.length === 0) return words(digest);
  return { ...words(digest), picture: chartOf(digest) };
}

function words(digest: Digest): Card {
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
        .map((group) => say(statusLabel(group.name), `status ${group.groupId}`)),
    ),
  ]);
}

function chartOf({ id, groups }: Digest): Upload {
  const bars = groups.map(({ name, compliant, of }) => ({ label: name, yes: compliant, of }));
  return {
    name: `${id}.png`,
    title: CHART_TITLE,
    alt: chartWords(groups),
    content: () => complianceChart(bars),
  };
}

/** Everybody who is not compliant, for a spreadsheet. */
export function digestFile({ rows }: DigestList, at: Instant): Card {
  const lines = rows.map(({ computerId, state, missing, reasons, groups }) => [
    computerId,
    state,
    String(missing),
    reasons.map(reasonPlain).join('; '),
    groups.join('; '),
  ]);
  const file = {
    name: `not-compliant-${utc(at).slice(0, 10)}-${at}.csv`,
    title: FILE_TITLE,
    alt: FILE_TITLE,
    content: async () => Buffer.from(csv([CSV_HEAD, ...lines])),
  };
  return { text: mrkdwn`${safe(FILE_TITLE)}`, blocks: [], file };
}

function part(head: Parameters<typeof section>[0], sections: ReturnType<typeof lineSections>) {
  return sections.length === 0 ? [] : [section(head), ...sections];
}
