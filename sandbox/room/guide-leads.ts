import type { Lead } from './shown.js';
import type { Card } from './talk.js';

/** Who plays whom and where, as the sandbox's configuration says. */
export const OPERATOR = 'U0OLIVIA';
export const APPROVER = 'U0ANIL';
const CHANNEL = 'C0PATCHING';

/** Types a sentence as the operator. */
export function say(text: string): Lead {
  return { kind: 'say', person: OPERATOR, conversation: CHANNEL, text };
}

/** Makes the visitor this person, and leads to a card. */
export function show(person: string, { conversation, ts }: Card): Lead {
  return { kind: 'card', person, conversation, ts };
}
