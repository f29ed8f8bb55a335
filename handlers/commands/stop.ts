import { card, section } from '../../src/slack/blocks.js';
import { stoppedText } from '../../src/slack/words/runs.js';
import type { Carry } from './order.js';

export const stop: Carry<'stop'> = async (deps, { asker, answer }, { what }) => {
  const { stopped, stillRunning, lost, others } = await deps.desk.stop(asker, what);
  for (const taskId of stopped) deps.clicked({ kind: 'task', taskId });
  const names = lost.map((target) => target.computerId);
  const text = stoppedText({ tasks: stopped, stillRunning, lost: names, others });
  await answer(card(text, [section(text)]));
};
