import { decide, type GroupTree } from './approvals.js';
import { isHere, type Order, published, refusalOf, type WsusState } from './state.js';
import type { PublishedUpdate } from './update.js';

/** What an order is checked by and changes. */
interface Ground {
  readonly state: WsusState;
  readonly catalogue: readonly PublishedUpdate[];
  readonly tree: GroupTree;
  now(): number;
  /** How long the files of an approved update take. */
  readonly downloadMs: number;
}

const REPLICA = 'a replica takes its approvals from its upstream server';
const UNKNOWN = 'The specified item could not be found in the database.';

/** One order of `Approve-WsusUpdates`: why it is refused, or null. */
export function carryOut(order: Order, { state, catalogue, tree, now, downloadMs }: Ground): string | null {
  if (state.settings.replicaOf !== null) return REPLICA;
  const update = catalogue.find((each) => each.updateId === order.updateId && isHere(each, state));
  if (!update || order.revision < 1 || order.revision > published(update, state).revision) return UNKNOWN;
  if (order.action === 'decline') return decline(update, state);
  const { action } = order;
  const objection = objectionTo(order, update, state, now());
  if (objection !== null) return objection;
  if (!tree.has(order.groupId)) return UNKNOWN;
  if (action !== 'not-approved' && update.needsLicence) state.licences[update.updateId] = true;
  decide(state.approvals, { ...order, action }, now(), downloadMs);
  return null;
}

/** For the whole server: its approvals go, for every group. */
function decline({ updateId }: PublishedUpdate, state: WsusState): null {
  state.declined[updateId] = true;
  delete state.approvals[updateId];
  return null;
}

function objectionTo(order: Order, update: PublishedUpdate, state: WsusState, now: number): string | null {
  const refusal = refusalOf(update, state);
  if (refusal === 'declined') return 'the update is declined';
  if (order.action === 'not-approved') return null;
  if (order.revision < published(update, state).revision) return 'WSUS has a newer revision of the update';
  if (order.deadline !== null && Date.parse(order.deadline) <= now) return 'the deadline has passed';
  // An expired update may still be taken off.
  if (order.action === 'uninstall') return update.uninstallable ? null : 'the update cannot be uninstalled';
  return refusal === 'expired' ? 'the update is expired' : null;
}
