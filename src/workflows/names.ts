import { type GroupId, parseTaskId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import type { Named } from './desk.js';
import { type Office, unknownName } from './office.js';

export function resolve(office: Office, text: string): Named {
  const typed = text.trim().toLowerCase();
  const task = parseTaskId(typed.replace(/^#/, ''));
  if (task !== null) return { task };
  const computer = office.computers().find((id) => id === typed);
  if (computer !== undefined) return { computer };
  const group = groupNamed(office, typed);
  if (group !== null) return { group };
  throw unknownName(office, text, nearest(typed, [...office.groups().map(({ id }) => id), ...office.computers()]));
}

export function resolveGroup(office: Office, text: string): GroupId {
  const typed = text.trim().toLowerCase();
  const group = groupNamed(office, typed);
  if (group !== null) return group;
  const names = office.groups().map(({ id }) => id);
  throw unknownName(office, text, nearest(typed, names));
}

function groupNamed(office: Office, typed: string): GroupId | null {
  return office.groups().find((group) => group.id === typed || group.name.toLowerCase() === typed)?.id ?? null;
}
