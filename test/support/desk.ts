import { newCredential } from '../../src/domain/credential.js';
import { PatchbayError } from '../../src/domain/errors.js';
import {
  type OperationId,
  type PersonId,
  parseComputerId,
  parseGroupId,
  parseTaskId,
  type TaskId,
} from '../../src/domain/ids.js';
import { hasRole, type Role, type Roles, rolesOf } from '../../src/domain/roles.js';
import type { Task } from '../../src/domain/task.js';
import type { Asker, Desk, Named } from '../../src/workflows/desk.js';
import { anApprovalView, aRequestLine } from './approval-views.js';
import { aDiagnosis } from './diagnoses.js';
import { DISCOVERY_DESK } from './discovery-desk.js';
import { GROUPS_DESK } from './groups-desk.js';
import {
  aConfirmView,
  aDigest,
  anUpdatesView,
  aPlan,
  aRecommendationsView,
  aRow,
  aRunView,
  aStatusView,
  aTask,
  aTaskView,
  FINANCE,
} from './views.js';
import { NO_WINDOWS_DESK } from './windows-desk.js';

export const ROLES_FOR_TEST: readonly (readonly Role[])[] = [
  ['viewer'],
  ['approver', 'viewer'],
  ['operator', 'viewer'],
  ['admin', 'approver', 'operator', 'viewer'],
];

/** What was asked of the desk: the use case and its arguments. */
export interface Asked {
  readonly what: string;
  readonly asker: Asker;
  readonly with: unknown;
}

/**
 * A desk that decides nothing but keeps the rules that handlers rely on: rights, unknown names, and one effect for one
 * operation id. It remembers what it was asked for.
 */
export function deskForTest(roles: Roles): { readonly desk: Desk; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const decided = new Map<OperationId, PersonId>();

  function demand(person: PersonId, role: Role): void {
    if (!hasRole(roles, person, role)) throw new PatchbayError('PB104', { role, people: '@U0ADMIN1' });
  }

  function record(what: string, asker: Asker, role: Role, args: unknown = null): void {
    demand(asker.person, role);
    asked.push({ what, asker, with: args });
  }

  function once(request: OperationId, by: PersonId): void {
    const before = decided.get(request);
    if (before !== undefined) throw new PatchbayError('PB303', { as: 'approved', by: `@${before}` });
    decided.set(request, by);
  }

  function resolve(text: string): Named {
    const task = parseTaskId(text);
    if (task !== null) return { task };
    const computer = /\.contoso\.example$|^fin-ws-07$/.test(text) ? parseComputerId(text) : null;
    if (computer !== null) return { computer };
    return { group: resolveGroup(text) };
  }

  function resolveGroup(text: string) {
    const id = parseGroupId(text.toLowerCase().replaceAll(' ', '-'));
    if (id === null || !['finance', 'domain-controllers'].includes(id)) {
      throw new PatchbayError('PB102', { group: text.slice(0, 60), suggestion: '', groups: 'finance' });
    }
    return id;
  }

  const started = (kind: Task['kind']): Task => aTask({ kind });
  const rows = [aRow(1), aRow(2)];

  /** Reviews are tested over the real desk. */
  const elsewhere = async (): Promise<never> => {
    throw new Error('this desk knows no reviews');
  };

  const desk: Desk = {
    ...GROUPS_DESK,
    ...NO_WINDOWS_DESK,
    ...DISCOVERY_DESK,
    diagnose: async (asker, computer, detectNow) => {
      record('diagnose', asker, 'operator', { computer, detectNow });
      return aDiagnosis({ computerId: computer, detectNow });
    },
    diagnosis: async (computer) => aDiagnosis({ computerId: computer }),
    diagnoseOurselves: async (asker) => {
      record('diagnoseOurselves', asker, 'operator');
      return aDiagnosis().findings;
    },
    rolesOf: async (person) => rolesOf(roles, person),
    command: '/patch',
    demand: async (person, role) => demand(person, role),
    resolve,
    resolveGroup,
    groups: async () => [{ groupId: FINANCE, name: 'Finance', computers: 2, compliant: 0, checkedAt: null }],
    sync: async (asker) => {
      record('sync', asker, 'operator');
      return started('sync');
    },
    scan: async (asker, group) => {
      record('scan', asker, 'operator', group);
      return started('scan-and-check');
    },
    check: async (asker, group) => {
      record('check', asker, 'operator', group);
      return started('check');
    },
    offerUpdates: async (asker, filter) => {
      record('offerUpdates', asker, 'viewer', filter);
      return anUpdatesView(2);
    },
    approveUpdates: async (asker, request, order) => {
      record('approveUpdates', asker, 'approver', { request, order });
      once(request, asker.person);
      return started('approve-updates');
    },
    offerRecommendations: async (asker, group, filter) => {
      record('offerRecommendations', asker, 'viewer', { group, filter });
      return aRecommendationsView(rows);
    },
    approve: async (asker, request, selection) => {
      record('approve', asker, 'approver', { request, selection });
      once(request, asker.person);
      return { decided: 2, skipped: [], mayRun: true };
    },
    offerRun: async (asker, group, chosen) => {
      record('offerRun', asker, 'operator', { group, chosen });
      return aRunView(aPlan(1, 0));
    },
    run: async (asker, request, shown) => {
      record('run', asker, 'operator', { request, shown });
      once(request, asker.person);
      return started('run');
    },
    stop: async (asker, what) => {
      record('stop', asker, 'operator', what);
      return { stopped: ['17' as TaskId], stillRunning: 1, lost: [], others: [] };
    },
    setRunOptions: async (asker, request, options) => {
      record('setRunOptions', asker, 'operator', { request, options });
      return aRunView(aPlan(1, 0));
    },
    offerUninstall: async (asker, group, kbs) => {
      record('offerUninstall', asker, 'approver', { group, kbs });
      return aRunView(aPlan(1, 0));
    },
    continueRun: async (asker, task) => {
      record('continueRun', asker, 'operator', task);
      return { waiting: 10 };
    },
    offerConfirm: async (asker, computerId) => {
      record('offerConfirm', asker, 'admin', computerId);
      return aConfirmView({ computerId });
    },
    confirm: async (asker, computer, shown) => {
      record('confirm', asker, 'admin', { computer, shown });
      return 'identity';
    },
    retryCredentials: async (asker, profile) => {
      record('retryCredentials', asker, 'admin', profile);
      return newCredential(profile);
    },
    offerInstall: async (asker, group, patches) => {
      record('offerInstall', asker, 'operator', { group, patches });
      return aRunView(aPlan(1, 0));
    },
    offerStack: async (asker, group, stack) => {
      record('offerStack', asker, 'operator', { group, stack });
      return aRunView(aPlan(1, 0));
    },
    offerRetry: async (asker, task) => {
      record('offerRetry', asker, 'operator', task);
      return aRunView(aPlan(1, 0));
    },
    approveAgain: async (asker, request, shown) => {
      record('approveAgain', asker, 'approver', { request, shown });
      return { decided: 1, skipped: [], mayRun: true };
    },
    approveAndRun: async (asker, request, shown) => {
      record('approveAndRun', asker, 'operator', { request, shown });
      once(request, asker.person);
      return started('run');
    },
    ask: async (asker, group) => {
      record('ask', asker, 'operator', group);
      return anApprovalView();
    },
    approvalView: async () => anApprovalView(),
    demandDecision: async (person) => demand(person, 'approver'),
    working: () => () => undefined,
    approveRequest: async (asker, request) => {
      record('approveRequest', asker, 'approver', { request });
      once(request, asker.person);
      return { state: 'approved', decided: 14, skipped: [], mayRun: false };
    },
    declineRequest: async (asker, request, reason) => {
      record('declineRequest', asker, 'approver', { request, reason });
      once(request, asker.person);
    },
    withdrawRequest: async (asker, request) => {
      record('withdrawRequest', asker, 'operator', { request });
      once(request, asker.person);
    },
    audit: async (person, query) => {
      demand(person, 'approver');
      asked.push({ what: 'audit', asker: { person, conversation: '', operation: '' as OperationId }, with: query });
      return { entries: [], searched: 0, groupNames: {} };
    },
    verifyAudit: async (person) => {
      demand(person, 'approver');
      return { entries: 7 };
    },
    whereIs: async () => 'new',
    requests: async () => ({ command: '/patch', toDecide: [aRequestLine()], asked: [] }),
    home: async (person) => ({
      ...{
        person,
        command: '/patch',
        roles: rolesOf(roles, person),
        waiting: [],
        asked: [],
        running: [],
        stopped: [],
        windows: [],
      },
      groups: [{ groupId: FINANCE, name: 'Finance', computers: 2, compliant: 0, checkedAt: null }],
    }),
    turnUpdates: async (asker, request, page) => record('turnUpdates', asker, 'viewer', { request, page }),
    turnRecommendations: async (asker, request, view) => record('turn', asker, 'viewer', { request, view }),
    ...{ openReview: elsewhere, review: elsewhere, changeReview: elsewhere, suggestComputers: elsewhere },
    ...{ propose: elsewhere, proposeAgain: elsewhere, decideReview: elsewhere, suggestPatches: elsewhere },
    digest: async () => aDigest(),
    digestList: async () => ({ rows: [] }),
    status: async () => aStatusView(2),
    tasks: async () => [aTaskView([])],
    task: async () => aTaskView([]),
    log: async (logId) => ({
      ...{
        logId,
        taskId: '17' as TaskId,
        taskName: 'Compliance Scan and Check',
        computerId: aTask().computers[0] ?? ('a' as never),
      },
      ...{ status: 'Succeeded' as const, failure: null, entries: [] },
    }),
    updatesView: async () => anUpdatesView(2),
    updateKinds: async () => ({ classifications: ['Security Updates'], products: ['Windows Server 2022'] }),
    conversationOf: async () => 'C0PATCHING',
    recommendationsView: async () => aRecommendationsView(rows),
    runView: async () => aRunView(aPlan(1, 0)),
  };
  return { desk, asked };
}
