import { PatchbayError } from '../../domain/errors.js';
import { cleanName, isSameName } from '../../domain/group-name.js';
import type { PersonId, StackId } from '../../domain/ids.js';
import { nearest } from '../../domain/nearest.js';
import { didYouMean, STACK_GONE } from '../../domain/reasons.js';
import { type KeptStack, marksOf, type StackWords } from '../../domain/software-stack.js';
import type { StackSaid, StacksView, StackView } from '../../domain/stack-views.js';
import type { Versioned } from '../../ports/store.js';
import { refused } from '../groups/edit.js';
import { resolveGroup } from '../names.js';
import { deniedNow, type Office, patchesById } from '../office.js';
import { demand, rolesAnywhere, rolesNow } from '../rights.js';

/** All software stacks, by name. */
export async function stacksView(office: Office, person: PersonId): Promise<StacksView> {
  await demand(office, person, ['viewer']);
  const [patch, denied] = [await patchesById(office), await deniedNow(office)];
  const mayEdit = (await rolesNow(office, person)).includes('approver');
  const mayRun = (await rolesAnywhere(office, person)).includes('operator');
  const lineOf = (entry: KeptStack['updates'][number]) => {
    const known = patch(entry.updateId);
    return { entry, marks: marksOf(known, denied(known ?? entry) !== null) };
  };
  const kept = (await keptStacks(office)).toSorted((a, b) => (a.value.name < b.value.name ? -1 : 1));
  const stacks = kept.map(({ value, revision }) => ({
    ...{ stack: value, revision, mayEdit, mayRun },
    patches: value.updates.map(lineOf),
  }));
  return { stacks, mayEdit };
}

export async function keptStacks(office: Office): Promise<readonly Versioned<KeptStack>[]> {
  const { stacks } = office.store;
  return (await Promise.all((await stacks.ids()).map((id) => stacks.get(id)))).flatMap((one) => one ?? []);
}

export async function stackView(office: Office, person: PersonId, id: StackId): Promise<StackView> {
  const { stacks } = await stacksView(office, person);
  const found = stacks.find(({ stack }) => stack.id === id);
  if (found === undefined) throw refused(STACK_GONE);
  return found;
}

/**
 * What a sentence means. All of it as the name of a stack comes first, then the longest name with a group behind it.
 * @throws PatchbayError PB122 with the nearest name; PB102 where the stack is known and its group is not
 */
export async function stackSaid(office: Office, person: PersonId, { name, runs }: StackWords): Promise<StackSaid> {
  const { stacks } = await stacksView(office, person);
  const named = (text: string) =>
    stacks.find(({ stack }) => stack.id === text.toLowerCase() || isSameName(stack.name, cleanName(text)));
  const whole = named(name);
  if (whole !== undefined) return { view: whole, group: null };
  const known = runs.flatMap((one) => {
    const view = named(one.name);
    return view === undefined ? [] : [{ view, group: one.group }];
  });
  const run = known.find(({ group }) => group === '' || isGroup(office, group)) ?? known[0];
  if (run !== undefined) return { view: run.view, group: run.group === '' ? 'which' : resolveGroup(office, run.group) };
  const typed = runs.find(({ group }) => isGroup(office, group))?.name ?? name;
  throw unknownStack(office, cleanName(typed), stacks);
}

function isGroup(office: Office, typed: string): boolean {
  try {
    resolveGroup(office, typed);
    return true;
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === 'PB102') return false;
    throw thrown;
  }
}

function unknownStack(office: Office, name: string, stacks: readonly StackView[]): PatchbayError {
  const near = nearest(
    name,
    stacks.map(({ stack }) => stack.name),
  );
  const about = { what: 'software stack', verb: 'stack', command: office.command };
  return new PatchbayError('PB122', { ...about, name, suggestion: didYouMean(near) });
}
