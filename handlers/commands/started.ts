import type { Task } from '../../src/domain/task.js';
import { type Card, card, section } from '../../src/slack/blocks.js';
import { mrkdwn, safe } from '../../src/slack/text.js';

/** A word at once: the task's own card follows in the conversation. */
export function startedCard(task: Task): Card {
  const text = mrkdwn`Task ${safe(task.id)}, ${safe(task.name, 100)}, has started. Its card shows how it stands.`;
  return card(text, [section(text)]);
}

/** What was asked for in a modal is a card in the conversation. */
export function shownCard(): Card {
  const text = mrkdwn`The list is in the conversation now.`;
  return card(text, [section(text)]);
}
