import type { OperationId } from '../../domain/ids.js';
import type { RunChoice } from '../../domain/rollout.js';
import type { RunView } from '../../domain/views.js';
import { groupOfRequest, runView } from '../card-queries.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { openPlan, planOf } from '../run.js';

/** How a plan's run is to be done. The plan is made anew by it: a click on what was shown before has no effect. */
export async function setRunOptions(
  office: Office,
  asker: Asker,
  id: OperationId,
  chosen: RunChoice,
): Promise<RunView> {
  await demand(office, asker.person, RIGHTS.run, await groupOfRequest(office, id));
  const { request, groupId } = await openPlan(office, id);
  const { action = 'install', only = null, leftOut } = request.plan?.options ?? {};
  const about = leftOut === undefined ? { action, only } : { action, only, leftOut };
  const plan = await planOf(office, groupId, { ...chosen, ...about });
  await office.store.requests.update(id, (value) =>
    value === null || value.decided !== null ? null : { ...value, hash: plan.hash, plan },
  );
  office.conversation.changed({ kind: 'request', requestId: id });
  return runView(office, id);
}
