import { PatchbayError } from '../domain/errors.js';
import type { TaskId } from '../domain/ids.js';
import type { Intent, Operation } from '../domain/operation.js';
import { hasRole, type Role } from '../domain/roles.js';
import { audit, describe } from './auditing.js';
import type { Asker } from './desk.js';
import { decide, stop } from './effects.js';
import { startTask, taskOf } from './new-task.js';
import type { Office } from './office.js';

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
    return rolledForward(office, known.value);
  }
  const operation: Operation = {
    id: asker.operation,
    by: asker.person,
    at: office.clock.now(),
    intent,
    conversation: asker.conversation,
    taskId: startsTask(intent) ? await nextTask(office) : null,
    done: null,
    skipped: [],
  };
  return rolledForward(office, await stored(office, operation, existing));
}

/** Two deliveries may race: one of them stores, the other finds it there. */
async function stored(office: Office, operation: Operation, existing: (found: Operation) => void): Promise<Operation> {
  let fresh = false;
  const result = await office.store.operations.update(operation.id, (value) => {
    fresh = value === null;
    return value ?? operation;
  });
  const found = result?.value ?? operation;
  if (!fresh) existing(found);
  return found;
}

/** Takes up every decision that a crash left half done. A person who has lost the right since is refused. */
export async function rollAllForward(office: Office): Promise<void> {
  for (const id of await office.store.operations.ids()) {
    const operation = (await office.store.operations.get(id))?.value;
    if (operation === undefined || operation.done !== null) continue;
    if (RIGHTS[operation.intent.kind].some((role) => hasRole(office.roles, operation.by, role)))
      await rolledForward(office, operation);
    else await finish(office, operation, ['the right was withdrawn meanwhile']);
  }
}

/** Who may do what. */
export const RIGHTS: Readonly<Record<Intent['kind'], readonly Role[]>> = {
  start: ['operator'],
  run: ['operator'],
  decide: ['approver'],
  'approve-updates': ['approver'],
  stop: ['operator', 'approver'],
};

async function rolledForward(office: Office, operation: Operation): Promise<Operation> {
  if (operation.done !== null) return operation;
  const skipped = await effect(office, operation);
  return finish(office, operation, skipped);
}

async function effect(office: Office, operation: Operation): Promise<readonly string[]> {
  const { intent } = operation;
  if (intent.kind === 'decide') return decide(office, operation, intent);
  if (intent.kind === 'stop') return stop(office, operation, intent.tasks);
  await startTask(office, taskOf(office, operation));
  return [];
}

async function finish(office: Office, operation: Operation, skipped: readonly string[]): Promise<Operation> {
  const done = { ...operation, done: office.clock.now(), skipped };
  await audit(office, operation, skipped);
  await markRequest(office, done);
  await office.store.operations.update(operation.id, (value) => (value === null || value.done !== null ? null : done));
  return done;
}

async function markRequest(office: Office, operation: Operation): Promise<void> {
  const decided = { by: operation.by, at: operation.at, as: describe(operation) };
  const request = await office.store.requests.update(operation.id, (value) =>
    value === null || value.decided !== null ? null : { ...value, decided },
  );
  if (request !== null) office.conversation.changed({ kind: 'request', requestId: operation.id });
}

function startsTask(intent: Intent): boolean {
  return intent.kind !== 'decide' && intent.kind !== 'stop';
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

/** The id of an operation that already ran under this card. */
export function secondClick(): (operation: Operation) => void {
  return (operation) => {
    throw new PatchbayError('PB303', { as: describe(operation), by: `@${operation.by}` });
  };
}
