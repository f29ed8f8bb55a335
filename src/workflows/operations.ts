import type { DecisionEvent, Ruling } from '../domain/decision.js';
import { isEdit } from '../domain/edits.js';
import { asFailure, PatchbayError, userText } from '../domain/errors.js';
import type { GroupId, PersonId, TaskId } from '../domain/ids.js';
import type { Intent, Operation } from '../domain/operation.js';
import type { Role } from '../domain/roles.js';
import { isRosterIntent } from '../domain/roster-intent.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import { isTrustIntent } from '../domain/trust-intent.js';
import { isWindowIntent } from '../domain/window-intent.js';
import { isApprovalIntent, isOfNobody } from './approvals/describing.js';
import { approvalEffect, settle } from './approvals/effects.js';
import { demandNotAlone } from './approvals/jointly.js';
import { tellOfPart } from './approvals/parts.js';
import { audit, auditLeftOut, auditRefusal, describe, isAudited } from './auditing.js';
import type { Asker } from './desk.js';
import { rosterEffect } from './discovery/effects.js';
import { decide, leftBy, rollOut, stop } from './effects.js';
import { editEffect } from './groups/effects.js';
import { mayEdit } from './groups/rights.js';
import { windowEffect } from './maintenance/effects.js';
import { whyNotBegun } from './maintenance/standing.js';
import { startTask, taskOf } from './new-task.js';
import type { Office } from './office.js';
import { mayNow } from './rights.js';
import { continued } from './running/continuing.js';
import { mayConfirm, trustEffect } from './trust/effects.js';

/**
 * Stores a decision, once, and rolls it forward. The same id again gives what the first one did.
 * @param existing called where the id is known already; it may refuse the second click
 */
export async function carryOut(
  office: Office,
  asker: Asker,
  intent: Intent,
  existing: (operation: Operation) => void = () => undefined,
): Promise<Operation> {
  const known = await office.store.operations.get(asker.operation);
  if (known !== null) {
    existing(known.value);
    return carriedOn(office, known.value);
  }
  await demandNotAlone(office, asker, intent);
  const operation: Operation = {
    id: asker.operation,
    by: asker.person,
    at: intent.kind === 'decide' ? office.rolling.moment(office.clock.now()) : office.clock.now(),
    intent,
    conversation: asker.conversation,
    taskId: startsTask(intent) ? await nextTask(office) : null,
    done: null,
    skipped: [],
  };
  return carriedOn(office, await stored(office, operation, existing));
}

/** It is stored: what keeps it from being carried out now does not keep it for ever, and the person is told so. */
async function carriedOn(office: Office, operation: Operation): Promise<Operation> {
  try {
    return await rolledForward(office, operation);
  } catch (thrown) {
    const failure = asFailure(thrown);
    office.report(failure, { operation: operation.id });
    tryAgain(office);
    throw new PatchbayError('PB305', { cause: userText(failure) }, { cause: thrown });
  }
}

/** Two deliveries may race: one of them stores, the other finds it there. */
async function stored(office: Office, operation: Operation, existing: (found: Operation) => void): Promise<Operation> {
  let fresh = false;
  const result = await office.store.operations.update(operation.id, (value) => {
    fresh = value === null;
    if (fresh) office.rolling.isNew(operation.id);
    return value ?? operation;
  });
  const found = result?.value ?? operation;
  if (!fresh) existing(found);
  return found;
}

/** A run that could not be begun for so long is not begun at all: nobody expects it any more. */
const LATEST_START_MS = 15 * 60_000;
/** How long until what could not be carried out is tried again. */
const AGAIN_MS = 60_000;

/**
 * Takes up every decision that was stored and not carried out, in the order in which they were taken: a later one may
 * rest on an earlier one. One that cannot be carried out is reported, and tried again.
 */
export async function rollAllForward(office: Office): Promise<void> {
  const found: Operation[] = [];
  for (const id of await office.store.operations.ids())
    await unlessItFails(office, id, async () => {
      const operation = await leftOf(office, id);
      if (operation !== null) found.push(operation);
    });
  for (const { id } of found.sort((a, b) => a.at - b.at))
    await unlessItFails(office, id, async () => {
      const operation = await leftOf(office, id);
      if (operation !== null) await takenUp(office, operation);
    });
}

/** What was not carried out, and is not being carried out either. */
async function leftOf(office: Office, id: string): Promise<Operation | null> {
  const operation = (await office.store.operations.get(id))?.value;
  return operation === undefined || operation.done !== null || office.rolling.isUnderWay(operation.id)
    ? null
    : operation;
}

async function unlessItFails(office: Office, operation: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    office.report(asFailure(thrown), { operation });
    tryAgain(office);
  }
}

function tryAgain(office: Office): void {
  office.rolling.later(office.clock, AGAIN_MS, async () => {
    try {
      await rollAllForward(office);
    } catch (thrown) {
      office.report(asFailure(thrown), { during: 'decisions that wait' });
      tryAgain(office);
    }
  });
}

async function takenUp(office: Office, operation: Operation): Promise<void> {
  const refusal = (await hasBegun(office, operation)) ? null : await whyNotNow(office, operation);
  if (refusal === null) await rolledForward(office, operation);
  else await refuse(office, operation, refusal);
}

/** A decision about recommendations counts from its line in the audit log on: what is left is to write it down. */
async function hasBegun(office: Office, operation: Operation): Promise<boolean> {
  return operation.intent.kind === 'decide' && isAudited(office, operation);
}

/**
 * A stop is always carried out, and so is the end of a request that nobody decided. Anything else needs its right at
 * this moment, and a run its time.
 */
async function whyNotNow(office: Office, { intent, by, at }: Operation): Promise<string | null> {
  if (intent.kind === 'stop' || intent.kind === 'close-request' || intent.kind === 'miss-window') return null;
  const group = 'groupId' in intent ? intent.groupId : null;
  if (!(await isAllowed(office, by, intent, group))) return 'the right was withdrawn meanwhile';
  if (intent.kind !== 'run') return null;
  const isLate = intent.opening === null && office.clock.now() - at > LATEST_START_MS;
  return isLate ? 'it could not be begun in time' : whyNotBegun(office, intent);
}

function isAllowed(office: Office, by: PersonId, intent: Intent, group: GroupId | null): Promise<boolean> {
  if (intent.kind === 'edit-group') return mayEdit(office, by, intent.groupId, intent.right);
  if (intent.kind === 'confirm-computer' || intent.kind === 'back-in-service')
    return mayConfirm(office, by, intent.computerId);
  return mayNow(office, by, rightsFor(intent), group);
}

async function stopped(office: Office, id: TaskId, stop: Task['stop']): Promise<Task | null> {
  const task = await office.store.tasks.update(id, (value) =>
    value === null || value.stop !== null ? null : { ...value, stop },
  );
  return task?.value ?? null;
}

/** Whatever was begun of it is stopped. */
async function refuse(office: Office, operation: Operation, reason: string): Promise<void> {
  const stop = { by: operation.by, at: office.clock.now(), reason };
  const task = operation.taskId === null ? null : await stopped(office, operation.taskId, stop);
  if (task?.endedAt === null) await office.engine.begin(task);
  await auditRefusal(office, operation, reason);
  await settle(office, operation, reason);
  await finish(office, { ...operation, refused: reason, skipped: [reason] }, `refused: ${reason}`);
}

/** Who may do what. */
export const RIGHTS: Readonly<Record<Intent['kind'], readonly Role[]>> = {
  start: ['operator'],
  run: ['operator'],
  decide: ['approver'],
  'approve-updates': ['approver'],
  stop: ['operator', 'approver'],
  continue: ['operator'],
  ask: ['operator', 'approver'],
  'half-approve': ['approver'],
  decline: ['approver'],
  // Who asked may withdraw; nobody else closes one.
  'close-request': [],
  // And the group's owners, unless it says who may do what.
  'edit-group': ['admin'],
  'edit-patch-group': ['approver'],
  'edit-stack': ['approver'],
  deny: ['approver'],
  lift: ['approver'],
  freeze: ['admin'],
  'lift-freeze': ['admin'],
  // And the owners of a group that it is in.
  'confirm-computer': ['admin'],
  'back-in-service': ['admin'],
  'retry-credentials': ['admin'],
  'import-computers': ['admin'],
  'confirm-imported': ['admin'],
  'rename-computer': ['admin'],
  'retire-computer': ['admin'],
  'bring-back-computer': ['admin'],
  // It only tells.
  'miss-window': [],
};

const OPERATORS_DECIDE: ReadonlySet<DecisionEvent> = new Set(['schedule', 'unschedule']);

/** Who may decide: when something is installed is the operator's business, whether it is the approver's. */
export function mayDecide(event: DecisionEvent): readonly Role[] {
  return OPERATORS_DECIDE.has(event) ? RIGHTS.run : RIGHTS.decide;
}

/** Declining is for the whole server: administrators only. */
export function updatesRights(orders: readonly Pick<ApprovalOrder, 'action'>[]): readonly Role[] {
  return orders.some(({ action }) => action === 'decline') ? ['admin'] : RIGHTS['approve-updates'];
}

function rightsFor(intent: Intent): readonly Role[] {
  if (intent.kind === 'approve-updates') return updatesRights(intent.approvals);
  return intent.kind === 'decide' ? mayDecide(intent.event) : RIGHTS[intent.kind];
}

/** The audit line comes first: nothing takes effect of which there is none. */
async function rolledForward(office: Office, operation: Operation): Promise<Operation> {
  if (operation.done !== null) return operation;
  await audit(office, operation);
  if (operation.intent.kind === 'decide') return decidedAtOnce(office, operation, operation.intent);
  const skipped = await effect(office, operation);
  await settle(office, operation, null);
  return finish(office, { ...operation, skipped }, describe(operation));
}

/** It counts at once; the documents are written later. */
async function decidedAtOnce(office: Office, operation: Operation, ruling: Ruling): Promise<Operation> {
  decide(office, operation, ruling);
  await settle(office, operation, null);
  const counted = { ...operation, ...(await leftBy(office, operation, ruling)) };
  await announce(office, counted, describe(counted));
  office.rolling.begin(operation.id, async () => {
    try {
      const left = await rollOut(office, operation, ruling);
      if (left !== null) await concluded(office, { ...operation, ...left }, ruling);
    } catch (thrown) {
      office.report(asFailure(thrown), { operation: operation.id });
      tryAgain(office);
    }
  });
  return counted;
}

/** It is written everywhere: what it came to is known for good. */
async function concluded(office: Office, operation: Operation, ruling: Ruling): Promise<void> {
  await auditLeftOut(office, operation);
  await tellOfPart(office, operation, ruling);
  await finish(office, operation, describe(operation));
}

async function effect(office: Office, operation: Operation): Promise<readonly string[]> {
  const { intent } = operation;
  if (intent.kind === 'stop') return stop(office, operation, intent.tasks);
  if (intent.kind === 'continue') return continued(office, operation, intent.taskId);
  if (isTrustIntent(intent)) return trustEffect(office, operation, intent);
  if (isRosterIntent(intent)) return rosterEffect(office, operation, intent);
  if (isEdit(intent)) return editEffect(office, operation, intent);
  if (isWindowIntent(intent)) return windowEffect(office, operation, intent);
  if (isApprovalIntent(intent)) return approvalEffect(office, operation, intent);
  await startTask(office, taskOf(office, operation));
  return [];
}

/** @param as what was decided, in a few words: the card says it */
async function finish(office: Office, operation: Operation, as: string): Promise<Operation> {
  const done = { ...operation, done: office.clock.now() };
  await announce(office, operation, as);
  await office.store.operations.update(operation.id, (value) => (value === null || value.done !== null ? null : done));
  return done;
}

async function announce(office: Office, operation: Operation, as: string): Promise<void> {
  const decided = { by: operation.by, at: operation.at, as };
  const request = await office.store.requests.update(operation.id, (value) =>
    value === null || value.decided !== null ? null : { ...value, decided },
  );
  if (request !== null) office.conversation.changed({ kind: 'request', requestId: operation.id });
}

function startsTask(intent: Intent): boolean {
  return intent.kind === 'start' || intent.kind === 'run' || intent.kind === 'approve-updates';
}

async function nextTask(office: Office): Promise<TaskId> {
  let number = 0;
  await office.store.installation.update('installation', (value) => {
    if (value === null) throw new PatchbayError('PB899', { cause: 'the installation is not known' });
    number = value.nextTask;
    return { ...value, nextTask: number + 1 };
  });
  return String(number) as TaskId;
}

/** What it came to: what was left out of it, or why all of it was, comes with it. */
function outcomeOf(operation: Operation): string {
  if (operation.refused !== undefined) return `refused: ${operation.refused}`;
  if (operation.intent.kind === 'decide') return describe(operation);
  return [describe(operation), ...operation.skipped].join('; ');
}

/** The id of an operation that already ran under this card. */
export function secondClick(): (operation: Operation) => void {
  return (operation) => {
    if (isOfNobody(operation.intent)) throw new PatchbayError('PB308', { as: describe(operation) });
    throw new PatchbayError('PB303', { as: outcomeOf(operation), by: `@${operation.by}` });
  };
}
