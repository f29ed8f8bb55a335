import {
  type Denial,
  type DeniedPatch,
  type DenyList,
  denialId,
  deniedAt,
  isOver,
  MOST_DENIALS,
  MOST_REASON,
  withDenials,
} from '../../domain/denial.js';
import { PatchbayError } from '../../domain/errors.js';
import { cleanLine, cleanName } from '../../domain/group-name.js';
import type { DenialLine, DenialsView, DenyForm } from '../../domain/group-views.js';
import { type Instant, type PersonId, parseKb, parseUpdateId } from '../../domain/ids.js';
import type { Patch } from '../../domain/patch.js';
import { AT_MOST, DAY_OVER, NO_DAY, NO_PATCH_NAMED, NOT_DENIED, noPatchName } from '../../domain/reasons.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import { computersOf, type Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand, rolesNow } from '../rights.js';

const MOST_AT_ONCE = 50;

async function listOf(office: Pick<Office, 'store'>): Promise<DenyList> {
  return (await office.store.denials.get('denials'))?.value ?? { denials: [] };
}

/** What is denied at this moment, the newest first. */
export async function denialsView(office: Office, person: PersonId): Promise<DenialsView> {
  await demand(office, person, ['viewer']);
  const now = office.clock.now();
  const denials = (await listOf(office)).denials.filter((denial) => !isOver(denial, now));
  const catalogue = denials.length === 0 ? [] : await office.store.catalogue.all();
  const needed = denials.length === 0 ? new Map<string, number>() : await neededBy(office);
  return {
    denials: denials.toSorted((a, b) => b.at - a.at).map((denial) => lineOf(denial, catalogue, needed, now)),
    mayDeny: (await rolesNow(office, person)).includes('approver'),
  };
}

function lineOf(
  denial: Denial,
  catalogue: readonly Patch[],
  needed: ReadonlyMap<string, number>,
  now: Instant,
): DenialLine {
  const isDenied = deniedAt({ denials: [denial] }, now);
  const patches = catalogue.filter((patch) => isDenied(patch) !== null);
  return {
    denial,
    titles: patches.map(({ title }) => title),
    neededBy: patches.reduce((most, { updateId }) => Math.max(most, needed.get(updateId) ?? 0), 0),
  };
}

async function neededBy(office: Office): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const computer of await computersOf(office, office.computers()))
    for (const { updateId } of computer.scan?.needed ?? []) counts.set(updateId, (counts.get(updateId) ?? 0) + 1);
  return counts;
}

/**
 * Denies patches everywhere, from this moment on: no plan has them, no run begins them, and the next check closes their
 * recommendations. What a computer has begun to install is not taken back.
 */
export async function deny(office: Office, asker: Asker, form: DenyForm): Promise<DenialsView> {
  await demand(office, asker.person, RIGHTS.deny);
  const reason = cleanLine(form.reason, MOST_REASON);
  if (reason === '') throw new PatchbayError('PB120');
  const until = form.lastDay === null ? null : endOf(form.lastDay, office.clock.now());
  const patches = form.patches.map(patchOf);
  if (patches.length === 0) throw refused(NO_PATCH_NAMED);
  if (patches.length > MOST_AT_ONCE) throw refused(AT_MOST.denialsAtOnce(MOST_AT_ONCE));
  const at = office.clock.now();
  const denials = patches.map((patch) => ({ patch, reason, until, by: asker.person, at }));
  if (withDenials(await listOf(office), denials).denials.length > MOST_DENIALS)
    throw refused(AT_MOST.denials(MOST_DENIALS));
  await carryOut(office, asker, { kind: 'deny', denials });
  return denialsView(office, asker.person);
}

function patchOf(typed: string): DeniedPatch {
  const updateId = parseUpdateId(typed);
  if (updateId !== null) return { kind: 'update', updateId };
  const kb = parseKb(typed);
  if (kb === null) throw refused(noPatchName(cleanName(typed)));
  return { kind: 'kb', kb };
}

const DAY = 86_400_000;

/** The end of a day in UTC. @throws PatchbayError PB113 for a day that is over, or none */
function endOf(day: string, now: Instant): Instant {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw refused(NO_DAY);
  if (start + DAY <= now) throw refused(DAY_OVER);
  return start + DAY;
}

/** The next check recommends what it closed, where it is still needed. */
export async function lift(office: Office, asker: Asker, ids: readonly string[], reason: string): Promise<DenialsView> {
  await demand(office, asker.person, RIGHTS.lift);
  if ((await office.store.operations.get(asker.operation)) === null) {
    const known = (await listOf(office)).denials.map((denial) => denialId(denial.patch));
    const denials = ids.filter((id) => known.includes(id));
    if (denials.length === 0) throw refused(NOT_DENIED);
    await carryOut(office, asker, {
      kind: 'lift',
      denials,
      reason: cleanLine(reason, MOST_REASON) || 'no reason given',
    });
  }
  return denialsView(office, asker.person);
}

/** Takes out what is over by the clock, with a line in the audit log. It counted no more since its end anyway. */
export const denialsEnd = {
  name: 'denials',
  async look(office: Office): Promise<void> {
    const now = office.clock.now();
    const over = (await listOf(office)).denials.filter((denial) => isOver(denial, now));
    for (const denial of over) await ended(office, denial, now);
  },
};

async function ended(office: Office, denial: Denial, at: Instant): Promise<void> {
  const id = denialId(denial.patch);
  const detail = `the denial of ${id} has ended; it was: ${denial.reason}`;
  await office.store.audit.append({
    ...{ at, who: 'system', what: 'denial-ended', on: 'patches', operation: null, planHash: null, detail },
  });
  await office.store.denials.update('denials', (list) =>
    list === null ? null : { denials: list.denials.filter((one) => denialId(one.patch) !== id || !isOver(one, at)) },
  );
}
