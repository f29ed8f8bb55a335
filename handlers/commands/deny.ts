import { denialsCard, denyReasonCard } from '../../src/slack/cards/patch-groups.js';
import type { Carry } from './order.js';

/** What is denied; with patches and a reason, denies them. Without a reason it is asked for. */
export const deny: Carry<'deny'> = async (deps, { asker, answer }, { patches, reason, lastDay }) => {
  if (patches.length === 0) return answer(denialsCard(await deps.desk.denials(asker.person)));
  await deps.desk.demand(asker.person, 'approver');
  if (reason === '') return answer(denyReasonCard(patches));
  await answer(denialsCard(await deps.desk.deny(asker, { patches, reason, lastDay })));
};
