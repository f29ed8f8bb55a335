import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { offered } from '../offered.js';
import type { Carry } from './order.js';

export const recommendations: Carry<'recommendations'> = async (deps, visit, { group, filter }) => {
  const view = await deps.desk.offerRecommendations(visit.asker, group, filter);
  await offered(deps, visit, view.requestId, recommendationsCard(view));
};
