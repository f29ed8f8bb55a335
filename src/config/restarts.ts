import type { Hooks } from '../domain/hooks.js';
import { type ComputerId, type GroupId, parseComputerId, parseGroupId } from '../domain/ids.js';
import { namesIn, type Sections } from './entries.js';
import { unknownIn } from './fleet.js';
import type { Problems } from './problems.js';
import { groupHooks, groupsHooks, restartSetsSection } from './schema.js';

/** Scripts of the administrators, by group. What is wrong with one is told where the groups are read. */
export function readHooks(sections: Sections): ReadonlyMap<GroupId, Hooks> {
  const found = new Map<GroupId, Hooks>();
  for (const [name, given] of Object.entries(groupsHooks.safeParse(sections.groups).data ?? {})) {
    const hooks = groupHooks.safeParse(given).data?.hooks;
    const id = parseGroupId(name);
    if (hooks === undefined || id === null) continue;
    const { before, before_restart: beforeRestart, after, timeout_minutes: minutes } = hooks;
    if (before === null && beforeRestart === null && after === null) continue;
    found.set(id, { before, beforeRestart, after, timeoutSeconds: Math.ceil(minutes * 60) });
  }
  return found;
}

export function readRestartSets(sections: Sections, problems: Problems): ReadonlyMap<string, readonly ComputerId[]> {
  const sets = problems.read(['restart_sets'], restartSetsSection, sections.restart_sets) ?? {};
  const known = namesIn(sections.computers, parseComputerId);
  for (const [name, computers] of Object.entries(sets))
    for (const [n, computer] of computers.entries())
      if (!known.includes(computer)) problems.add(['restart_sets', name, n], unknownIn('computers', computer, known));
  return new Map(Object.entries(sets));
}

/** The computers that come last, in this order: the one that WSUS runs on, and the one that we run on. */
export function readLast(
  wsus: ComputerId,
  ownHost: ComputerId | null,
  sections: Sections,
  problems: Problems,
): readonly ComputerId[] {
  const known = namesIn(sections.computers, parseComputerId);
  if (ownHost !== null && !known.includes(ownHost))
    problems.add(['windows', 'own_host'], unknownIn('computers', ownHost, known));
  return ownHost === null || ownHost === wsus ? [wsus] : [wsus, ownHost];
}
