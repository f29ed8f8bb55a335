import { sameContent } from '../../domain/edits.js';
import type { GroupRecord, MemberRule, Members, Rollout } from '../../domain/group.js';
import { cleanLine, cleanName } from '../../domain/group-name.js';
import type { MembersForm, MembersPreview } from '../../domain/group-views.js';
import { type ComputerId, type GroupId, type PersonId, parseComputerId } from '../../domain/ids.js';
import { nearest } from '../../domain/nearest.js';
import {
  AT_MOST,
  notYours,
  ROLLOUT_NUMBERS,
  RULE_BY_ADMINS,
  unknownComputer,
  unknownWsusGroup,
} from '../../domain/reasons.js';
import { type Office, wsusOf } from '../office.js';
import { mayNow } from '../rights.js';
import { refused } from './edit.js';

const MOST_PATTERNS = 20;
const MOST_PATTERN = 100;

/** The members that a form asks for. @throws PatchbayError PB113 for computers and WSUS groups that are not known */
export async function membersIn(office: Office, before: Members, form: MembersForm): Promise<Members> {
  const remove = new Set(form.remove.map((name) => name.trim().toLowerCase()));
  const add = form.add.map((name) => knownComputer(office, name));
  const byHand = [...new Set([...before.byHand, ...add])].filter((id) => !remove.has(id)).sort();
  return { byHand, rule: await ruleIn(office, form) };
}

export function knownComputer(office: Office, typed: string): ComputerId {
  const id = parseComputerId(typed);
  if (id !== null && office.computers().includes(id)) return id;
  const name = cleanName(typed);
  const near = nearest(name, office.computers());
  throw refused(unknownComputer(name, near));
}

async function ruleIn(office: Office, form: MembersForm): Promise<MemberRule | null> {
  const names = patterns(form.names).map((pattern) => pattern.toLowerCase());
  const systems = patterns(form.systems);
  const wsusGroups = await knownWsusGroups(office, patterns(form.wsusGroups));
  return names.length + systems.length + wsusGroups.length === 0 ? null : { names, systems, wsusGroups };
}

function patterns(typed: readonly string[]): readonly string[] {
  const cleaned = typed.map((one) => cleanLine(one, MOST_PATTERN)).filter((one) => one !== '');
  if (cleaned.length > MOST_PATTERNS) throw refused(AT_MOST.patterns(MOST_PATTERNS));
  return [...new Set(cleaned)];
}

async function knownWsusGroups(office: Office, typed: readonly string[]): Promise<readonly string[]> {
  if (typed.length === 0) return [];
  const known = (await wsusOf(office))?.groups.map(({ name }) => name) ?? [];
  return typed.map((name) => {
    const found = known.find((one) => one.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    const near = nearest(name, known);
    throw refused(unknownWsusGroup(name, near));
  });
}

/** Who these members would be, beside those who are now. */
export async function previewOf(office: Office, now: readonly ComputerId[], members: Members): Promise<MembersPreview> {
  const computers = await office.book.preview(members);
  const matched = members.rule === null ? null : await office.book.preview({ byHand: [], rule: members.rule });
  const [had, has] = [new Set(now), new Set(computers)];
  const of = office.computers().length;
  return {
    computers,
    added: computers.filter((id) => !had.has(id)),
    removed: now.filter((id) => !has.has(id)),
    byRule: matched?.length ?? null,
    of,
    doubt: matched === null ? null : doubtIn(matched.length, of),
  };
}

function doubtIn(matched: number, of: number): MembersPreview['doubt'] {
  if (matched === 0) return 'matches nothing';
  return matched === of ? 'matches everything' : null;
}

/**
 * Who owns one group may not reach into another, now or later: only administrators move its computers, and say by which
 * rule computers come.
 * @param added those that would come now
 * @throws PatchbayError PB113
 */
export async function demandFree(
  office: Office,
  person: PersonId,
  { id, members: before }: GroupRecord,
  { members, added }: { readonly members: Members; readonly added: readonly ComputerId[] },
): Promise<void> {
  const isNewRule = members.rule !== null && !sameContent(members.rule, before.rule);
  if ((added.length === 0 && !isNewRule) || (await mayNow(office, person, ['admin']))) return;
  if (isNewRule) throw refused(RULE_BY_ADMINS);
  demandOfNobody(office, person, id, added);
}

function demandOfNobody(office: Office, person: PersonId, id: GroupId, added: readonly ComputerId[]): void {
  const others = office.groups().filter((group) => group.id !== id && !group.owners.includes(person));
  const asked = new Set(added);
  for (const group of others) {
    const taken = group.computers.find((one) => asked.has(one));
    if (taken !== undefined) throw refused(notYours(taken, group.name));
  }
}

/** @throws PatchbayError PB113 for numbers that make no sense */
export function rolloutIn(rollout: Rollout): Rollout {
  const { canaries, atOnce, stopAfterFailures } = rollout;
  const isWhole = (value: number | null, least: number): boolean =>
    value === null || (Number.isInteger(value) && value >= least && value <= 10_000);
  if (isWhole(canaries, 0) && isWhole(atOnce, 1) && isWhole(stopAfterFailures, 1)) return rollout;
  throw refused(ROLLOUT_NUMBERS);
}

export function namesBeside(office: Office, id: GroupId | null): readonly string[] {
  return office.groups().flatMap((group: GroupRecord) => (group.id === id ? [] : [group.id, group.name]));
}
