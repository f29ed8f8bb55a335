import type { ListResult } from '../../../src/windows/scripts/contract.js';
import { CLASSIFICATIONS } from '../catalogue/classification.js';
import { guidOf } from '../guid.js';
import { isHere, published, refusalOf, type WsusState } from './state.js';
import type { PublishedUpdate } from './update.js';

export interface WsusGroup {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** What WSUS holds that no synchronization and no approval changes. */
export interface WsusContents {
  /** Of the host, in lower case. */
  readonly dnsName: string;
  readonly version: string;
  readonly updates: readonly PublishedUpdate[];
  readonly groups: readonly WsusGroup[];
  /** DNS names in lower case. */
  readonly clients: readonly {
    readonly dnsName: string;
    readonly groupIds: readonly string[];
    readonly clientId: string;
    readonly os: string;
  }[];
}

type Listed = ListResult['updates'][number];

/** `Get-WsusUpdates`: all that is on the server. */
export function listing(contents: WsusContents, state: WsusState, now: number): ListResult {
  const here = contents.updates.filter((update) => isHere(update, state));
  const ids = new Set(here.map((update) => update.updateId));
  return {
    server: { version: contents.version, replica: state.settings.replicaOf !== null },
    groups: contents.groups.map((group) => ({ ...group })),
    computers: withoutClones(contents.clients, state).map(({ dnsName, groupIds, clientId, os }) => ({
      name: dnsName,
      groupIds: [...groupIds],
      clientId,
      os,
      reportedAt: momentOf(state.reports[dnsName]),
    })),
    updates: [
      ...here.map((update) => listed(published(update, state), ids, state, now)),
      ...Array.from({ length: state.settings.backlog }, (_, n) => old(n)),
    ],
  };
}

function listed(update: PublishedUpdate, ids: ReadonlySet<string>, state: WsusState, now: number): Listed {
  const refusal = refusalOf(update, state);
  const arrived = state.arrivals[update.arrivesWith];
  return {
    updateId: update.updateId,
    revision: update.revision,
    title: update.title,
    kbs: [...update.kbs],
    classification: update.classification,
    classificationId: update.classificationId,
    products: [...update.products],
    severity: update.severity,
    arrivedAt: arrived === undefined ? update.released : new Date(arrived).toISOString(),
    superseded: update.supersededBy !== null && ids.has(update.supersededBy),
    declined: refusal === 'declined',
    expired: refusal === 'expired',
    needsLicence: update.needsLicence && !state.licences[update.updateId],
    rebootBehavior: update.rebootBehavior,
    impact: update.impact,
    needsUserInput: update.needsUserInput,
    needsNetwork: update.needsNetwork,
    uninstallable: update.uninstallable,
    approvals: approvalsOf(update, state, now),
  };
}

/** One of many that nobody declined when they were superseded. */
function old(n: number): Listed {
  return {
    ...{ updateId: guidOf(`old:${n}`), revision: 100, title: `Update for Windows of years ago, no. ${n}`, kbs: [] },
    ...{ classification: 'Updates', classificationId: CLASSIFICATIONS.Updates, products: ['Windows Server 2012'] },
    ...{ severity: 'Unspecified', arrivedAt: '2015-03-10T00:00:00.000Z', superseded: true, declined: false },
    ...{ expired: false, needsLicence: false, rebootBehavior: 0, impact: 0, needsUserInput: false },
    ...{ needsNetwork: false, uninstallable: false, approvals: [] },
  };
}

type Client = WsusContents['clients'][number];

/** Computers with one SusClientId are one to WSUS, by the name of whichever reported last. */
function withoutClones(clients: readonly Client[], { reports }: WsusState): readonly Client[] {
  const shown = new Map<string, Client>();
  for (const client of clients) {
    const other = shown.get(client.clientId);
    if (!other || (reports[client.dnsName] ?? 0) > (reports[other.dnsName] ?? 0)) shown.set(client.clientId, client);
  }
  return [...shown.values()];
}

function momentOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function approvalsOf(update: PublishedUpdate, state: WsusState, now: number): Listed['approvals'] {
  return (state.approvals[update.updateId] ?? []).map((approval) => ({
    groupId: approval.groupId,
    action: approval.action,
    state: approval.activeAt <= now ? 'active' : 'pending',
    deadline: approval.deadline,
  }));
}
