import type { Computer } from '../domain/computer.js';
import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId, UpdateId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import type { Patch } from '../domain/patch.js';
import { type Recommendation, stateAfter } from '../domain/recommendation.js';
import type { RecommendationRow, RecommendationsView, RunView } from '../domain/views.js';
import { computersOf, groupOf, type Office, patchesById } from './office.js';
import { countStates, SETTLED } from './status-queries.js';
import { SEVERITIES } from './update-queries.js';

export async function requestOf(office: Office, id: OperationId, kind: Request['kind']): Promise<Request> {
  const request = (await office.store.requests.get(id))?.value;
  const verb = { 'approve-updates': 'updates', recommendations: 'recommendations', run: 'run' }[kind];
  if (request?.kind !== kind) throw new PatchbayError('PB304', { command: office.command, verb });
  return request;
}

/** The group that a card is about: whose rights count. Null where the card is not known, or about no group. */
export async function groupOfRequest(office: Office, id: OperationId): Promise<GroupId | null> {
  return (await office.store.requests.get(id))?.value.groupId ?? null;
}

export async function recommendationsView(office: Office, id: OperationId): Promise<RecommendationsView> {
  const request = await requestOf(office, id, 'recommendations');
  const group = groupOf(office, request.groupId ?? ('' as GroupId));
  const computers = await computersOf(office, group.computers);
  return {
    requestId: id,
    groupId: group.id,
    groupName: group.name,
    rows: await recommendationRows(office, computers),
    counts: countStates(computers.flatMap((computer) => Object.values(computer.recommendations))),
    computers: computers.length,
    decided: request.decided,
    stale: false,
  };
}

/** By patch: those that a person can still decide on, then the others that are not settled. */
async function recommendationRows(
  office: Office,
  computers: readonly Computer[],
): Promise<readonly RecommendationRow[]> {
  const patch = await patchesById(office);
  const rows = new Map<string, RecommendationRow>();
  for (const computer of computers) {
    for (const recommendation of Object.values(computer.recommendations)) {
      if (SETTLED.has(recommendation.state)) continue;
      const row = rows.get(recommendation.id) ?? newRow(recommendation, patch);
      const { state, reason, cameBack } = recommendation;
      const mine = { computerId: computer.id, state, reason, cameBack };
      rows.set(recommendation.id, { ...row, computers: [...row.computers, mine] });
    }
  }
  return [...rows.values()].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.title < b.title ? -1 : 1),
  );
}

function newRow(recommendation: Recommendation, patch: (id: UpdateId) => Patch | undefined): RecommendationRow {
  const known = recommendation.updateId === null ? undefined : patch(recommendation.updateId);
  return {
    id: recommendation.id,
    updateId: recommendation.updateId,
    title: recommendation.title,
    kbs: known?.kbs ?? [],
    severity: known?.severity ?? 'Unspecified',
    mayRestart: (known?.rebootBehavior ?? 'never') !== 'never',
    computers: [],
  };
}

/** What a person can approve: Opened ones, and Failed ones once more. The wish for a scan is not approved but scanned. */
export function decidable(recommendation: Recommendation): boolean {
  return recommendation.updateId !== null && stateAfter(recommendation.state, 'approve') !== null;
}

export async function runView(office: Office, id: OperationId): Promise<RunView> {
  const request = await requestOf(office, id, 'run');
  if (request.plan === null) throw new PatchbayError('PB304', { command: office.command, verb: 'run' });
  return {
    requestId: id,
    groupName: office.groups().find((group) => group.id === request.groupId)?.name ?? '',
    plan: request.plan,
    decided: request.decided,
    stale: false,
  };
}
