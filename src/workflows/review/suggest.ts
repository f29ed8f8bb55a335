import type { OperationId, PersonId } from '../../domain/ids.js';
import { compareRows } from '../../domain/reckoning.js';
import type { Suggestion } from '../../domain/review-views.js';
import { type PatchInfo, saysAll } from '../../domain/selection.js';
import { groupOf, type Office } from '../office.js';
import { inPieces } from '../pieces.js';
import { poolOf } from '../pool.js';
import { draftOf } from './drafts.js';

/** Slack shows at most so many. */
const MOST = 100;

export async function suggestComputers(
  office: Office,
  person: PersonId,
  id: OperationId,
  typed: string,
): Promise<readonly Suggestion[]> {
  const { groupId } = await draftOf(office, person, id);
  const part = typed.trim().toLowerCase();
  const found = groupOf(office, groupId).computers.filter((computer) => computer.includes(part));
  // Names that begin with it come first.
  const byBeginning = (one: string, other: string) => Number(other.startsWith(part)) - Number(one.startsWith(part));
  return found
    .toSorted(byBeginning)
    .slice(0, MOST)
    .map((computer) => ({ id: computer, text: computer }));
}

export async function suggestPatches(
  office: Office,
  person: PersonId,
  id: OperationId,
  typed: string,
): Promise<readonly Suggestion[]> {
  const { groupId } = await draftOf(office, person, id);
  const { standings, patchOf } = await poolOf(office, groupId);
  const patches = new Map<string, PatchInfo>();
  await inPieces(standings, ({ computer }) => {
    for (const recommendation of Object.values(computer.recommendations))
      if (!patches.has(recommendation.id)) patches.set(recommendation.id, patchOf(recommendation));
  });
  const words = typed.split(/\s+/).filter((word) => word !== '');
  return [...patches.values()]
    .filter((patch) => saysAll(patch, words))
    .map((patch) => ({ id: patch.id, patch }))
    .sort(compareRows)
    .slice(0, MOST)
    .map(({ id: patch, patch: { title } }) => ({ id: patch, text: title }));
}
