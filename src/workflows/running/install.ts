import { PatchbayError } from '../../domain/errors.js';
import type { GroupId } from '../../domain/ids.js';
import { calledBy } from '../../domain/patch.js';
import type { LeftOut } from '../../domain/rollout.js';
import type { Candidate } from '../../domain/selection.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import { groupOf, type Office } from '../office.js';
import { RIGHTS } from '../operations.js';
import { poolOf } from '../pool.js';
import { runOf } from '../review/selected.js';
import { demand } from '../rights.js';
import { offerRun } from '../run.js';

/**
 * Shows the plan of a run of single patches, and of nothing else: where they are approved, as any other run.
 * @param patches knowledge base numbers without the letters `KB`, or update ids
 * @throws PatchbayError PB133 where no computer was recommended one of them, PB134 where none of them may run there
 */
export async function offerInstall(
  office: Office,
  asker: Asker,
  id: GroupId,
  patches: readonly string[],
): Promise<RunView> {
  await demand(office, asker.person, RIGHTS.run, id);
  const unmet = new Set(patches);
  const isAsked = ({ patch }: Candidate): boolean => {
    const names = [patch.id, ...patch.kbs].filter((name) => patches.includes(name));
    for (const name of names) unmet.delete(name);
    return names.length > 0;
  };
  const meant = await runOf(await poolOf(office, id), isAsked);
  const { name: group } = groupOf(office, id);
  // A slip of the pen is told before anything of the rest is planned.
  if (unmet.size > 0) throw new PatchbayError('PB133', { group, patches: [...unmet].map(calledBy).join(', ') });
  if (meant.leftOut === undefined || meant.only.length > 0) return offerRun(office, asker, id, meant);
  const [only, ...others] = patches.map(calledBy);
  const filter = others.length === 0 ? ` ${only}` : '';
  const next = `${office.command} recommendations ${id}${filter}`;
  const details = { group, patches: [only, ...others].join(', '), states: statesOf(meant.leftOut), next };
  throw new PatchbayError('PB134', details);
}

/** `2 Opened, 1 Implemented`. */
function statesOf({ states }: LeftOut): string {
  return Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
