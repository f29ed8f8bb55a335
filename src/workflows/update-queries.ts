import type { OperationId, UpdateId } from '../domain/ids.js';
import type { Patch, WsusFacts } from '../domain/patch.js';
import type { UpdateRow, UpdatesView } from '../domain/views.js';
import { requestOf } from './card-queries.js';
import type { UpdatesFilter } from './desk.js';
import { computersOf, type Office, wsusOf } from './office.js';

export async function updatesView(office: Office, id: OperationId): Promise<UpdatesView> {
  const request = await requestOf(office, id, 'approve-updates');
  const wsus = await wsusOf(office);
  return {
    requestId: id,
    command: office.command,
    rows: await updateRows(office, wsus, { words: request.filter }),
    groups: wsus?.groups ?? [],
    lastSync: wsus?.lastSync ?? null,
    decided: request.decided,
    stale: false,
  };
}

export const SEVERITIES: readonly Patch['severity'][] = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'];

/** Patches that wait for an approval, the weightiest first; one that is named by its KB number in any case. */
export async function updateRows(
  office: Office,
  wsus: WsusFacts | null,
  filter: UpdatesFilter,
): Promise<readonly UpdateRow[]> {
  const offered = (await office.store.catalogue.all()).filter(
    (patch) => !patch.declined && !patch.expired && !patch.superseded && matches(patch, filter),
  );
  const needed = await neededBy(office);
  return offered
    .filter((patch) => !isApproved(patch) || filter.words.some((word) => isKb(word, patch)))
    .sort(byWeight)
    .map((patch) => ({
      patch,
      approvedFor: approvedFor(patch, wsus),
      neededBy: isApproved(patch) ? (needed.get(patch.updateId) ?? 0) : null,
    }));
}

const isApproved = (patch: Patch): boolean => patch.approvals.some((approval) => approval.action === 'install');

const isKb = (word: string, patch: Patch): boolean => patch.kbs.includes(word.toLowerCase().replace(/^kb/, ''));

function matches(patch: Patch, filter: UpdatesFilter): boolean {
  const kbs = patch.kbs.map((kb) => `kb${kb}`);
  const text = [patch.title, ...kbs, ...patch.products, patch.classification, patch.severity].join('\n').toLowerCase();
  return filter.words.every((word) => text.includes(word.toLowerCase()));
}

function byWeight(a: Patch, b: Patch): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || (b.arrivedAt ?? 0) - (a.arrivedAt ?? 0) || (a.title < b.title ? -1 : 1);
}

function approvedFor(patch: Patch, wsus: WsusFacts | null): readonly string[] {
  const names = new Map(wsus?.groups.map((group) => [group.id, group.name]));
  return patch.approvals
    .filter((approval) => approval.action === 'install')
    .map(({ groupId, state }) => `${names.get(groupId) ?? groupId}${state === 'pending' ? ' (pending)' : ''}`);
}

async function neededBy(office: Office): Promise<ReadonlyMap<UpdateId, number>> {
  const counts = new Map<UpdateId, number>();
  for (const computer of await computersOf(office, office.computers))
    for (const need of computer.scan?.needed ?? []) counts.set(need.updateId, (counts.get(need.updateId) ?? 0) + 1);
  return counts;
}
