import type { GroupId } from '../../domain/ids.js';
import type { Plan } from '../../domain/plan.js';
import { approversNeeded } from '../../domain/request.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { RIGHTS } from '../operations.js';
import { demand } from '../rights.js';

/** No recommendation was approved for it: whoever runs it decides it, too. */
export async function demandUninstall(office: Office, { person }: Asker, id: GroupId): Promise<void> {
  await demand(office, person, RIGHTS.run, id);
  await demand(office, person, RIGHTS.decide, id);
}

/** Where one person may not decide alone, an administrator may: nobody can be asked to approve an uninstall. */
export async function demandMayUninstall(office: Office, asker: Asker, plan: Plan): Promise<void> {
  if (plan.options.action !== 'uninstall') return;
  await demandUninstall(office, asker, plan.groupId);
  const { fourEyes, secondApproverAbove } = office.approvals;
  if (fourEyes || approversNeeded(plan.rows.length, secondApproverAbove) === 2)
    await demand(office, asker.person, ['admin'], plan.groupId);
}
