import type { Identity } from './identity.js';
import type { ComputerId, Instant } from './ids.js';

/** What is decided about whom to trust. */
export type TrustIntent =
  /** This is the computer. `answers`: who was shown to answer there; null where nobody was asked yet. */
  | {
      readonly kind: 'confirm-computer';
      readonly computerId: ComputerId;
      readonly before: string;
      readonly answers: Identity | null;
    }
  /** It is back in service. `since`: when it was last known to be out, as the person was shown. */
  | { readonly kind: 'back-in-service'; readonly computerId: ComputerId; readonly since: Instant }
  /** The profile's account is tried again. */
  | { readonly kind: 'retry-credentials'; readonly profile: string };

export function isTrustIntent(intent: { readonly kind: string }): intent is TrustIntent {
  const { kind } = intent;
  return kind === 'confirm-computer' || kind === 'back-in-service' || kind === 'retry-credentials';
}

/** What it was, in a few words. */
export function trustText(intent: TrustIntent): string {
  if (intent.kind === 'retry-credentials') return `credentials ${intent.profile} are tried again`;
  if (intent.kind === 'back-in-service') return `${intent.computerId} is said to be back in service`;
  const { computerId, before, answers } = intent;
  if (answers === null) return `confirmed ${computerId}, before its first logon`;
  const now = [answers.computerName, answers.domain, answers.machineId].filter((part) => part !== null).join(', ');
  return `confirmed ${computerId}: ${now} (before: ${before})`;
}

export function trustSubject(intent: TrustIntent): string {
  return intent.kind === 'retry-credentials' ? `credentials ${intent.profile}` : intent.computerId;
}
