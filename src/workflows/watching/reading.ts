import type { Status } from '../../domain/target.js';
import type { Office } from '../office.js';
import { inPieces } from '../pieces.js';

type Read = Pick<Office, 'store' | 'groups'>;

interface GroupCounts {
  compliant: number;
  notCompliant: number;
  unknown: number;
}

/** How many tasks are kept in each state. */
export async function tasksByStatus({ store }: Read): Promise<ReadonlyMap<Status, number>> {
  const counts = new Map<Status, number>();
  await inPieces(await store.tasks.ids(), async (id) => {
    const status = (await store.tasks.get(id))?.value.status;
    if (status !== undefined) counts.set(status, (counts.get(status) ?? 0) + 1);
  });
  return counts;
}

/** How the computers of each group stand, by the group's short name. One whose document is damaged is unknown. */
export async function complianceByGroup({ store, groups }: Read): Promise<ReadonlyMap<string, GroupCounts>> {
  const counts = new Map<string, GroupCounts>();
  await inPieces(groups(), async ({ id, computers }) => {
    const group: GroupCounts = { compliant: 0, notCompliant: 0, unknown: 0 };
    for (const computer of computers) {
      const found = await store.computers.get(computer).catch(() => null);
      const state = found?.value.compliance?.state;
      if (state === 'compliant') group.compliant += 1;
      else if (state === 'not compliant') group.notCompliant += 1;
      else group.unknown += 1;
    }
    counts.set(id, group);
  });
  return counts;
}

/** How many profiles of credentials were refused, and are not tried. */
export async function profilesStopped({ store }: Read): Promise<number> {
  const found = await Promise.all((await store.credentials.ids()).map((id) => store.credentials.get(id)));
  return found.filter((credential) => credential?.value.standing === 'stopped').length;
}
