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
  const { groupId, plan: before } = await openPlan(office, id);
  const plan = await planOf(office, groupId, { ...before.options, ...chosen });
  await office.store.requests.update(id, (value) =>
    value === null || value.decided !== null ? null : { ...value, hash: plan.hash, plan },
  );
  office.conversation.changed({ kind: 'request', requestId: id });
  return runView(office, id);
}
