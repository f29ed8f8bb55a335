import { asFailure, type ErrorCode, PatchbayError, type PatchbayFailure } from '../../domain/errors.js';
import { type Freeze, freezesOf, type Standing, standingOf } from '../../domain/freeze.js';
import type { ComputerId, GroupId, Instant } from '../../domain/ids.js';
import type { Intent } from '../../domain/operation.js';
import type { Plan } from '../../domain/plan.js';
import { WINDOW_CLOSED } from '../../domain/reasons.js';
import { type RestartTerms, restartTerms } from '../../domain/restart-wait.js';
import type { RunMode } from '../../domain/rollout.js';
import { fits } from '../../domain/window-misfit.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import type { Office } from '../office.js';
import { stamp } from './describing.js';

/** What the question needs: the engine asks it, too. */
export type Asked = Pick<Office, 'store' | 'groups' | 'readCron'>;

/** All freezes that are kept; one that cannot be read refuses everything (PB803): in doubt nothing is patched. */
export async function freezesKept(store: Pick<Asked['store'], 'freezes'>): Promise<readonly Freeze[]> {
  await store.freezes.demandWhole();
  const ids = await store.freezes.ids();
  const found = await Promise.all(ids.map((id) => store.freezes.get(id)));
  return found.flatMap((freeze) => (freeze === null ? [] : [freeze.value]));
}

/** Whether a group may be patched at a moment, and until when. */
export async function standingAt(asked: Asked, id: GroupId, now: Instant): Promise<Standing> {
  const group = asked.groups().find((one) => one.id === id);
  const standing = standingOf(group ?? { id, windows: [] }, await freezesKept(asked.store), now, asked.readCron);
  // Of a group that is not known nobody knows when it may be patched.
  return group === undefined && standing.state === 'open' ? { state: 'closed', opensAt: null } : standing;
}

/**
 * Whether a group's computers may restart at a moment.
 * @param restartMs what a plan keeps for a restart
 */
export async function restartTermsAt(
  asked: Asked,
  id: GroupId | null,
  now: Instant,
  restartMs: number,
): Promise<RestartTerms> {
  if (id === null) return { may: 'not' };
  try {
    const standing = await standingAt(asked, id, now);
    const windows = asked.groups().find((group) => group.id === id)?.windows ?? [];
    const next = nextOpenings(windows, now, 1, asked.readCron)[0]?.opensAt ?? null;
    return restartTerms(standing, next, now, restartMs);
  } catch (thrown) {
    if (asFailure(thrown).code !== 'PB803') throw thrown;
    return { may: 'wait', wait: { for: 'doubt' } };
  }
}

/** What a plan was made for may be otherwise by the time that a computer's turn comes. */
export interface Turn {
  readonly group: GroupId | null;
  readonly computer: ComputerId;
  readonly mode: RunMode;
}

/** Why nothing further of a run starts on a computer at a moment; null where it may. */
export async function whyClosedAt(asked: Asked, turn: Turn, now: Instant): Promise<string | null> {
  const group = asked.groups().find(({ id }) => id === turn.group);
  if (group === undefined || !group.computers.includes(turn.computer)) return 'the computer is no longer in its group';
  try {
    const standing = await standingAt(asked, group.id, now);
    if (standing.state === 'frozen') return frozenBy(standing.freeze);
    return standing.state === 'closed' && turn.mode !== 'distribute' ? WINDOW_CLOSED : null;
  } catch (thrown) {
    if (asFailure(thrown).code !== 'PB803') throw thrown;
    return 'it cannot be read whether there is a freeze';
  }
}

export function frozenBy({ reason }: Freeze): string {
  return `a freeze began: ${reason}`;
}

/**
 * Run now needs an open window with room for an install and its restart, and no freeze. What only downloads needs no
 * window: it is what makes windows short.
 * @returns until when something may be started; null: for as long as it takes
 * @throws PatchbayError PB332 (closed), PB333 (frozen), PB336 (too little is left)
 */
export async function demandOpenWindow(office: Office, id: GroupId, mode: RunMode): Promise<Instant | null> {
  const now = office.clock.now();
  const standing = await standingAt(office, id, now);
  const group = office.groups().find((one) => one.id === id)?.name ?? id;
  if (standing.state === 'frozen') throw frozen(office, group, standing.freeze);
  if (mode === 'distribute') return nextFreeze(office, id, now);
  if (standing.state === 'closed') {
    const opens = standing.opensAt === null ? 'it does not open again' : `it opens ${stamp(standing.opensAt)}`;
    throw new PatchbayError('PB332', { group, opens });
  }
  const { until } = standing;
  if (until !== null && !fits({ opensAt: now, closesAt: until }, now, office.windowNeeds))
    throw new PatchbayError('PB336', { group, closes: stamp(until) });
  return until;
}

/** The same as a failure: null where Run would be taken. */
export async function whyNotNow(office: Office, { groupId, options }: Plan): Promise<PatchbayFailure | null> {
  try {
    await demandOpenWindow(office, groupId, options.mode);
    return null;
  } catch (thrown) {
    if (thrown instanceof PatchbayError && WINDOW_CODES.has(thrown.code)) return thrown.failure;
    throw thrown;
  }
}

const WINDOW_CODES: ReadonlySet<ErrorCode> = new Set(['PB332', 'PB333', 'PB336']);

async function nextFreeze(office: Office, id: GroupId, now: Instant): Promise<Instant | null> {
  return freezesOf(await freezesKept(office.store), id, now)[0]?.from ?? null;
}

function frozen(office: Office, group: string, freeze: Freeze): PatchbayError {
  const { to, reason } = freeze;
  return new PatchbayError('PB333', { group, until: stamp(to), reason, command: office.command });
}

/** Why a run that was stored is not begun now, after a crash; null where it may be. */
export async function whyNotBegun(
  office: Office,
  { groupId, until, plan }: Extract<Intent, { kind: 'run' }>,
): Promise<string | null> {
  const now = office.clock.now();
  const standing = await standingAt(office, groupId, now);
  if (standing.state === 'frozen') return `the group is frozen: ${standing.freeze.reason}`;
  if (plan.options.mode === 'distribute') return null;
  if (standing.state === 'closed') return 'the maintenance window had closed';
  if (until === null || fits({ opensAt: now, closesAt: until }, now, office.windowNeeds)) return null;
  return 'too little of the maintenance window was left';
}
