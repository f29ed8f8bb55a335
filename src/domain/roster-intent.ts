import type { ComputerId } from './ids.js';
import type { Address, NewComputer, Source } from './roster.js';

/** What is decided about which computers there are. */
export type RosterIntent =
  | { readonly kind: 'import-computers'; readonly from: Source; readonly computers: readonly NewComputer[] }
  /** Computers that nobody was logged on to yet may be logged on to. */
  | { readonly kind: 'confirm-imported'; readonly computers: readonly ComputerId[] }
  | {
      readonly kind: 'rename-computer';
      readonly computerId: ComputerId;
      /** The same, where only its address is another one. */
      readonly to: ComputerId;
      readonly before: Address;
      readonly after: Address;
    }
  | { readonly kind: 'retire-computer'; readonly computerId: ComputerId }
  | { readonly kind: 'bring-back-computer'; readonly computerId: ComputerId };

const KINDS: ReadonlySet<string> = new Set<RosterIntent['kind']>([
  'import-computers',
  'confirm-imported',
  'rename-computer',
  'retire-computer',
  'bring-back-computer',
]);

export function isRosterIntent(intent: { readonly kind: string }): intent is RosterIntent {
  return KINDS.has(intent.kind);
}

/** So many are named in the audit log. */
const MOST_NAMED = 50;

/** What it was, in a few words. */
export function rosterText(intent: RosterIntent): string {
  switch (intent.kind) {
    case 'import-computers':
      return `imported from ${intent.from}: ${named(intent.computers.map(importedText))}`;
    case 'confirm-imported':
      return `confirmed before their first logon: ${named(intent.computers)}`;
    case 'rename-computer':
      return renamedText(intent);
    case 'retire-computer':
      return `retired ${intent.computerId}`;
    case 'bring-back-computer':
      return `brought ${intent.computerId} back`;
  }
}

function renamedText({ computerId, to, before, after }: Extract<RosterIntent, { kind: 'rename-computer' }>): string {
  const changes = [
    ...(to === computerId ? [] : [`renamed ${computerId} to ${to}`]),
    ...(isSameAddress(before, after) ? [] : [`address of ${to}: ${addressText(after)} (was ${addressText(before)})`]),
  ];
  return changes.join('; ');
}

function addressText({ host, port, computerName }: Address): string {
  return computerName === null ? `${host}:${port}` : `${host}:${port}, Windows' own name ${computerName}`;
}

export function isSameAddress(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port && one.computerName === other.computerName;
}

export function rosterSubject(intent: RosterIntent): string {
  if ('computerId' in intent) return intent.computerId;
  return intent.computers.length === 1 ? '1 computer' : `${intent.computers.length} computers`;
}

function importedText({ id, scheme, host, port, profile, group }: NewComputer): string {
  const into = group === null ? '' : ` into ${group}`;
  return `${id} (${scheme}://${host}:${port}, credentials ${profile}${into})`;
}

function named(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMED).join(', ');
  return all.length > MOST_NAMED ? `${shown} and ${all.length - MOST_NAMED} more` : shown;
}
