import type { Draft } from '../../domain/draft.js';
import { PatchbayError } from '../../domain/errors.js';
import { type OperationId, type PersonId, parseOperationId } from '../../domain/ids.js';
import type { Proposed } from '../../domain/proposal.js';
import type { ProposalView } from '../../domain/review-views.js';
import type { ReviewEvent } from '../../domain/selection.js';
import { groupOf, type Office } from '../office.js';
import { poolOf } from '../pool.js';
import { demand } from '../rights.js';
import { draftOf } from './drafts.js';
import { rolesFor } from './page.js';
import type { Weighings } from './weighed.js';

/** What a review works with. */
export interface Reviewing {
  readonly office: Office;
  readonly weighings: Weighings;
}

/** These are explained to others. */
export const WITH_REASON: ReadonlySet<ReviewEvent> = new Set(['ignore', 'close']);

export async function propose(
  { office, weighings }: Reviewing,
  person: PersonId,
  id: OperationId,
  event: ReviewEvent,
): Promise<ProposalView> {
  const draft = await draftOf(office, person, id);
  await demand(office, person, rolesFor(event), draft.groupId);
  demandWindow(office, draft, event);
  const { proposed } = await weighings.weigh(office, draft, event, await poolOf(office, draft.groupId));
  if (proposed.amount.recommendations === 0) throw whyNothing(proposed);
  const proposal = { event, hash: proposed.hash };
  await office.store.drafts.update(id, (value) => (value?.round === draft.round ? { ...value, proposal } : null));
  return proposalView(office, draft, proposed);
}

/** What was proposed, as it is now. */
export async function proposeAgain(
  reviewing: Reviewing,
  person: PersonId,
  operation: OperationId,
): Promise<ProposalView> {
  const { office } = reviewing;
  const id = draftIdOf(operation);
  const proposal = id === null ? null : (await draftOf(office, person, id)).proposal;
  if (id === null || proposal === null)
    throw new PatchbayError('PB304', { command: office.command, verb: 'recommendations' });
  return propose(reviewing, person, id, proposal.event);
}

function proposalView(office: Office, draft: Draft, proposed: Proposed): ProposalView {
  const groupName = office.groups().find((group) => group.id === draft.groupId)?.name ?? draft.groupId;
  return { ...proposed, groupName, operation: operationOf(draft), needsReason: WITH_REASON.has(proposed.event) };
}

/** The decisions of a draft, one after another, each have an id of their own. */
export function operationOf({ id, round }: Pick<Draft, 'id' | 'round'>): OperationId {
  const operation = parseOperationId(`${id}-r${round}`);
  if (operation === null) throw new PatchbayError('PB899', { cause: 'operation id' });
  return operation;
}

/** The draft that an operation of `operationOf` is of; null where it is none. */
export function draftIdOf(operation: OperationId): OperationId | null {
  const found = /^(.+)-r\d+$/.exec(operation)?.[1];
  return found === undefined ? null : parseOperationId(found);
}

/** What is scheduled waits for a window: without one it would wait for ever. */
export function demandWindow(office: Office, { groupId }: Draft, event: ReviewEvent): void {
  if (event !== 'schedule') return;
  const group = groupOf(office, groupId);
  if (group.windows.length > 0) return;
  throw new PatchbayError('PB317', { name: group.name, group: groupId, command: office.command });
}

function whyNothing({ skipped }: Proposed): PatchbayError {
  const states = Object.keys(skipped);
  if (states.length === 0) return new PatchbayError('PB315');
  return new PatchbayError('PB316', { states: states.join(' or ') });
}
