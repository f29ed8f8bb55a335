import type { Lead, ShownGuide } from './shown.js';
import type { Card } from './talk.js';

/** What the guide says at a time. */
export type Said = Pick<ShownGuide, 'happened' | 'next' | 'leads'>;

/** Who plays whom and where, as the sandbox's configuration says. */
export const OPERATOR = 'U0OLIVIA';
export const APPROVER = 'U0ANIL';
const CHANNEL = 'C0PATCHING';

export const KILL: Lead = { kind: 'act', label: 'Kill the bot', act: { kind: 'kill-bot' } };
export const RELEASE: Lead = { kind: 'act', label: 'Release a Patch Tuesday', act: { kind: 'patch-tuesday' } };
export const HEAL: Lead = { kind: 'act', label: 'Heal all', act: { kind: 'heal' } };

/** Types a sentence as the operator. */
export function say(text: string): Lead {
  return { kind: 'say', person: OPERATOR, conversation: CHANNEL, text };
}

/** Makes the visitor this person, and leads to a card. */
export function show(person: string, { conversation, ts }: Card): Lead {
  return { kind: 'card', person, conversation, ts };
}

/** Nothing to press: what is waited for. */
export function watch(happened: string, next: string): Said {
  return { happened, next, leads: [] };
}

/** Pulls a plug now, or gives the power back. */
export function power(label: string, computer: string, isPulled: boolean): Lead {
  return { kind: 'act', label, act: { kind: 'computer', computer, condition: 'no-power', on: isPulled } };
}

/** Has a plug pulled in the middle of the next install, or not after all. */
export function armed({ id, name }: { readonly id: string; readonly name: string }, on: boolean): Lead {
  const label = on ? `Pull the plug of ${name} as soon as it installs` : `Leave the plug of ${name} in`;
  return { kind: 'act', label, act: { kind: 'computer', computer: id, condition: 'no-power-next', on } };
}
