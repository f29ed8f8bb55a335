import type { Computer } from '../../domain/computer.js';
import type { UpdateId } from '../../domain/ids.js';
import { neverBegun } from '../../domain/reasons.js';
import { verdictOn } from '../../domain/validation.js';
import { releaseRun } from '../../domain/verification.js';
import { stoppedHere } from './conclusion.js';
import { remaining, runWork } from './orders.js';
import type { EngineParts } from './parts.js';
import { catalogueOf } from './performing.js';
import type { Context } from './protocol.js';
import { changed, failedWith, type Held, logged } from './record.js';
import { startsSomething } from './windows.js';

type Meanwhile = Pick<Context, 'closed' | 'withdrawn'>;

const AS_PLANNED: Meanwhile = { closed: null, withdrawn: new Set() };

/**
 * What has changed since a run was planned, and claimed its computer: hours may lie between that and its install. Asked
 * before each job by which the run starts something, and each time that it is handed over, so that the last word is the
 * newest one.
 */
export async function meanwhile(parts: EngineParts, computer: Computer | null): Promise<Meanwhile> {
  if (computer === null || computer.run === null) return AS_PLANNED;
  const held: Held = { ...computer, run: computer.run };
  const { phase } = held.run;
  if ((phase !== 'prepare' && phase !== 'submit') || !startsSomething(held)) return AS_PLANNED;
  const { mode, action } = runWork(held);
  const { groupId: group } = held.run;
  const why = await parts.whyClosed({ group, computer: held.id, mode });
  const withdrawn = action === 'install' ? await withdrawnOf(parts, held) : AS_PLANNED.withdrawn;
  // An order is what it is: it can only be taken back as a whole.
  const reason = why ?? (phase === 'submit' && withdrawn.size > 0 ? WITHDRAWN : null);
  return { closed: reason === null ? null : neverBegun(reason), withdrawn };
}

async function withdrawnOf(parts: EngineParts, held: Held): Promise<ReadonlySet<UpdateId>> {
  const left = remaining(held);
  const { allows } = parts.termsOf(held.run.groupId);
  const verdict = verdictOn(held, { ...(await catalogueOf(parts, left)), allows });
  return new Set(left.filter((id) => verdict(id) !== null));
}

const WITHDRAWN = 'it was denied, or its approval was withdrawn, before it started';

/** Leaves out what may not be installed any more; where nothing is left, the run ends. */
export function withoutWithdrawn(held: Held, context: Context): Held {
  const { now, withdrawn } = context;
  if (withdrawn.size === 0 || !startsSomething(held)) return held;
  const work = runWork(held);
  const gone = remaining(held).filter((id) => withdrawn.has(id));
  if (gone.length === 0) return held;
  const released = { ...releaseRun(held, { ...work, updates: gone }, WITHDRAWN, now), run: held.run };
  const updates = work.updates.filter((id) => !gone.includes(id));
  const said = `${gone.length} of ${work.updates.length} left out: ${WITHDRAWN}`;
  const kept = logged(changed(released, { work: { ...work, updates } }), now, 'warn', said);
  if (remaining(kept).length > 0) return kept;
  return work.proven.length + work.interruptions > 0
    ? stoppedHere(kept, WITHDRAWN, context)
    : failedWith(kept, now, { code: 'PB321', details: {} });
}
