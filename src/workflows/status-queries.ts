import type { Computer } from '../domain/computer.js';
import type { ComputerId, GroupId } from '../domain/ids.js';
import type { Recommendation, RecommendationState } from '../domain/recommendation.js';
import type { GroupLine, StatusRow, StatusView } from '../domain/views.js';
import { computersOf, type Office } from './office.js';

export const isCompliant = (computer: Computer): boolean => computer.compliance?.state === 'compliant';

export async function groupLines(office: Office): Promise<readonly GroupLine[]> {
  return Promise.all(
    office.groups().map(async (group) => {
      const computers = await computersOf(office, group.computers);
      return {
        groupId: group.id,
        name: group.name,
        computers: computers.length,
        compliant: computers.filter(isCompliant).length,
      };
    }),
  );
}

export const SETTLED = new Set<RecommendationState>(['Implemented', 'Closed', 'Ignored']);

/** A group's computers, one computer, or all of them. */
export async function statusView(office: Office, scope: GroupId | ComputerId | null): Promise<StatusView> {
  const group = office.groups().find((one) => one.id === scope);
  const ids = group?.computers ?? office.computers.filter((id) => scope === null || id === scope);
  const computers = await computersOf(office, ids);
  const times = computers.flatMap((computer) => computer.compliance?.at ?? []);
  return {
    title: group?.name ?? scope ?? 'All computers',
    compliant: computers.filter(isCompliant).length,
    of: computers.length,
    asOf: times.length > 0 ? Math.max(...times) : null,
    rows: computers.map(statusRow),
  };
}

function statusRow(computer: Computer): StatusRow {
  const all = Object.values(computer.recommendations);
  return {
    computerId: computer.id,
    compliance: computer.compliance,
    scannedAt: computer.scan?.endedAt ?? null,
    counts: countStates(all),
    open: all.filter((recommendation) => !SETTLED.has(recommendation.state)),
    busyWith: computer.run?.taskId ?? null,
  };
}

export function countStates(recommendations: readonly Recommendation[]): Partial<Record<RecommendationState, number>> {
  const counts: Partial<Record<RecommendationState, number>> = {};
  for (const { state } of recommendations) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
