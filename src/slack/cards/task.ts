import type { TaskView } from '../../domain/views.js';
import { buttons, type Card, card, context, header, lineSections, optionalSection, section } from '../blocks.js';
import { join, type Mrkdwn, mrkdwn } from '../text.js';
import { canariesText } from '../words/runs.js';
import {
  atWorkText,
  failedNames,
  patchesText,
  restartsWaitText,
  resultText,
  standingText,
  subtasksText,
  targetsText,
  taskHead,
  taskSummary,
  whoAndWhen,
} from '../words/tasks.js';
import { findingLine } from '../words/wsus.js';
import { taskButtons, waitsToContinue } from './next-steps.js';
import { failureGroupLine, failureGroups } from './task-failures.js';

const MOST_REASONS = 8;

/** A task's root message: edited in place while it runs. */
export function taskCard(view: TaskView, command: string): Card {
  const failures = failureGroups(view.targets);
  const canaries = waitsToContinue(view);
  return card(summary(view), [
    header(taskHead(view)),
    section(join([standingText(view), targetsText(view)], '\n')),
    optionalSection(subtasksText(view)),
    canaries === null ? null : section(canariesText(canaries)),
    optionalSection(join([atWorkText(view.targets), restartsWaitText(view.targets)], '\n')),
    optionalSection(join([resultText(view), patchesText(view)], '\n')),
    ...lineSections(failures, (group) => failureGroupLine(group, command), 3500, MOST_REASONS),
    ...lineSections(view.warnings, findingLine, 3500, MOST_REASONS),
    context(whoAndWhen(view)),
    buttons(taskButtons(view)),
  ]);
}

function summary(view: TaskView): Mrkdwn {
  const waits = waitsToContinue(view);
  const canaries = waits === null ? mrkdwn`` : canariesText(waits);
  const parts = [taskSummary(view), targetsText(view), canaries, resultText(view), failedNames(view.targets)];
  return join(parts, '. ');
}
