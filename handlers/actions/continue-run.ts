import { PatchbayError } from '../../src/domain/errors.js';
import { parseTaskId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { continuedText } from '../../src/slack/words/runs.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Continue` on the card of a task whose canary computers have ended. */
export function continueRun(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const taskId = parseTaskId(value);
    if (taskId === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'tasks' });
    try {
      const { waiting } = await deps.desk.continueRun(asker, taskId);
      await answer(card(continuedText(waiting), [section(continuedText(waiting))]));
    } finally {
      deps.clicked({ kind: 'task', taskId });
    }
  });
}
