import type { ComputersView, ComputerView, ImportView } from '../../domain/discovery.js';
import type { ComputerId } from '../../domain/ids.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, optionalContext, section } from '../blocks.js';
import { mrkdwn } from '../text.js';
import { diagnosisSummary } from '../words/diagnosis.js';
import {
  COMPUTERS_HEAD,
  candidateLine,
  computerHead,
  computerLine,
  computersSummary,
  computerText,
  confirmLabel,
  DISCOVERY_LABELS,
  IMPORT_HEAD,
  importSummary,
  retireText,
  WSUS_TRUSTS,
  waitingLine,
} from '../words/discovery.js';
import { LABELS } from '../words/labels.js';
import { openLine, reachedText, statusLine } from '../words/status.js';
import { stoppedText } from '../words/trust.js';
import { formButton } from './group.js';

/** What WSUS knows and we do not, and what was imported and waits. */
export function importCard(view: ImportView): Card {
  const { candidates, waiting, hash } = view;
  const summary = importSummary(view);
  return card(summary, [
    header(IMPORT_HEAD),
    section(summary),
    ...lineSections(waiting, waitingLine, 3000, 15),
    ...lineSections(candidates, candidateLine, 6000, 30),
    buttons([
      waiting.length === 0
        ? null
        : { ...formButton(confirmLabel(waiting.length), 'confirm-imported', hash), style: 'primary' },
      candidates.length === 0 ? null : formButton(DISCOVERY_LABELS.fromWsus, 'import', 'new'),
      formButton(DISCOVERY_LABELS.fromFile, 'import-csv', 'new'),
      view.at === null ? say(LABELS.sync, 'sync') : null,
    ]),
    context(WSUS_TRUSTS),
  ]);
}

export function computersCard(view: ComputersView): Card {
  const summary = computersSummary(view);
  return card(summary, [
    header(COMPUTERS_HEAD),
    section(summary),
    ...lineSections(view.lines, computerLine, 8000, 40),
    buttons([say(LABELS.showGroups, 'groups')]),
  ]);
}

/** One computer: where it comes from, who it is, how it stands, and what one can do. */
export function computerCard(view: ComputerView): Card {
  const { computerId: id, status, diagnosis, retired, groups } = view;
  const [row] = status.rows;
  const summary = mrkdwn`${computerLine(view)}`;
  return card(summary, [
    header(computerHead(view)),
    section(computerText(view)),
    ...status.stopped.slice(0, 3).map((one) => section(stoppedText(one))),
    ...(row === undefined ? [] : [section(statusLine(row, row.compliance?.state ?? 'unknown'))]),
    ...(row === undefined ? [] : lineSections(row.open, openLine, 3500, 20)),
    optionalContext(row === undefined ? mrkdwn`` : reachedText(row)),
    optionalContext(diagnosis === null ? mrkdwn`` : diagnosisSummary(diagnosis)),
    buttons([
      ...(retired === null
        ? groups.slice(0, 2).map(({ id: group }) => say(DISCOVERY_LABELS.scanGroup(group), `scan ${group}`))
        : []),
      retired === null && !view.isWaiting ? say(DISCOVERY_LABELS.diagnose, `diagnose ${id}`) : null,
      retired === null && needsConfirm(view) ? say(LABELS.confirm, `confirm ${id}`) : null,
      retireButton(view),
    ]),
  ]);
}

function needsConfirm({ isWaiting, status }: ComputerView): boolean {
  const code = status.rows[0]?.blocked?.code;
  return isWaiting || code === 'PB404' || code === 'PB420' || code === 'PB421';
}

function retireButton({ computerId, retired, isAdmin }: ComputerView) {
  if (!isAdmin) return null;
  if (retired !== null) return say(DISCOVERY_LABELS.bringBack, `retire ${computerId} undo`);
  return { ...formButton(DISCOVERY_LABELS.retire, 'retire', computerId), style: 'danger' as const };
}

/** What retiring means, before it is done. */
export function retireCard(id: ComputerId): Card {
  const text = retireText(id);
  return card(text, [
    section(text),
    buttons([{ ...formButton(DISCOVERY_LABELS.retire, 'retire', id), style: 'danger' }]),
  ]);
}
