import type { ComputersView, ComputerView } from '../../domain/computer-views.js';
import type { ComputerId } from '../../domain/ids.js';
import { say } from '../actions.js';
import { buttons, type Card, card, header, lineSections, optionalContext, section } from '../blocks.js';
import { mrkdwn } from '../text.js';
import {
  COMPUTER_LABELS,
  COMPUTERS_HEAD,
  computerHead,
  computerLine,
  computersSummary,
  computerText,
  retireText,
} from '../words/computers.js';
import { diagnosisSummary } from '../words/diagnosis.js';
import { LABELS } from '../words/labels.js';
import { openLine, reachedText, statusLine } from '../words/status.js';
import { stoppedText } from '../words/trust.js';
import { formButton } from './group.js';

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
    // That it waits is said already, and more is not known.
    ...(row === undefined || view.isWaiting ? [] : [section(statusLine(row, row.compliance?.state ?? 'unknown'))]),
    ...(row === undefined ? [] : lineSections(row.open, openLine, 3500, 20)),
    optionalContext(row === undefined ? mrkdwn`` : reachedText(row)),
    optionalContext(diagnosis === null ? mrkdwn`` : diagnosisSummary(diagnosis)),
    buttons([
      ...(retired === null
        ? groups.slice(0, 2).map(({ id: group }) => say(COMPUTER_LABELS.scanGroup(group), `scan ${group}`))
        : []),
      retired === null && !view.isWaiting ? say(COMPUTER_LABELS.diagnose, `diagnose ${id}`) : null,
      retired === null && needsConfirm(view) ? say(LABELS.confirm, `confirm ${id}`) : null,
      renameButton(view),
      retireButton(view),
    ]),
  ]);
}

function needsConfirm({ isWaiting, status }: ComputerView): boolean {
  const [row] = status.rows;
  const code = row?.blocked?.code;
  return isWaiting || row?.outOfService != null || code === 'PB404' || code === 'PB420' || code === 'PB421';
}

function renameButton({ computerId, added, retired, isAdmin }: ComputerView) {
  if (!isAdmin || added === null || retired !== null) return null;
  return formButton(COMPUTER_LABELS.rename, 'rename', computerId);
}

function retireButton({ computerId, retired, isAdmin }: ComputerView) {
  if (!isAdmin) return null;
  if (retired !== null) return say(COMPUTER_LABELS.bringBack, `retire ${computerId} undo`);
  return { ...formButton(COMPUTER_LABELS.retire, 'retire', computerId), style: 'danger' as const };
}

/** What retiring means, before it is done. */
export function retireCard(id: ComputerId): Card {
  const text = retireText(id);
  return card(text, [
    section(text),
    buttons([{ ...formButton(COMPUTER_LABELS.retire, 'retire', id), style: 'danger' }]),
  ]);
}
