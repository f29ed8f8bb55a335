import type { TaskId } from '../../src/domain/ids.js';
import { type Card, card, section } from '../../src/slack/blocks.js';
import { count, list, mrkdwn, safe } from '../../src/slack/text.js';
import type { Carry } from './order.js';

export const stop: Carry<'stop'> = async (deps, { asker, answer }, { what }) => {
  const { stopped, stillRunning } = await deps.desk.stop(asker, what);
  for (const taskId of stopped) deps.clicked({ kind: 'task', taskId });
  await answer(stoppedCard(stopped, stillRunning));
};

function stoppedCard(stopped: readonly TaskId[], stillRunning: number): Card {
  const tasks = list(
    stopped.map((id) => safe(id)),
    10,
  );
  const rest =
    stillRunning === 0
      ? mrkdwn`No computer is still at work.`
      : mrkdwn`${count(stillRunning, 'computer')} will end what runs there now.`;
  const text = mrkdwn`Stopped task ${tasks}: nothing further starts. ${rest}`;
  return card(text, [section(text)]);
}
