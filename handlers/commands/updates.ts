import { updatesCard } from '../../src/slack/cards/updates.js';
import { offered } from '../offered.js';
import type { Carry } from './order.js';

export const updates: Carry<'updates'> = async (deps, visit, { filter }) => {
  const view = await deps.desk.offerUpdates(visit.asker, filter);
  await offered(deps, visit, view.requestId, updatesCard(view));
};
