import type { ApprovalView, RequestLine } from '../../src/domain/request-view.js';
import { NOW, updateId } from './samples.js';
import { computerId, FINANCE, OLIVIA, REQUEST } from './views.js';

/** Requests for approval as the core computes them. */

const COUNTS = { patches: 14, critical: 3, computers: 42, restarts: 12 };
const HOUR = 3_600_000;

export function anApprovalView(over: Partial<ApprovalView> = {}): ApprovalView {
  return {
    requestId: REQUEST,
    command: '/patch',
    groupId: FINANCE,
    groupName: 'Finance',
    state: 'asked',
    counts: COUNTS,
    weightiest: Array.from({ length: 5 }, (_, n) => ({
      ...{
        updateId: updateId(n),
        title: `Update ${n}`,
        kbs: [`50${n}`],
        severity: 'Critical' as const,
        computers: 42 - n,
      },
    })),
    blocked: [
      { computerId: computerId(9), failure: { code: 'PB512', details: { policy: 'AUOptions 4' } } },
      { computerId: computerId(10), failure: { code: 'PB519', details: { freeMb: 900, needMb: 4096 } } },
    ],
    window: null,
    approversNeeded: 1,
    approvals: [],
    by: OLIVIA,
    askedPersons: 0,
    approvers: [],
    askedAt: NOW,
    expiresAt: NOW + 72 * HOUR,
    isReminder: false,
    ended: null,
    working: null,
    ...over,
  };
}

export function aRequestLine(over: Partial<RequestLine> = {}): RequestLine {
  return {
    ...{ requestId: REQUEST, groupId: FINANCE, groupName: 'Finance', state: 'asked', counts: COUNTS, by: OLIVIA },
    ...{ askedAt: NOW, expiresAt: NOW + 72 * HOUR, ended: null },
    ...over,
  };
}
