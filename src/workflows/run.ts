import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import type { Plan } from '../domain/plan.js';
import { planSteps } from '../domain/planning.js';
import { optionsOf, type RunOptions } from '../domain/rollout.js';
import type { Task } from '../domain/task.js';
import { inChannelOf, started } from './beginning.js';
import { groupOfRequest, requestOf, runView } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk } from './desk.js';
import { demandOpenWindow } from './maintenance/standing.js';
import { computersOf, deniedNow, freshWsus, groupOf, type Office, patchesById } from './office.js';
import { carryOut, RIGHTS, secondClick } from './operations.js';
import { stepByStep } from './pieces.js';
import { demand } from './rights.js';
import { demandMayUninstall } from './running/uninstall-right.js';

/** The plan as it is now, by these options. */
export async function planOf(office: Office, id: GroupId, options: RunOptions): Promise<Plan> {
  const group = groupOf(office, id);
  const wsus = await freshWsus(office);
  const computers = await computersOf(office, group.computers);
  const [patch, denied] = [await patchesById(office), await deniedNow(office)];
  const { rules, hash } = office;
  const reference = { patch, wsus, denied, rules, hash };
  return stepByStep(planSteps(group, computers, reference, office.clock.now(), options));
}

/** Shows a plan by the group's own way, but for what was chosen. */
export async function offerRun(
  office: Office,
  asker: Asker,
  id: GroupId,
  chosen: Partial<RunOptions> = {},
): ReturnType<Desk['offerRun']> {
  await demand(office, asker.person, RIGHTS.run, id);
  const group = groupOf(office, id);
  const plan = await planOf(office, id, { ...optionsOf(group.rollout), ...chosen });
  const what = { kind: 'run', groupId: id, hash: plan.hash, plan, filter: [] } as const;
  return runView(office, await offer(office, inChannelOf(group, asker), what));
}

/** A plan that nobody has decided on, as it would be now. */
export async function openPlan(office: Office, id: OperationId) {
  const request = await requestOf(office, id, 'run');
  await demandOpen(office, request);
  if (request.plan === null || request.groupId === null)
    throw new PatchbayError('PB304', { command: office.command, verb: 'run' });
  const plan = await planOf(office, request.groupId, request.plan.options);
  return { request, groupId: request.groupId, plan };
}

/** @param shown the beginning of the hash of the plan that was clicked on, where the click says it */
export async function run(office: Office, asker: Asker, id: OperationId, shown: string | null): Promise<Task> {
  await demand(office, asker.person, RIGHTS.run, await groupOfRequest(office, id));
  const { request, groupId, plan } = await openPlan(office, id);
  demandShown(request, shown);
  await demandSame(office, request, { hash: plan.hash, plan });
  await demandMayUninstall(office, asker, plan);
  if (plan.rows.length === 0) throw new PatchbayError('PB318', { command: office.command, group: groupId });
  if (plan.again.length > 0) throw new PatchbayError('PB319');
  const until = await demandOpenWindow(office, groupId, plan.options.mode);
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(
    office,
    await carryOut(office, decision, { kind: 'run', groupId, plan, until, opening: null }, secondClick()),
  );
}

/** Somebody may have chosen other options since: what was confirmed is what runs. */
export function demandShown(request: Request, shown: string | null): void {
  if (shown !== null && !request.hash.startsWith(shown)) throw new PatchbayError('PB302');
}
