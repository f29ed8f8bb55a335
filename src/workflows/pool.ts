import type { GroupId } from '../domain/ids.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { PatchInfo } from '../domain/selection.js';
import { groupOf, type Office, type Snapshot, standingsOf } from './office.js';

/** A group's recommendations at one moment, and what is known of their patches. */
export interface Pool extends Snapshot {
  readonly patchOf: (recommendation: Recommendation) => PatchInfo;
}

/** @throws PatchbayError PB102, PB103 where there is no such group, or nobody in it */
export async function poolOf(office: Office, id: GroupId): Promise<Pool> {
  const group = groupOf(office, id);
  const patchOf = await patchInfos(office);
  return { ...(await standingsOf(office, group.computers)), patchOf };
}

/** The wish for a scan, and what is no longer in the catalogue, are known by their titles alone. */
async function patchInfos(office: Office): Promise<Pool['patchOf']> {
  const { catalogue } = office.store;
  const patches = new Map((await catalogue.all()).map((patch) => [patch.updateId, patch]));
  const known = new Map<string, PatchInfo>();
  return ({ id, updateId, title }) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const patch = updateId === null ? undefined : patches.get(updateId);
    const { kbs = [], severity = 'Unspecified', rebootBehavior = 'never' } = patch ?? {};
    const info = { id, updateId, title, kbs, severity, mayRestart: rebootBehavior !== 'never' };
    known.set(id, info);
    return info;
  };
}
