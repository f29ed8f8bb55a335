import type { Shown } from '../../domain/group-views.js';
import type { GroupId, OperationId, PersonId, StackId } from '../../domain/ids.js';
import type { StackEntry } from '../../domain/plan.js';
import type { StackWords } from '../../domain/software-stack.js';
import type { StackForm, StackSaid, StacksView, StackView } from '../../domain/stack-views.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { offerStack } from '../running/install.js';
import { deleteStack, patchesOfPlan, saveStack } from './edit.js';
import { stackSaid, stacksView, stackView } from './stacks.js';

/** Patches under a name, in an order. Approvers make them, operators of a group run them there. */
export interface StacksDesk {
  stacks(person: PersonId): Promise<StacksView>;
  stack(person: PersonId, id: StackId): Promise<StackView>;
  /** PB122 with the nearest name; PB102 where the group is not known. */
  stackSaid(person: PersonId, words: StackWords): Promise<StackSaid>;
  /** What a run's plan installs, in its order: to be saved as a stack. */
  patchesOfPlan(person: PersonId, request: OperationId): Promise<readonly StackEntry[]>;
  /** @param shown null: a new one. PB113 also for what is not in the catalogue, by name. */
  saveStack(asker: Asker, shown: Shown<StackId> | null, form: StackForm): Promise<StackView>;
  deleteStack(asker: Asker, shown: Shown<StackId>): Promise<void>;
  /** Shows the plan of a run of a stack's patches, as far as they are approved. PB133, PB134, PB135. */
  offerStack(asker: Asker, group: GroupId, stack: StackId): Promise<RunView>;
}

export function openStacksDesk(office: Office): StacksDesk {
  return {
    stacks: (person) => stacksView(office, person),
    stack: (person, id) => stackView(office, person, id),
    stackSaid: (person, words) => stackSaid(office, person, words),
    patchesOfPlan: (person, request) => patchesOfPlan(office, person, request),
    saveStack: (asker, shown, form) => saveStack(office, asker, shown, form),
    deleteStack: (asker, shown) => deleteStack(office, asker, shown),
    offerStack: (asker, group, stack) => offerStack(office, asker, group, stack),
  };
}
