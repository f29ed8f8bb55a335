import type { Computer } from './computer.js';
import type { PatchbayFailure } from './errors.js';
import type { ComputerId, Instant } from './ids.js';
import type { Contact } from './job.js';

/** What a computer calls itself. */
export interface Names {
  readonly computerName: string;
  /** Its domain or workgroup; null where it says none. */
  readonly domain: string | null;
}

/** Who answers somewhere. */
export interface Identity extends Names {
  readonly machineId: string;
}

export type IdentityDoubt =
  /** Another machine than the known one answers, or one by another name. */
  | { readonly kind: 'other'; readonly answers: Identity; readonly at: Instant }
  /** The same machine answers for another computer, too. */
  | { readonly kind: 'twin'; readonly of: ComputerId; readonly answers: Identity; readonly at: Instant };

/** What is asked of a computer's identity beside what is known of it. */
export interface IdentityTerms {
  /** What it has to call itself, as the configuration says; null: what it said first. */
  readonly name: string | null;
  /** Another computer that this machine is known as. */
  readonly twinOf: (machineId: string) => ComputerId | null;
}

export function identityOf({ machineId, computerName, domain }: Contact): Identity {
  return { machineId, computerName, domain };
}

/** Why whoever answers may not be the computer; null where it is, or where it is met for the first time. */
export function doubtOf(
  computer: Computer,
  contact: Contact,
  terms: IdentityTerms,
  now: Instant,
): IdentityDoubt | null {
  const answers = identityOf(contact);
  const twin = terms.twinOf(contact.machineId);
  if (twin !== null) return { kind: 'twin', of: twin, answers, at: now };
  return isKnownOne(computer, answers, terms.name) ? null : { kind: 'other', answers, at: now };
}

function isKnownOne({ machineId, names }: Computer, answers: Identity, expected: string | null): boolean {
  if (machineId !== null && machineId !== answers.machineId) return false;
  if (expected !== null && !isSameName(expected, answers.computerName)) return false;
  if (names === null) return true;
  if (!isSameName(names.computerName, answers.computerName)) return false;
  return names.domain === null || answers.domain === null || isSameName(names.domain, answers.domain);
}

/** Windows does not tell names apart by case. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The computer as it is known once it has answered without a doubt. */
export function met<T extends Computer>(computer: T, contact: Contact, now: Instant): T {
  const { machineId, computerName, domain, way } = contact;
  const before = computer.names;
  const names =
    before !== null && before.domain === domain && before.computerName === computerName
      ? before
      : { computerName, domain };
  return { ...computer, machineId, names, skew: { ms: contact.clock - now, at: now }, way };
}

/** A person said that what answers is the computer: what the former machine told is no longer believed of it. */
export function confirmedAs(
  computer: Computer,
  answers: Identity | null,
  confirmed: NonNullable<Computer['confirmed']>,
): Computer {
  if (answers === null) return { ...computer, confirmed };
  const { machineId, computerName, domain } = answers;
  const isSame = computer.machineId === null || computer.machineId === machineId;
  const told = isSame ? {} : { facts: null, scan: null, compliance: null, skew: null, way: null };
  return { ...computer, ...told, machineId, names: { computerName, domain }, doubt: null, confirmed };
}

/**
 * A computer that is looked for elsewhere: an administrator's word is asked for before anybody is logged on there, and
 * only the machine that is known passes then.
 * @param at when that was decided: a later word counts
 */
export function atNewAddress(computer: Computer, at: Instant): Computer {
  if (computer.confirmed !== null && computer.confirmed.at >= at) return computer;
  return { ...computer, confirmed: null, doubt: null, way: null };
}

/** A computer that is another one's twin, once that one was confirmed, or that is retired: it has to show itself anew. */
export function withoutMachine(computer: Computer): Computer {
  return { ...computer, machineId: null };
}

/** Why nothing may be run on a computer, whoever it is; null where that is settled. */
export function whyUnidentified(
  { id, doubt, confirmed, names, machineId }: Pick<Computer, 'id' | 'doubt' | 'confirmed' | 'names' | 'machineId'>,
  isImported: boolean,
  command: string,
): PatchbayFailure | null {
  if (doubt?.kind === 'twin') return { code: 'PB420', details: { computer: id, other: doubt.of, command } };
  if (doubt !== null) {
    const cause = `${described(doubt.answers)} instead of ${describedKnown(machineId, names)}`;
    return { code: 'PB404', details: { computer: id, cause, command } };
  }
  return isImported && confirmed === null ? { code: 'PB421', details: { computer: id, command } } : null;
}

function described({ computerName, domain, machineId }: Identity): string {
  return `${[computerName, ...(domain === null ? [] : [domain])].join(' in ')} (${machineId})`;
}

function describedKnown(machineId: string | null, names: Names | null): string {
  if (machineId === null) return 'the configured one';
  return names === null ? machineId : described({ ...names, machineId });
}

/** Why its service may be missed, which a scan does not tell; null where it is not. */
export function whyOutOfService(
  { id, outOfServiceSince }: Pick<Computer, 'id' | 'outOfServiceSince'>,
  command: string,
): PatchbayFailure | null {
  return outOfServiceSince === null ? null : { code: 'PB422', details: { computer: id, command } };
}

/** A person said that it is back. Not where it was found out of service, or missed, again since that was shown. */
export function backInService(computer: Computer, since: Instant, saidAt: Instant): Computer {
  const { missingSince, outOfServiceSince } = computer;
  if (outOfServiceSince === null || outOfServiceSince > since) return computer;
  const isMet = missingSince === null || missingSince <= saidAt;
  return { ...computer, outOfServiceSince: null, missingSince: isMet ? null : missingSince };
}

/** How far a computer's clock is off, in milliseconds, where that is more than it may be. */
export function skewOver({ skew }: Pick<Computer, 'skew'>, maxMs: number): number | null {
  return skew !== null && Math.abs(skew.ms) > maxMs ? skew.ms : null;
}
