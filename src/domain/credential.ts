import { PatchbayError } from './errors.js';
import type { ComputerId, Instant } from './ids.js';

/**
 * How an account stands: while it is `unproven` the next logon is a canary's, while it is `open` anybody's, and nobody's
 * once it is `stopped`.
 */
type CredentialStanding = 'unproven' | 'open' | 'stopped';

/** What is kept of a profile of credentials: never anything that a password could be found by. */
export interface Credential {
  readonly profile: string;
  readonly standing: CredentialStanding;
  /** Who refused it since somebody accepted it last: at most `MOST_REFUSALS`. */
  readonly refusals: readonly { readonly computerId: ComputerId; readonly at: Instant }[];
  /** When it was accepted last, as it is now. */
  readonly acceptedAt: Instant | null;
  /** Some computers that accepted it. */
  readonly acceptedBy: readonly ComputerId[];
  /** Computers that refused what others accept: they alone are stopped. */
  readonly refusedBy: readonly ComputerId[];
  /** Computers that were shown a proof and have not answered: who was killed meanwhile has to count them. */
  readonly unanswered: readonly ComputerId[];
  /** What tells refused credentials from others, hardly more. */
  readonly mark: CredentialMark | null;
}

/** A few bits of a slow, salted hash: enough to see a change, too few to find a password by. */
interface CredentialMark {
  readonly salt: string;
  readonly bits: string;
}

/** More wrong logons than this in a row could lock an account. */
const MOST_REFUSALS = 2;
const MOST_REMEMBERED = 20;

type Event =
  | 'accepted'
  /** Refused by one computer, while another one accepted it not long ago. */
  | 'refused-alone'
  | 'refused'
  /** It was not tried for a while. */
  | 'lapsed'
  /** There are other credentials now. */
  | 'changed'
  /** A person says that it is to be tried again. */
  | 'asked';

/** What follows from what; anything that is not listed throws. */
const TRANSITIONS: Readonly<Record<CredentialStanding, Readonly<Partial<Record<Event, CredentialStanding>>>>> = {
  unproven: {
    accepted: 'open',
    'refused-alone': 'unproven',
    refused: 'stopped',
    lapsed: 'unproven',
    changed: 'unproven',
    asked: 'unproven',
  },
  open: {
    accepted: 'open',
    'refused-alone': 'unproven',
    refused: 'stopped',
    lapsed: 'unproven',
    changed: 'unproven',
    asked: 'open',
  },
  // Whoever answers late says nothing of the credentials as they are now.
  stopped: { accepted: 'stopped', refused: 'stopped', changed: 'unproven', asked: 'unproven' },
};

function moved(credential: Credential, event: Event): Credential {
  const standing = TRANSITIONS[credential.standing][event];
  if (standing === undefined)
    throw new PatchbayError('PB899', { cause: `${event} of credentials that are ${credential.standing}` });
  return { ...credential, standing };
}

export function newCredential(profile: string): Credential {
  const nobody = { refusals: [], acceptedBy: [], refusedBy: [], unanswered: [] };
  return { profile, standing: 'unproven', acceptedAt: null, ...nobody, mark: null };
}

export interface CredentialRules {
  /** For how long one acceptance speaks for an account that another computer refuses. */
  readonly trustMs: number;
}

/** A canary is about to be shown a proof. */
export function tried(credential: Credential, computerId: ComputerId): Credential {
  return { ...answered(credential, computerId), unanswered: [...credential.unanswered, computerId] };
}

/** It answered, or never will. */
export function answered(credential: Credential, computerId: ComputerId): Credential {
  return { ...credential, unanswered: credential.unanswered.filter((id) => id !== computerId) };
}

/**
 * What a start makes of proofs that nobody heard the answer to: each may have been a wrong one, so it counts as that.
 */
export function resumed(credential: Credential, now: Instant): Credential {
  const before = lapsed(credential);
  if (before.unanswered.length === 0 || before.standing === 'stopped') return { ...before, unanswered: [] };
  const lost = before.unanswered.map((computerId) => ({ computerId, at: now }));
  const refusals = [...before.refusals, ...lost].slice(0, MOST_REFUSALS);
  const after = moved(before, refusals.length < MOST_REFUSALS ? 'refused-alone' : 'refused');
  return { ...after, refusals, unanswered: [] };
}

/** A computer accepted the logon. */
export function accepted(credential: Credential, computerId: ComputerId, now: Instant): Credential {
  const after = moved(credential, 'accepted');
  if (after.standing === 'stopped') return credential;
  const isKnown = credential.acceptedBy.includes(computerId);
  const others = credential.acceptedBy.slice(0, MOST_REMEMBERED - 1);
  return {
    ...answered(after, computerId),
    ...{ refusals: [], acceptedAt: now, mark: null },
    acceptedBy: isKnown ? credential.acceptedBy : [computerId, ...others],
    refusedBy: credential.refusedBy.filter((id) => id !== computerId),
  };
}

/** A computer refused the logon: it alone is stopped where others accept it, and the profile otherwise. */
export function refused(
  credential: Credential,
  computerId: ComputerId,
  now: Instant,
  { trustMs }: CredentialRules,
): Credential {
  const refusals = [...credential.refusals, { computerId, at: now }].slice(0, MOST_REFUSALS);
  const refusedBy = [...credential.refusedBy.filter((id) => id !== computerId), computerId];
  const acceptedBy = credential.acceptedBy.filter((id) => id !== computerId);
  const isTrusted = credential.acceptedAt !== null && now - credential.acceptedAt <= trustMs && acceptedBy.length > 0;
  const isAlone = isTrusted && refusals.length < MOST_REFUSALS && credential.standing !== 'stopped';
  const after = moved(answered(credential, computerId), isAlone ? 'refused-alone' : 'refused');
  return { ...after, refusals, refusedBy, acceptedBy };
}

/** There are other credentials. They are tried by themselves once; then a person has to say so. */
export function replaced(credential: Credential): Credential {
  const fresh = { ...credential, acceptedAt: null, refusedBy: [], mark: null };
  if (needsPerson(credential)) return { ...fresh, refusedBy: credential.refusedBy };
  return moved(fresh, 'changed');
}

/** A person says that it is to be tried once more. */
export function askedAgain(credential: Credential): Credential {
  const { refusals } = credential;
  return { ...moved(credential, 'asked'), refusals: refusals.slice(0, MOST_REFUSALS - 1), refusedBy: [], mark: null };
}

/** After a while in which nobody tried it, or a start, one computer goes first again. */
export function lapsed(credential: Credential): Credential {
  return credential.standing === 'stopped' ? credential : moved(credential, 'lapsed');
}

/** Whether other credentials alone are no reason to go on. */
export function needsPerson({ standing, refusals }: Credential): boolean {
  return standing === 'stopped' && refusals.length >= MOST_REFUSALS;
}

/**
 * How many logons may be without an answer at once. A password may be changed at any moment, also of an account that was
 * accepted a second ago: with two of them on their way, both wrong, there would be none left for the new one.
 */
export function mostAtOnce({ standing }: Credential): number {
  return standing === 'stopped' ? 0 : 1;
}

/** Who goes first: one that accepted it before, if one of them is there; null where one may yet come. */
export function canaryOf<T extends { readonly computerId: ComputerId }>(
  { acceptedBy }: Credential,
  waiting: readonly T[],
  hasWaited: boolean,
): T | null {
  const proven = waiting.find(({ computerId }) => acceptedBy.includes(computerId));
  if (proven !== undefined) return proven;
  return acceptedBy.length === 0 || hasWaited ? (waiting[0] ?? null) : null;
}
