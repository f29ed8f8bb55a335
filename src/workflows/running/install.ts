import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, StackId } from '../../domain/ids.js';
import { calledBy } from '../../domain/patch.js';
import { STACK_GONE, theStack } from '../../domain/reasons.js';
import { RECOMMENDATION_STATES, stateAfter } from '../../domain/recommendation.js';
import type { LeftOut, RunOptions } from '../../domain/rollout.js';
import type { Candidate } from '../../domain/selection.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import { groupOf, type Office } from '../office.js';
import { RIGHTS } from '../operations.js';
import { poolOf } from '../pool.js';
import { runOf } from '../review/selected.js';
import { demand } from '../rights.js';
import { offerRun } from '../run.js';

/** A sentence holds so many words: of more patches, all that the group was recommended are meant. */
export const MOST_NAMED = 12;

/**
 * Shows the plan of a run of single patches, and of nothing else: where they are approved, as any other run.
 * @param patches knowledge base numbers without the letters `KB`, or update ids
 * @throws PatchbayError PB133 where no computer was recommended one of them, PB134 where none of them may run there, PB135 where
 *   all of them are installed there
 */
export async function offerInstall(
  office: Office,
  asker: Asker,
  id: GroupId,
  patches: readonly string[],
): Promise<RunView> {
  const unmet = new Set(patches);
  const isAsked = ({ patch }: Candidate): boolean => {
    const names = [patch.id, ...patch.kbs].filter((name) => patches.includes(name));
    for (const name of names) unmet.delete(name);
    return names.length > 0;
  };
  const [only = '', ...others] = patches.map(calledBy);
  return offerOf(office, asker, id, {
    isAsked,
    // A slip of the pen is told before anything of the rest is planned.
    missing: () => [...unmet].map(calledBy).join(', '),
    called: [only, ...others].join(', '),
    filter: others.length >= MOST_NAMED ? '' : ` ${[only, ...others].join(' ')}`,
    chosen: {},
  });
}

/**
 * Shows the plan of a run of a software stack's patches, in its order: what of them is approved there, and nothing else.
 * A stack is for computers of many kinds: that a group needs only some of it is no mistake.
 * @throws PatchbayError PB133 where nothing of it was recommended there, PB134 where nothing of it may run there,
 *   PB135 where all of it is installed there
 */
export async function offerStack(office: Office, asker: Asker, id: GroupId, stackId: StackId): Promise<RunView> {
  const stack = (await office.store.stacks.get(stackId))?.value;
  if (stack === undefined) throw refused(STACK_GONE);
  const order = stack.updates.map(({ updateId }) => updateId);
  const wanted = new Set<string>(order);
  const met = new Set<string>();
  const isAsked = ({ patch }: Candidate): boolean => {
    if (!wanted.has(patch.id)) return false;
    met.add(patch.id);
    return true;
  };
  return offerOf(office, asker, id, {
    isAsked,
    missing: () => (met.size === 0 ? `anything of ${theStack(stack.name)}` : ''),
    called: theStack(stack.name),
    filter: '',
    chosen: { order, stack: { id: stackId, name: stack.name } },
  });
}

interface Asked {
  readonly isAsked: (candidate: Candidate) => boolean;
  /** What of it nobody was recommended, once all were looked at; empty where nothing is to be told. */
  readonly missing: () => string;
  readonly called: string;
  /** What to look for among the recommendations: empty for all of them. */
  readonly filter: string;
  readonly chosen: Partial<RunOptions>;
}

async function offerOf(office: Office, asker: Asker, id: GroupId, asked: Asked): Promise<RunView> {
  await demand(office, asker.person, RIGHTS.run, id);
  const meant = await runOf(await poolOf(office, id), asked.isAsked);
  const { name: group } = groupOf(office, id);
  const missing = asked.missing();
  if (missing !== '') throw new PatchbayError('PB133', { group, patches: missing });
  if (meant.leftOut === undefined || meant.only.length > 0)
    return offerRun(office, asker, id, { ...asked.chosen, ...meant });
  const isDone = Object.keys(meant.leftOut.states).every((state) => state === 'Implemented');
  if (isDone) throw new PatchbayError('PB135', { group, patches: asked.called });
  const isOpen = canBeApproved(meant.leftOut);
  const recommendations = `${office.command} recommendations ${id}${asked.filter}`;
  const next = isOpen ? `Approve it first: ${recommendations}` : `How it stands: ${office.command} status ${id}`;
  const details = { group, patches: asked.called, states: statesOf(meant.leftOut), next };
  throw new PatchbayError('PB134', { ...details, toApprove: isOpen ? 1 : 0 });
}

function canBeApproved({ states }: LeftOut): boolean {
  return RECOMMENDATION_STATES.some((state) => states[state] !== undefined && stateAfter(state, 'approve') !== null);
}

/** `2 Opened, 1 Implemented`. */
function statesOf({ states }: LeftOut): string {
  return Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
