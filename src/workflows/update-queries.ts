import type { OperationId, UpdateId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import type { Patch, WsusFacts } from '../domain/patch.js';
import { isApproved, isMeant, readFilter, type UpdatesFilter } from '../domain/update-filter.js';
import type { UpdateKinds, UpdateRow, UpdatesView } from '../domain/views.js';
import { requestOf } from './card-queries.js';
import { computersOf, type Office, wsusOf } from './office.js';

export async function updatesView(office: Office, id: OperationId): Promise<UpdatesView> {
  const request = await requestOf(office, id, 'approve-updates');
  const wsus = await wsusOf(office);
  const filter = updatesFilterOf(request);
  return {
    requestId: id,
    command: office.command,
    filter,
    rows: await updateRows(office, wsus, filter),
    page: pageOf(request),
    groups: wsus?.groups ?? [],
    lastSync: wsus?.lastSync ?? null,
    decided: request.decided,
  };
}

/** A card of patches keeps its filter, then the page that it was turned to. */
export function updatesFilterOf({ filter: [words = ''] }: Pick<Request, 'filter'>): UpdatesFilter {
  return readFilter(words);
}

function pageOf({ filter: [, page = '0'] }: Pick<Request, 'filter'>): number {
  return /^\d{1,4}$/.test(page) ? Number(page) : 0;
}

/** What there is to narrow a list down by, the most frequent first. */
export async function updateKinds(office: Office): Promise<UpdateKinds> {
  const patches = await office.store.catalogue.all();
  return {
    classifications: byFrequency(patches.map((patch) => patch.classification)),
    products: byFrequency(patches.flatMap((patch) => patch.products)),
  };
}

function byFrequency(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1)).map(([name]) => name);
}

export const SEVERITIES: readonly Patch['severity'][] = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'];

/** The patches that are meant, the weightiest first. */
export async function updateRows(
  office: Office,
  wsus: WsusFacts | null,
  filter: UpdatesFilter,
): Promise<readonly UpdateRow[]> {
  const needed = await neededBy(office);
  const now = office.clock.now();
  return (await office.store.catalogue.all())
    .filter((patch) => isMeant(patch, filter, needed.get(patch.updateId) ?? 0, now))
    .sort(byWeight)
    .map((patch) => ({
      patch,
      approvedFor: approvedFor(patch, wsus),
      neededBy: isApproved(patch) ? (needed.get(patch.updateId) ?? 0) : null,
    }));
}

function byWeight(a: Patch, b: Patch): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || (b.arrivedAt ?? 0) - (a.arrivedAt ?? 0) || (a.title < b.title ? -1 : 1);
}

function approvedFor(patch: Patch, wsus: WsusFacts | null): readonly string[] {
  const names = new Map(wsus?.groups.map((group) => [group.id, group.name]));
  return patch.approvals
    .filter((approval) => approval.action !== 'not-approved')
    .map((approval) => `${names.get(approval.groupId) ?? approval.groupId}${standing(approval)}`);
}

function standing({ action, state }: Patch['approvals'][number]): string {
  const words = [...(action === 'uninstall' ? ['uninstall'] : []), ...(state === 'pending' ? ['pending'] : [])];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

async function neededBy(office: Office): Promise<ReadonlyMap<UpdateId, number>> {
  const counts = new Map<UpdateId, number>();
  for (const computer of await computersOf(office, office.computers()))
    for (const need of computer.scan?.needed ?? []) counts.set(need.updateId, (counts.get(need.updateId) ?? 0) + 1);
  return counts;
}
