import type { OperationId, PersonId } from '../domain/ids.js';
import { openApprovalsDesk } from './approvals/desk.js';
import { approve, offerRecommendations, turnRecommendations } from './approve-recommendations.js';
import { approveUpdates, offerUpdates, turnUpdates } from './approve-updates.js';
import { openAuditDesk } from './audit-queries.js';
import { recommendationsView, runView } from './card-queries.js';
import type { Desk } from './desk.js';
import { openDiagnosisDesk } from './diagnosing/desk.js';
import { openDigestsDesk } from './digests/desk.js';
import { openDiscoveryDesk } from './discovery/desk.js';
import { openGroupsDesk } from './groups/desk.js';
import { openHomeDesk } from './home/desk.js';
import { openWindowsDesk } from './maintenance/desk.js';
import { resolve, resolveGroup } from './names.js';
import type { Office } from './office.js';
import { openPatchGroupsDesk } from './patch-groups/desk.js';
import { openReviewDesk } from './review/desk.js';
import { demand, rolesAnywhere } from './rights.js';
import { offerRun, run } from './run.js';
import { openRunningDesk } from './running/desk.js';
import { openStacksDesk } from './stacks/desk.js';
import { groupLines, statusView } from './status-queries.js';
import { stop } from './stop.js';
import { latestTasks, logView, taskView } from './task-queries.js';
import { check, scan, sync } from './tasks.js';
import { openTrustDesk } from './trust/desk.js';
import { updateKinds, updatesView } from './update-queries.js';

/** The desk over an office: each use case asks for the right, derives the state, and carries out one operation. */
export function openDesk(office: Office): Desk {
  const working = new Map<OperationId, PersonId>();
  return {
    command: office.command,
    demand: (person, role, group) => demand(office, person, [role], group),
    rolesOf: (person) => rolesAnywhere(office, person),
    ...openApprovalsDesk(office, working),
    ...openAuditDesk(office),
    ...openDiagnosisDesk(office),
    ...openDigestsDesk(office),
    ...openDiscoveryDesk(office),
    ...openHomeDesk(office),
    ...openReviewDesk(office),
    groups: () => groupLines(office),
    ...openGroupsDesk(office),
    ...openPatchGroupsDesk(office),
    ...openStacksDesk(office),
    resolve: (text) => resolve(office, text),
    resolveGroup: (text) => resolveGroup(office, text),
    sync: (asker) => sync(office, asker),
    scan: (asker, group) => scan(office, asker, group),
    check: (asker, group) => check(office, asker, group),
    offerUpdates: (asker, filter) => offerUpdates(office, asker, filter),
    turnUpdates: (asker, request, page) => turnUpdates(office, asker, request, page),
    approveUpdates: (asker, request, order) => approveUpdates(office, asker, request, order),
    offerRecommendations: (asker, group, filter) => offerRecommendations(office, asker, group, filter),
    turnRecommendations: (asker, request, view) => turnRecommendations(office, asker, request, view),
    approve: (asker, request, selection) => approve(office, asker, request, selection),
    offerRun: (asker, group, chosen) => offerRun(office, asker, group, chosen),
    run: (asker, request, shown = null) => run(office, asker, request, shown),
    ...openRunningDesk(office),
    ...openTrustDesk(office),
    ...openWindowsDesk(office),
    stop: (asker, what) => stop(office, asker, what),
    status: (scope) => statusView(office, scope),
    tasks: (count) => latestTasks(office, count),
    task: (id) => taskView(office, id),
    log: (logId) => logView(office, logId),
    updatesView: (request) => updatesView(office, request),
    updateKinds: () => updateKinds(office),
    conversationOf: async (request) => (await office.store.requests.get(request))?.value.conversation ?? null,
    recommendationsView: (request) => recommendationsView(office, request, working.get(request) ?? null),
    runView: (request) => runView(office, request),
  };
}
