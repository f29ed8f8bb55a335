import type { Computer } from '../../domain/computer.js';
import { type DecidedRows, isPossible, type Ruling } from '../../domain/decision.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { GroupId, Instant, UpdateId } from '../../domain/ids.js';
import type { Patch } from '../../domain/patch.js';
import type { Blocked } from '../../domain/plan.js';
import { planRun } from '../../domain/planning.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { RequestCounts } from '../../domain/request.js';
import type { WeightyPatch } from '../../domain/request-view.js';
import { deniedNow, groupOf, type Office, patchesById, standingsOf, wsusOf } from '../office.js';
import { SEVERITIES } from '../update-queries.js';

/** What approving all of a group's recommendations would come to now. */
export interface Pending {
  /** Another one is another question. */
  readonly hash: string;
  readonly ruling: Ruling;
  readonly counts: RequestCounts;
  readonly patches: readonly WeightyPatch[];
  readonly blocked: readonly Blocked[];
}

/** @throws PatchbayError PB102, PB103 where there is no such group, or nobody in it */
export async function pendingOf(office: Office, id: GroupId): Promise<Pending> {
  const group = groupOf(office, id);
  const { standings, asOf } = await standingsOf(office, group.computers);
  const computers = standings.map(({ computer }) => computer).filter((computer) => openOf(computer).length > 0);
  const rows = computers.map((computer) => ({
    computerId: computer.id,
    recommendations: openOf(computer).map((one) => one.id),
  }));
  const patches = patchesOf(rows, await patchesById(office));
  const { blocked, restarts } = await outlook(office, group, computers);
  const critical = patches.filter(({ severity }) => severity === 'Critical').length;
  const counts = { patches: patches.length, critical, computers: rows.length, restarts };
  const ruling = rulingOf(id, computers, patches, asOf);
  return { hash: office.hash(JSON.stringify(rows)), ruling, counts, patches, blocked };
}

/** What can be approved on a computer. */
function openOf(computer: Computer): readonly Recommendation[] {
  return Object.values(computer.recommendations).filter((one) => isPossible(one, 'approve'));
}

/** It names what it is about: what is recommended after the click is not approved by it. */
function rulingOf(
  groupId: GroupId,
  computers: readonly Computer[],
  patches: readonly WeightyPatch[],
  asOf: Instant,
): Ruling {
  const open = computers.flatMap(openOf);
  return {
    event: 'approve',
    groupId,
    reason: null,
    computers: computers.map((computer) => computer.id),
    recommendations: patches.map((patch) => patch.updateId),
    except: [],
    asOf,
    from: [...new Set(open.map((one) => one.state))],
    counted: open.length,
  };
}

/** The weightiest first. */
function patchesOf(rows: readonly DecidedRows[], patch: (id: UpdateId) => Patch | undefined): readonly WeightyPatch[] {
  const computers = new Map<string, number>();
  for (const row of rows) for (const id of row.recommendations) computers.set(id, (computers.get(id) ?? 0) + 1);
  return [...computers]
    .map(([id, number]) => weighty(id as UpdateId, number, patch))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        b.computers - a.computers ||
        (a.title < b.title ? -1 : 1),
    );
}

function weighty(updateId: UpdateId, computers: number, patch: (id: UpdateId) => Patch | undefined): WeightyPatch {
  const { title = updateId, kbs = [], severity = 'Unspecified' } = patch(updateId) ?? {};
  return { updateId, title, kbs, severity, computers };
}

/** The plan that a run would have if all of it were approved: who would restart, and who could not be patched. */
async function outlook(
  office: Office,
  group: ProvisioningGroup,
  computers: readonly Computer[],
): Promise<{ readonly blocked: readonly Blocked[]; readonly restarts: number }> {
  const [patch, wsus, denied] = [await patchesById(office), await wsusOf(office), await deniedNow(office)];
  const reference = { patch, wsus, denied, rules: office.rules, hash: office.hash };
  const plan = planRun(group, computers.map(asIfApproved), reference, office.clock.now());
  return { blocked: plan.blocked, restarts: plan.rows.filter((row) => row.restart !== 'no').length };
}

function asIfApproved(computer: Computer): Computer {
  const approved = openOf(computer).map((one) => [one.id, { ...one, state: 'Approved' as const }]);
  return { ...computer, recommendations: { ...computer.recommendations, ...Object.fromEntries(approved) } };
}
