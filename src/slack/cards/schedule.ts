import type { FreezesView, ScheduleView, WindowLine } from '../../domain/window-view.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join } from '../text.js';
import { LABELS } from '../words/labels.js';
import {
  FREEZES_HEAD,
  freezeLine,
  freezesText,
  openingsText,
  scansText,
  scheduledText,
  scheduleHead,
  scheduleSummary,
  WHO_FREEZES,
  WHO_SCHEDULES,
  windowText,
} from '../words/windows.js';
import { formButton } from './group.js';

/** When a group is patched and scanned: its windows, what waits for them, freezes and scans. */
export function scheduleCard(view: ScheduleView): Card {
  const summary = scheduleSummary(view);
  const scheduled = scheduledText(view);
  return card(join([summary, scheduled], ' '), [
    header(scheduleHead(view)),
    section(summary),
    ...view.windows.flatMap((line) => windowBlocks(view, line)),
    section(scheduled),
    section(scansText(view)),
    ...lineSections(view.freezes, (freeze) => freezeLine(freeze, freeze.groupId && view.groupName), 2000, 5),
    buttons(actions(view)),
    view.mayEdit ? null : context(WHO_SCHEDULES),
  ]);
}

function windowBlocks(view: ScheduleView, line: WindowLine) {
  const { window } = line;
  const subject = `${view.groupId} 0 ${window.id}.${window.since}`;
  const text = section(join([windowText(window), openingsText(line)], '\n'));
  if (!view.mayEdit) return [text];
  const remove: ButtonSpec = { ...formButton(LABELS.remove, 'window-remove', subject), style: 'danger' };
  return [text, buttons([formButton(LABELS.edit, 'window', subject), remove])];
}

function actions(view: ScheduleView): readonly (ButtonSpec | null)[] {
  const { groupId, mayEdit, mayUnschedule, scheduled } = view;
  return [
    mayEdit ? formButton(LABELS.newWindow, 'window', `${groupId} 0`) : null,
    mayEdit ? formButton(LABELS.scans, 'scans', groupId) : null,
    mayUnschedule && scheduled !== null ? formButton(LABELS.unscheduleAll, 'unschedule', groupId) : null,
    say(LABELS.showRecommendations, `recommendations ${groupId}`),
    say(LABELS.showFreezes, 'freeze'),
  ];
}

/** So many can be lifted here; further ones follow when these are over. */
const MOST_LIFTS = 8;

/** Times in which nothing is patched. */
export function freezesCard(view: FreezesView): Card {
  const summary = freezesText(view);
  const [first, rest] = [view.freezes.slice(0, MOST_LIFTS), view.freezes.slice(MOST_LIFTS)];
  return card(summary, [
    header(FREEZES_HEAD),
    section(summary),
    ...first.flatMap((line) => [section(lineText(line)), view.mayFreeze ? liftButton(line) : null]),
    ...lineSections(rest, lineText, 3000, 20),
    view.mayFreeze ? buttons([formButton(LABELS.newFreeze, 'freeze', 'new')]) : context(WHO_FREEZES),
  ]);
}

type FreezeLine = FreezesView['freezes'][number];

function lineText({ freeze, groupName }: FreezeLine) {
  return freezeLine(freeze, groupName);
}

function liftButton({ freeze }: FreezeLine) {
  return buttons([formButton(LABELS.lift, 'freeze-lift', freeze.id)]);
}
