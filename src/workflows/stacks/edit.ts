import { PatchbayError } from '../../domain/errors.js';
import { cleanName, idFor, isSameName } from '../../domain/group-name.js';
import type { Shown } from '../../domain/group-views.js';
import { type OperationId, type PersonId, parseStackId, type StackId } from '../../domain/ids.js';
import type { StackEntry } from '../../domain/plan.js';
import { stackOf } from '../../domain/planning.js';
import {
  AT_MOST,
  NO_NAME,
  NO_PATCH_NAMED,
  nameTaken,
  notInCatalogue,
  PLAN_GONE,
  STACK_GONE,
} from '../../domain/reasons.js';
import { type KeptStack, MOST_IN_STACK, MOST_STACKS, namedIn } from '../../domain/software-stack.js';
import { stackChanges } from '../../domain/stack-changes.js';
import type { StackForm, StackView } from '../../domain/stack-views.js';
import type { Versioned } from '../../ports/store.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { keptStacks, stackView } from './stacks.js';

/** The patches of a run's plan, each once, in the order of the plan. @throws PatchbayError PB113 where it is gone */
export async function patchesOfPlan(office: Office, person: PersonId, id: OperationId): Promise<readonly StackEntry[]> {
  await demand(office, person, RIGHTS['edit-stack']);
  const plan = (await office.store.requests.get(id))?.value.plan;
  if (plan === null || plan === undefined) throw refused(PLAN_GONE);
  return stackOf(plan, '').updates;
}

/** A new software stack (`shown` is null), or another content for one. Being in one approves nothing. */
export async function saveStack(
  office: Office,
  asker: Asker,
  shown: Shown<StackId> | null,
  form: StackForm,
): Promise<StackView> {
  await demand(office, asker.person, RIGHTS['edit-stack']);
  const done = (await office.store.operations.get(asker.operation))?.value.intent;
  if (done?.kind === 'edit-stack') return stackView(office, asker.person, done.stackId);
  const kept = shown === null ? null : await demandShown(office, shown);
  const after = await stackIn(office, asker, kept?.value ?? null, form);
  const changes = stackChanges(kept?.value ?? null, after);
  if (changes.length === 0) throw new PatchbayError('PB119');
  await put(office, asker, { stackId: after.id, before: kept?.revision ?? null, after, changes });
  return stackView(office, asker.person, after.id);
}

export async function deleteStack(office: Office, asker: Asker, shown: Shown<StackId>): Promise<void> {
  await demand(office, asker.person, RIGHTS['edit-stack']);
  if ((await office.store.operations.get(asker.operation)) !== null) return;
  const { value, revision } = await demandShown(office, shown);
  await put(office, asker, { stackId: shown.id, before: revision, after: null, changes: [`deleted ${value.name}`] });
}

async function demandShown(office: Office, shown: Shown<StackId>): Promise<Versioned<KeptStack>> {
  const kept = await office.store.stacks.get(shown.id);
  if (kept === null) throw refused(STACK_GONE);
  if (kept.revision !== shown.revision) throw new PatchbayError('PB302');
  return kept;
}

interface StackEdit {
  readonly stackId: StackId;
  readonly before: number | null;
  readonly after: KeptStack | null;
  readonly changes: readonly string[];
}

async function put(office: Office, asker: Asker, edit: StackEdit): Promise<void> {
  const operation = await carryOut(office, asker, { kind: 'edit-stack', ...edit });
  if (operation.skipped.length > 0) throw new PatchbayError('PB302');
}

async function stackIn(office: Office, asker: Asker, before: KeptStack | null, form: StackForm): Promise<KeptStack> {
  const others = (await keptStacks(office)).map(({ value }) => value).filter(({ id }) => id !== before?.id);
  if (before === null && others.length >= MOST_STACKS) throw refused(AT_MOST.stacks(MOST_STACKS));
  const name = nameIn(form.name, others);
  const { updates, unknown } = namedIn(form.lines, form.shown, await office.store.catalogue.all());
  if (unknown.length > 0) throw refused(notInCatalogue(unknown.map(cleanName)));
  if (updates.length === 0) throw refused(NO_PATCH_NAMED);
  if (updates.length > MOST_IN_STACK) throw refused(AT_MOST.inStack(MOST_IN_STACK));
  const made = before ?? { id: freshId(name, others), by: asker.person, at: office.clock.now() };
  return { id: made.id, name, updates, by: made.by, at: made.at };
}

function nameIn(typed: string, others: readonly KeptStack[]): string {
  const name = cleanName(typed);
  if (name === '') throw refused(NO_NAME);
  const isTaken = others.some((other) => isSameName(other.name, name) || isSameName(other.id, name));
  if (isTaken) throw refused(nameTaken(name, 'software stack'));
  return name;
}

function freshId(name: string, others: readonly KeptStack[]): StackId {
  const taken = (one: string) => others.some((other) => other.id === one || isSameName(other.name, one));
  const id = parseStackId(idFor(name, 'stack', taken));
  if (id === null) throw new PatchbayError('PB899', { cause: 'no software stack id' });
  return id;
}
