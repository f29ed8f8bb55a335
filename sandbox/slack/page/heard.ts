import { visibleText } from '../blocks.js';
import type { ShownMessage } from '../client-types.js';

/** How far back, and how many. */
const NEWEST = 60;
const MOST = 12;

/** Numbers of the tasks that messages spoke of last, newest first. */
export function tasksIn(messages: readonly ShownMessage[]): readonly string[] {
  const found = messages
    .slice(-NEWEST)
    .toReversed()
    .flatMap((message) => {
      const text = message.blocks === null ? message.text : visibleText(message.blocks);
      return [...text.matchAll(/\btask\W{1,3}(\d{1,6})\b/gi)].map((match) => match[1] ?? '');
    });
  return [...new Set(found)].slice(0, MOST);
}
