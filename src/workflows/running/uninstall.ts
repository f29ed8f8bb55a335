import { PatchbayError } from '../../domain/errors.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { GroupId, UpdateId } from '../../domain/ids.js';
import { calledBy, type Patch } from '../../domain/patch.js';
import type { Share } from '../../domain/rollout.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import { computersOf, groupOf, type Office } from '../office.js';
import { offerRun } from '../run.js';
import { demandUninstall } from './uninstall-right.js';

/**
 * Shows the plan of a run that takes patches off the computers of a group that have them, by their last scans.
 * @param kbs knowledge base numbers without the letters `KB`, or update ids
 * @throws PatchbayError PB131 where none has any of them
 */
export async function offerUninstall(
  office: Office,
  asker: Asker,
  id: GroupId,
  kbs: readonly string[],
): Promise<RunView> {
  const group = groupOf(office, id);
  await demandUninstall(office, asker, id);
  const only = await sharesOf(office, group, kbs);
  if (only.length === 0) throw new PatchbayError('PB131', { group: group.name, patches: kbs.map(calledBy).join(', ') });
  return offerRun(office, asker, id, { action: 'uninstall', mode: 'install', only });
}

async function sharesOf(office: Office, group: ProvisioningGroup, kbs: readonly string[]): Promise<readonly Share[]> {
  const asked = new Set(kbs);
  const named = (await office.store.catalogue.all()).filter(
    (patch: Patch) => patch.kbs.some((kb) => asked.has(kb)) || asked.has(patch.updateId),
  );
  const ids = new Set<UpdateId>(named.map(({ updateId }) => updateId));
  const computers = await computersOf(office, group.computers);
  return computers.flatMap(({ id: computerId, scan }) => {
    const updates = scan?.installed.filter((one) => ids.has(one)) ?? [];
    return updates.length === 0 ? [] : [{ computerId, updates }];
  });
}
