import type { Task } from '../../src/domain/task.js';
import { type Card, card, section } from '../../src/slack/blocks.js';
import { startedText } from '../../src/slack/words/runs.js';
import type { Deps, Visit } from '../guard.js';

/** A word where the task's own card does not appear before the person's eyes. */
export function startedCard(task: Task, place: string = task.conversation): Card {
  const text = startedText(task, place);
  return card(text, [section(text)]);
}

/** Where the task's card comes up just here it is the answer; else the person is told where it is. */
export async function answerStarted(deps: Deps, { asker, answer }: Visit, task: Task): Promise<void> {
  const place = await deps.door.placeOf(task.conversation, task.createdBy);
  if (place !== asker.conversation) await answer(startedCard(task, place));
}
