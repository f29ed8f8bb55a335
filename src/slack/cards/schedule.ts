import type { FreezesView, ScheduleView, WindowLine } from '../../domain/window-view.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join, mrkdwn } from '../text.js';
import {
  freezeLine,
  freezesText,
  openingsText,
  scansText,
  scheduledText,
  scheduleSummary,
  windowText,
} from '../words/windows.js';
import { formButton } from './group.js';

/** When a group is patched and scanned: its windows, what waits for them, freezes and scans. */
export function scheduleCard(view: ScheduleView): Card {
  const summary = scheduleSummary(view);
  const scheduled = scheduledText(view);
  return card(join([summary, scheduled], ' '), [
    header(`Schedule · ${view.groupName}`),
    section(summary),
    ...view.windows.flatMap((line) => windowBlocks(view, line)),
    section(scheduled),
    section(scansText(view)),
    ...lineSections(view.freezes, (freeze) => freezeLine(freeze, freeze.groupId && view.groupName), 2000, 5),
    buttons(actions(view)),
    view.mayEdit ? null : context(mrkdwn`The group’s owners and the administrators can change windows and scans.`),
  ]);
}

function windowBlocks(view: ScheduleView, line: WindowLine) {
  const { window } = line;
  const subject = `${view.groupId} 0 ${window.id}.${window.since}`;
  const text = section(join([windowText(window), openingsText(line)], '\n'));
  if (!view.mayEdit) return [text];
  const remove: ButtonSpec = { ...formButton('Remove…', 'window-remove', subject), style: 'danger' };
  return [text, buttons([formButton('Edit…', 'window', subject), remove])];
}

function actions(view: ScheduleView): readonly (ButtonSpec | null)[] {
  const { groupId, mayEdit, mayUnschedule, scheduled } = view;
  return [
    mayEdit ? formButton('New window…', 'window', `${groupId} 0`) : null,
    mayEdit ? formButton('Scans…', 'scans', groupId) : null,
    mayUnschedule && scheduled !== null ? formButton('Unschedule all…', 'unschedule', groupId) : null,
    say('Show recommendations', `recommendations ${groupId}`),
    say('Show freezes', 'freeze'),
  ];
}

/** So many can be lifted here; further ones follow when these are over. */
const MOST_LIFTS = 8;

/** Times in which nothing is patched. */
export function freezesCard(view: FreezesView): Card {
  const summary = freezesText(view);
  const [first, rest] = [view.freezes.slice(0, MOST_LIFTS), view.freezes.slice(MOST_LIFTS)];
  return card(summary, [
    header('Freezes'),
    section(summary),
    ...first.flatMap((line) => [section(lineText(line)), view.mayFreeze ? liftButton(line) : null]),
    ...lineSections(rest, lineText, 3000, 20),
    view.mayFreeze
      ? buttons([formButton('New freeze…', 'freeze', 'new')])
      : context(mrkdwn`Administrators can begin a freeze, and lift one.`),
  ]);
}

type FreezeLine = FreezesView['freezes'][number];

function lineText({ freeze, groupName }: FreezeLine) {
  return freezeLine(freeze, groupName);
}

function liftButton({ freeze }: FreezeLine) {
  return buttons([formButton('Lift…', 'freeze-lift', freeze.id)]);
}
