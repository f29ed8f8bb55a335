import { importCard } from '../../src/slack/cards/importing.js';
import type { Carry } from './order.js';

/** What can be imported from WSUS or a file, and what was and waits. */
export const importComputers: Carry<'import'> = async (deps, { asker, answer }) => {
  await answer(importCard(await deps.desk.importView(asker.person)));
};
