import type { Computer } from '../../domain/computer.js';
import { asFailure, type PatchbayFailure, userText } from '../../domain/errors.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, PersonId } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import type { Plan } from '../../domain/plan.js';
import { planHash } from '../../domain/plan-hash.js';
import { planSteps } from '../../domain/planning.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { Occurrence } from '../../domain/window.js';
import { fits } from '../../domain/window-misfit.js';
import { deniedNow, freshWsus, type Office, patchesById } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { stepByStep } from '../pieces.js';
import { mayNow } from '../rights.js';
import { type Scheduled, scheduledIn, scheduledOf } from './scheduled.js';
import { standingAt } from './standing.js';
import { idFor, keep, stateOf, toldTo } from './state.js';

/** An open window begins what is Scheduled, once. Why it did not is kept for when the window has closed. */
export async function beginOpening(office: Office, group: ProvisioningGroup, opening: Occurrence): Promise<void> {
  const begun = await office.store.operations.get(idFor(office, 'window', group, opening));
  if (begun !== null) return tellLeftOut(office, group, begun.value);
  const now = office.clock.now();
  const standing = await standingAt(office, group.id, now);
  if (standing.state !== 'open') return;
  const until = Math.min(opening.closesAt, standing.until ?? opening.closesAt);
  if (!fits({ opensAt: opening.opensAt, closesAt: until }, now, office.windowNeeds)) return;
  const scheduled = await scheduledIn(office, group);
  if (scheduled === null) return;
  const why = await begin(office, group, { opening, until, scheduled });
  if (why !== null) await noteBlocked(office, group, opening, why);
}

interface Chance {
  readonly opening: Occurrence;
  readonly until: Instant;
  readonly scheduled: Scheduled;
}

/** Null where it began. */
async function begin(office: Office, group: ProvisioningGroup, chance: Chance): Promise<PatchbayFailure | null> {
  const people = await allowed(office, group, chance.scheduled.people);
  const by = people[0];
  if (by === undefined) return withoutRight(chance.scheduled.people);
  const plan = await planFor(office, group, chance.scheduled, new Set(people));
  if ('code' in plan) return plan;
  if (plan.rows.length === 0) return blockedAll(plan);
  const { windowId, opensAt } = chance.opening;
  const operation = await carryOut(
    office,
    { person: by, conversation: group.channel ?? by, operation: idFor(office, 'window', group, chance.opening) },
    { kind: 'run', groupId: group.id, plan, until: chance.until, opening: { windowId, opensAt } },
  );
  await tellLeftOut(office, group, operation);
  return null;
}

/** Rights are asked for at this moment: who scheduled weeks ago may be no operator any more. */
async function allowed(
  office: Office,
  group: ProvisioningGroup,
  people: readonly PersonId[],
): Promise<readonly PersonId[]> {
  const may = await Promise.all(people.map((person) => mayNow(office, person, RIGHTS.run, group.id)));
  return people.filter((_, index) => may[index]);
}

/** Made now, of what is Scheduled by people who may. What cannot be planned at all says why. */
async function planFor(
  office: Office,
  group: ProvisioningGroup,
  scheduled: Scheduled,
  people: ReadonlySet<PersonId>,
): Promise<Plan | PatchbayFailure> {
  const counts = ({ state, by }: Recommendation) => state === 'Scheduled' && by !== null && people.has(by);
  const computers = scheduled.computers.filter((computer) => scheduledOf(computer).some(counts));
  const others = scheduled.computers.filter((computer) => !computers.includes(computer));
  try {
    const [wsus, patch, denied] = [await freshWsus(office), await patchesById(office), await deniedNow(office)];
    const { rules, hash } = office;
    const reference = { patch, wsus, denied, rules, hash, counts };
    const plan = await stepByStep(planSteps(group, computers, reference, office.clock.now()));
    return await withLost(plan, others, office.hash);
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code === 'PB603' || failure.code === 'PB606') return failure;
    throw thrown;
  }
}

/** Who is Scheduled by nobody that may is left out like who cannot be patched. */
async function withLost(plan: Plan, computers: readonly Computer[], hash: Office['hash']): Promise<Plan> {
  if (computers.length === 0) return plan;
  const lost = computers.map((computer) => {
    const people = [...new Set(scheduledOf(computer).flatMap(({ by }) => by ?? []))];
    return { computerId: computer.id, failure: withoutRight(people) };
  });
  const more = { ...plan, blocked: [...plan.blocked, ...lost] };
  return { ...more, hash: await stepByStep(planHash(more, hash)) };
}

function withoutRight(people: readonly PersonId[]): PatchbayFailure {
  return { code: 'PB338', details: { people: people.map((person) => `@${person}`).join(', ') } };
}

function blockedAll(plan: Plan): PatchbayFailure {
  const reasons = reasonsOf(plan).map(({ failure, computers }) => `${computers} ${userText(failure)}`);
  return { code: 'PB339', details: { reasons: reasons.slice(0, 3).join('; ') } };
}

function reasonsOf(plan: Plan): readonly { readonly failure: PatchbayFailure; readonly computers: number }[] {
  const reasons = new Map<string, { failure: PatchbayFailure; computers: number }>();
  for (const { failure } of plan.blocked) {
    const known = reasons.get(failure.code);
    reasons.set(failure.code, { failure: known?.failure ?? failure, computers: (known?.computers ?? 0) + 1 });
  }
  return [...reasons.values()].sort((a, b) => b.computers - a.computers);
}

async function noteBlocked(
  office: Office,
  group: ProvisioningGroup,
  { windowId, opensAt }: Occurrence,
  why: PatchbayFailure,
): Promise<void> {
  const blocked = { opening: { windowId, opensAt }, why };
  const before = (await stateOf(office, group, office.clock.now())).blocked;
  if (JSON.stringify(before) !== JSON.stringify(blocked)) await keep(office, group, { blocked });
}

/** Who of the Scheduled ones is not among those that begin, and why: said once, in the task's thread. */
async function tellLeftOut(office: Office, group: ProvisioningGroup, operation: Operation): Promise<void> {
  const { intent, taskId } = operation;
  const to = toldTo(office, group, [operation.by]);
  if (intent.kind !== 'run' || taskId === null || intent.plan.blocked.length === 0 || to === null) return;
  const about = { about: 'window-left-out', groupId: group.id, groupName: group.name } as const;
  const left = { computers: intent.plan.blocked.length, reasons: reasonsOf(intent.plan) };
  await office.conversation.show({
    id: `${operation.id}-left-out`,
    subject: { kind: 'notice', notice: { ...about, ...left } },
    ...to,
    threadOf: `task-${taskId}`,
  });
}
