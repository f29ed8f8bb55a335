import type { Ruling } from '../../domain/decision.js';
import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, Instant, OperationId, PersonId, UpdateId } from '../../domain/ids.js';
import type { Request } from '../../domain/operation.js';
import { approversNeeded } from '../../domain/request.js';
import type { Share } from '../../domain/rollout.js';
import type { Task } from '../../domain/task.js';
import { groupOfRequest } from '../card-queries.js';
import { demandSame } from '../cards.js';
import type { Asker } from '../desk.js';
import { type Office, standingsOf } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { approversOf, demand } from '../rights.js';
import { demandShown, openPlan, planOf, run } from '../run.js';

/** Approves once more what a plan has of Failed recommendations; the run itself is another decision. */
export async function approveAgain(
  office: Office,
  asker: Asker,
  id: OperationId,
  shown: string | null,
): Promise<{ readonly decided: number }> {
  await demand(office, asker.person, RIGHTS.decide, await groupOfRequest(office, id));
  const { request, groupId, plan } = await openPlan(office, id);
  demandShown(request, shown);
  await demandSame(office, request, { hash: plan.hash, plan });
  if (plan.again.length === 0) throw new PatchbayError('PB320');
  await demandAlone(office, asker, { by: request.by, groupId, computers: plan.again.length });
  const computers = plan.again.map((share) => share.computerId);
  const { asOf } = await standingsOf(office, computers);
  const ruling = rulingOf(groupId, plan.again, asOf);
  // One for each state of the plan: what fails once more may be approved once more.
  const operation = office.hash(`again ${id} ${plan.hash} ${ruling.asOf}`).slice(0, 40) as OperationId;
  await carryOut(office, { ...asker, operation, conversation: request.conversation }, { kind: 'decide', ...ruling });
  await planAnew(office, request, groupId);
  return { decided: ruling.counted };
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

/** Whether one person alone may approve this. */
async function demandAlone(
  office: Office,
  asker: Asker,
  { by, groupId, computers }: { by: PersonId; groupId: GroupId; computers: number },
): Promise<void> {
  const { fourEyes, secondApproverAbove } = office.approvals;
  if (fourEyes && by === asker.person) {
    const others = (await approversOf(office, groupId)).filter((person) => person !== asker.person);
    throw new PatchbayError('PB306', { people: others.map((person) => `@${person}`).join(', ') });
  }
  if (approversNeeded(computers, secondApproverAbove) === 1) return;
  throw new PatchbayError('PB323', { above: secondApproverAbove ?? 0, command: office.command, group: groupId });
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
