import { type Computer, newComputer } from '../../src/domain/computer.js';
import {
  type JobKey,
  parseComputerId,
  parseOperationId,
  parsePersonId,
  parseStackId,
  parseTaskId,
  parseUpdateId,
} from '../../src/domain/ids.js';
import type { AuditEntry, Operation, Request } from '../../src/domain/operation.js';
import type { Patch, WsusFacts } from '../../src/domain/patch.js';
import type { KeptStack } from '../../src/domain/software-stack.js';
import type { Surface } from '../../src/domain/surface.js';
import type { TargetRecord } from '../../src/domain/target.js';
import type { Task } from '../../src/domain/task.js';

/** Values of every kind that the store keeps, as the domain makes them. */

function given<T>(value: T | null): T {
  if (value === null) throw new Error('the sample is not a valid id');
  return value;
}

const AT = 1_700_000_000_000;
const person = given(parsePersonId('U0ADMIN1'));
const taskId = given(parseTaskId('17'));
const operationId = given(parseOperationId('op_17-abcdefgh'));
const computerId = given(parseComputerId('fin-ws-07.example.org'));

export function aComputer(missing: number, id = 'fin-ws-07'): Computer {
  return {
    ...newComputer(given(parseComputerId(id))),
    machineId: '4c4c4544-0033',
    compliance: { at: AT, state: 'not compliant', missing, reasons: ['Grüße aus "Köln" \u2028 🙂'], checks: [] },
  };
}

export function aPatch(n: number, title = `Update ${n}`): Patch {
  const id = `${n.toString(16).padStart(8, '0')}-1111-4111-8111-111111111111`.replace(/^(......)(..)/, '$2$1');
  return {
    updateId: given(parseUpdateId(id)),
    revision: 200,
    title,
    kbs: ['5031356'],
    classification: 'Security Updates',
    classificationId: '0fa1201d-4330-4fa8-8ae9-b877473b6441',
    products: ['Windows 11'],
    severity: 'Critical',
    arrivedAt: AT,
    superseded: false,
    declined: false,
    expired: false,
    needsLicence: false,
    rebootBehavior: 'can-request',
    impact: 'normal',
    needsUserInput: false,
    needsNetwork: false,
    uninstallable: true,
    approvals: [{ groupId: 'a0a08746', action: 'install', state: 'active', deadline: null }],
  };
}

export function anEntry(n: number): AuditEntry {
  return {
    at: AT + n,
    who: n % 2 === 0 ? 'system' : person,
    what: 'approve',
    on: `group finance ${n}`,
    operation: operationId,
    planHash: 'f00d',
    detail: 'zwölf Patches',
  };
}

export const aTask: Task = {
  id: taskId,
  kind: 'scan-and-check',
  name: 'Compliance Scan and Check',
  groupId: null,
  computers: [computerId],
  createdBy: person,
  createdAt: AT,
  operation: operationId,
  endedAt: null,
  status: 'In Progress',
  stop: { by: person, at: AT, reason: null },
  rollout: {
    mode: 'both',
    canaries: [computerId],
    last: [],
    atOnce: 5,
    stopAfterFailures: null,
    continued: { by: person, at: AT },
  },
  plan: null,
  stack: { name: 'stack', updates: [] },
  approvals: [],
  until: AT + 1000,
  opening: { windowId: 'w1', opensAt: AT },
  conversation: 'C0FFEE',
  summary: null,
};

export const aTarget: TargetRecord = {
  taskId,
  computerId,
  logId: '17.1',
  status: 'Failed',
  leg: 'scan',
  message: 'scanning',
  progress: { done: 1, total: 3, phase: 'search', item: null },
  startedAt: AT,
  endedAt: null,
  failure: { code: 'PB401', details: { computer: 'fin-ws-07', tries: 3 } },
  counts: { needed: 1, planned: 0, implemented: 0, failed: 0, restartPending: 0, downloaded: 0 },
  restartWait: { for: 'freeze', until: AT, reason: 'year end' },
  left: { key: 'abcdef-01ARZ3NDEKTSV4RRFFQ69G5FAV' as JobKey, until: AT },
  log: [{ n: 1, at: AT, level: 'info', text: 'started' }],
};

export const anOperation: Operation = {
  id: operationId,
  by: person,
  at: AT,
  intent: { kind: 'start', task: 'scan-and-check', groupId: null, computers: [computerId] },
  conversation: 'C0FFEE',
  taskId,
  done: null,
  skipped: [],
};

export const aStack: KeptStack = {
  id: given(parseStackId('march-baseline')),
  name: 'März, Grundstock',
  updates: [aPatch(2), aPatch(1)].map(({ updateId, title, kbs }) => ({ updateId, title, kbs })),
  by: person,
  at: AT,
};

/** Of a software stack that was there before. */
export const aStackEdit: Operation = {
  ...anOperation,
  id: given(parseOperationId('op_18-abcdefgh')),
  intent: { kind: 'edit-stack', stackId: aStack.id, before: 3, after: aStack, changes: ['order: KB5031356'] },
  taskId: null,
};

export const aRequest: Request = {
  id: operationId,
  kind: 'recommendations',
  groupId: null,
  by: person,
  at: AT,
  conversation: 'C0FFEE',
  hash: 'abc',
  filter: ['critical'],
  plan: null,
  decided: { by: person, at: AT, as: '3 recommendations approved' },
  approval: null,
};

export const aSurface: Surface = {
  id: 'task:17',
  subject: { kind: 'task', taskId },
  conversation: 'C0FFEE',
  person,
  threadOf: null,
  mustArrive: true,
  broadcast: false,
  createdAt: AT,
  state: 'wanted',
  channel: null,
  ts: null,
  picture: null,
  error: null,
};

export const someWsusFacts: WsusFacts = {
  at: AT,
  version: '10.0.20348.1',
  replica: false,
  groups: [{ id: 'a0a08746', name: 'All Computers', parentId: null }],
  members: { 'fin-ws-07.example.org': ['a0a08746'] },
  clients: [{ name: 'fin-ws-07.example.org', clientId: 'b7e1', os: 'Windows Server 2022', reportedAt: AT }],
  health: {
    at: AT,
    version: '10.0.20348.1',
    osBuild: '10.0.20348.4405',
    replica: false,
    upstream: null,
    ssl: true,
    port: 8531,
    lastSync: 'succeeded',
    supersededNotDeclined: 12,
    filesMissing: null,
    clients: 1,
    silentClients: 0,
    contentFreeBytes: 1e11,
    problems: ['files: the time limit was reached'],
  },
  lastSync: {
    startedAt: AT,
    endedAt: AT + 1000,
    result: 'succeeded',
    newUpdates: 3,
    revisedUpdates: 1,
    expiredUpdates: 0,
    error: null,
  },
};
