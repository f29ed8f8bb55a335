import { scheduleCard } from '../../src/slack/cards/schedule.js';
import type { Carry } from './order.js';

/** When a group is patched and scanned. */
export const schedule: Carry<'schedule'> = async (deps, { asker, answer }, { group }) => {
  await answer(scheduleCard(await deps.desk.schedule(asker.person, group)));
};
