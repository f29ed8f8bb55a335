import type { DecisionAnswer, Ruling } from '../../domain/decision.js';
import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, Instant, OperationId, UpdateId } from '../../domain/ids.js';
import type { Request } from '../../domain/operation.js';
import type { Plan } from '../../domain/plan.js';
import type { Share } from '../../domain/rollout.js';
import type { Task } from '../../domain/task.js';
import { answerTo } from '../answering.js';
import { groupOfRequest, mustAsk } from '../card-queries.js';
import { demandSame } from '../cards.js';
import type { Asker } from '../desk.js';
import { type Office, standingsOf } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { demandShown, openPlan, planOf, run } from '../run.js';

/** Approves once more what a plan has of Failed recommendations; the run itself is another decision. */
export async function approveAgain(
  office: Office,
  asker: Asker,
  id: OperationId,
  shown: string | null,
): Promise<DecisionAnswer> {
  await demand(office, asker.person, RIGHTS.decide, await groupOfRequest(office, id));
  const { request, groupId, plan } = await openPlan(office, id);
  demandShown(request, shown);
  await demandSame(office, request, { hash: plan.hash, plan });
  if (plan.again.length === 0) throw new PatchbayError('PB320');
  demandAlone(office, plan);
  const computers = plan.again.map((share) => share.computerId);
  const { asOf } = await standingsOf(office, computers);
  const ruling = rulingOf(groupId, plan.again, asOf);
  // One for each state of the plan: what fails once more may be approved once more.
  const operation = office.hash(`again ${id} ${plan.hash} ${ruling.asOf}`).slice(0, 40) as OperationId;
  const decision = { ...asker, operation, conversation: request.conversation };
  const taken = await carryOut(office, decision, { kind: 'decide', ...ruling });
  await planAnew(office, request, groupId);
  return answerTo(office, taken, ruling);
}

/** One confirmation for whoever holds both rights: approves what failed once more, and runs the plan. */
export async function approveAndRun(
  office: Office,
  asker: Asker,
  id: OperationId,
  shown: string | null,
): Promise<Task> {
  const group = await groupOfRequest(office, id);
  await demand(office, asker.person, RIGHTS.run, group);
  await demand(office, asker.person, RIGHTS.decide, group);
  await approveAgain(office, asker, id, shown);
  return run(office, asker, id, shown);
}

/**
 * What takes somebody else is asked for: a plan is no request that anybody could answer.
 * @throws PatchbayError PB309, PB323 with how to ask
 */
function demandAlone(office: Office, plan: Plan): void {
  if (!mustAsk(office, plan)) return;
  const { approvals, command } = office;
  if (approvals.fourEyes) throw new PatchbayError('PB309', { command, group: plan.groupId });
  throw new PatchbayError('PB323', { above: approvals.secondApproverAbove ?? 0, command, group: plan.groupId });
}

function rulingOf(groupId: GroupId, again: readonly Share[], asOf: Instant): Ruling {
  const all = new Set<UpdateId>(again.flatMap((share) => share.updates));
  const except = again.map((share) => ({
    computerId: share.computerId,
    recommendations: [...all].filter((id) => !share.updates.includes(id)),
  }));
  return {
    event: 'approve',
    groupId,
    reason: null,
    computers: again.map((share) => share.computerId),
    recommendations: [...all],
    except: except.filter((row) => row.recommendations.length > 0),
    asOf,
    from: ['Failed'],
    counted: again.reduce((sum, share) => sum + share.updates.length, 0),
  };
}

async function planAnew(office: Office, request: Request, groupId: GroupId): Promise<void> {
  if (request.plan === null) return;
  const plan = await planOf(office, groupId, request.plan.options);
  await office.store.requests.update(request.id, (value) =>
    value === null || value.decided !== null ? null : { ...value, hash: plan.hash, plan },
  );
  office.conversation.changed({ kind: 'request', requestId: request.id });
}
