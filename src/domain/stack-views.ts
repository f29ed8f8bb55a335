import type { GroupId } from './ids.js';
import type { StackEntry } from './plan.js';
import type { KeptStack, StackMark } from './software-stack.js';

/** What is shown of software stacks, and what their form asks for. */

export interface StackView {
  readonly stack: KeptStack;
  readonly revision: number;
  /** In the order of the stack. */
  readonly patches: readonly StackLine[];
  readonly mayEdit: boolean;
  /** On some group at least. */
  readonly mayRun: boolean;
}

export interface StackLine {
  readonly entry: StackEntry;
  readonly marks: readonly StackMark[];
}

export interface StacksView {
  readonly stacks: readonly StackView[];
  readonly mayEdit: boolean;
}

/** What a sentence means: a stack, and where it says `on`, the group; `which`: it does not say which. */
export interface StackSaid {
  readonly view: StackView;
  readonly group: GroupId | 'which' | null;
}

export interface StackForm {
  readonly name: string;
  /** A patch a line. @see namedIn */
  readonly lines: readonly string[];
  /** What the lines were filled in with. */
  readonly shown: readonly StackEntry[];
}
