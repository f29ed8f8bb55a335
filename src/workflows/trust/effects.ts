import { newComputer } from '../../domain/computer.js';
import { backInService, confirmedAs, withoutMachine } from '../../domain/identity.js';
import type { ComputerId, PersonId } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import type { TrustIntent } from '../../domain/trust-intent.js';
import type { Office } from '../office.js';
import { mayNow } from '../rights.js';

/** Whether the person may say which machine a computer is: administrators, and the owners of a group that it is in. */
export async function mayConfirm(office: Office, person: PersonId, id: ComputerId): Promise<boolean> {
  return ownersOf(office, id).includes(person) || mayNow(office, person, ['admin']);
}

export function ownersOf(office: Office, id: ComputerId): readonly PersonId[] {
  return office.groups().flatMap(({ computers, owners }) => (computers.includes(id) ? owners : []));
}

/** What follows from a decision about whom to trust. Doing it twice has the effect of once. */
export async function trustEffect(
  office: Office,
  operation: Operation,
  intent: TrustIntent,
): Promise<readonly string[]> {
  if (intent.kind === 'retry-credentials') await office.logons.retry(intent.profile);
  else if (intent.kind === 'back-in-service') await inService(office, operation, intent);
  else await confirm(office, operation, intent);
  return [];
}

async function confirm(
  office: Office,
  { at, by }: Operation,
  { computerId, answers }: Extract<TrustIntent, { kind: 'confirm-computer' }>,
): Promise<void> {
  const { computers } = office.store;
  const before = (await computers.get(computerId))?.value ?? newComputer(computerId);
  if (before.confirmed !== null && before.confirmed.at >= at) return;
  const twin = answers === null ? null : office.engine.twinOf(computerId, answers.machineId);
  if (twin !== null) await forgotten(office, twin);
  const after = await computers.update(computerId, (value) =>
    confirmedAs(value ?? newComputer(computerId), answers, { at, by }),
  );
  if (after !== null) office.engine.recognized(after.value);
}

/** Those who wait for it go on when they look next. */
async function inService(
  office: Office,
  { at }: Operation,
  { computerId, since }: Extract<TrustIntent, { kind: 'back-in-service' }>,
): Promise<void> {
  const after = await office.store.computers.update(computerId, (value) =>
    value === null ? null : backInService(value, since, at),
  );
  if (after !== null) office.engine.recognized(after.value);
}

/** It was said to be the other one: it has to show itself anew. */
async function forgotten(office: Office, id: ComputerId): Promise<void> {
  const after = await office.store.computers.update(id, (value) => (value === null ? null : withoutMachine(value)));
  if (after !== null) office.engine.recognized(after.value);
}
