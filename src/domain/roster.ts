import type { CommandLineUser } from './command-line.js';
import type { ComputerId, GroupId, Instant, PersonId } from './ids.js';

/** Where a computer that is not of the configuration came from. */
export const SOURCES = ['wsus', 'csv'] as const;
export type Source = (typeof SOURCES)[number];

/** Where a computer is and with which account it is logged on to. */
export interface AddedWay {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Never `basic`: it would show the computer a password that others share. */
  readonly transport: 'auto' | 'negotiate';
  /** The name of a profile of the configuration. */
  readonly profile: string;
  /** What Windows there calls itself; null: what it says first is remembered. */
  readonly computerName: string | null;
  /** The SHA-256 of its certificate, 64 lower-case hexadecimal digits; null: an authority vouches for it. */
  readonly pin: string | null;
}

/** A computer that is to be added. */
export interface NewComputer extends AddedWay {
  readonly id: ComputerId;
  /** A group to add it to. */
  readonly group: GroupId | null;
}

/** What of an added computer can be changed beside its name. */
export type Address = Pick<AddedWay, 'host' | 'port' | 'computerName'>;

/** A computer that was added beside those of the configuration. */
export interface Added extends AddedWay {
  readonly from: Source;
  /** The names that it had, oldest first. */
  readonly formerly: readonly ComputerId[];
  readonly at: Instant;
  readonly by: PersonId | CommandLineUser | 'system';
}

/** What is kept of a computer beside the configuration and what it tells itself. */
export interface RosterEntry {
  readonly id: ComputerId;
  /** Null for one of the configuration. */
  readonly added: Added | null;
  /** Nothing is run there any more. */
  readonly retired: { readonly at: Instant; readonly by: PersonId } | null;
}

/** The entry with a computer in it; as it was where one was added before. */
export function withAdded(before: RosterEntry | null, id: ComputerId, added: Added): RosterEntry {
  if (before === null) return { id, added, retired: null };
  return before.added === null ? { ...before, added } : before;
}

/** The entry of a computer by the name that it has from now on. */
export function renamedEntry(added: Added, before: ComputerId, to: ComputerId, address: Address): RosterEntry {
  const formerly = before === to ? added.formerly : [...added.formerly, before];
  return { id: to, added: { ...added, ...address, formerly }, retired: null };
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const WINDOWS_NAME = /^[A-Za-z0-9_-]{1,63}$/;

/** A name of a host, or an IPv4 address. */
export function isHostName(text: string): boolean {
  return HOST_NAME.test(text);
}

/** What Windows can call itself. */
export function isWindowsName(text: string): boolean {
  return WINDOWS_NAME.test(text);
}

export const PORTS = { http: 5985, https: 5986 } as const;
