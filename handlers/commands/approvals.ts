import { requestsCard } from '../../src/slack/cards/approval.js';
import type { Carry } from './order.js';

export const approvals: Carry<'approvals'> = async (deps, { asker, answer }) => {
  await deps.desk.demand(asker.person, 'viewer');
  await answer(requestsCard(await deps.desk.requests(asker.person)));
};
