import type { MemberRule, Members } from './group.js';
import type { ComputerId } from './ids.js';
import type { WsusFacts } from './patch.js';

/** What a rule can ask of a computer. */
export interface KnownComputer {
  readonly id: ComputerId;
  /** The operating system's name; empty where it is not known yet. */
  readonly system: string;
  /** Names of the WSUS groups it is in. */
  readonly wsusGroups: readonly string[];
}

/** Whether a computer is in a group, by hand or by rule. */
export function memberTest({ byHand, rule }: Members): (computer: KnownComputer) => boolean {
  const named = new Set(byHand);
  return (computer) => named.has(computer.id) || (rule !== null && matches(rule, computer));
}

/** What is not known of a computer does not match. */
function matches(rule: MemberRule, computer: KnownComputer): boolean {
  const asked = [rule.names, rule.systems, rule.wsusGroups].filter((list) => list.length > 0);
  if (asked.length === 0) return false;
  return (
    fits(rule.names, (pattern) => fitsPattern(pattern, computer.id)) &&
    fits(rule.systems, (words) => computer.system.toLowerCase().includes(words.toLowerCase())) &&
    fits(rule.wsusGroups, (name) => computer.wsusGroups.some((one) => one.toLowerCase() === name.toLowerCase()))
  );
}

function fits(list: readonly string[], test: (item: string) => boolean): boolean {
  return list.length === 0 || list.some(test);
}

/** `*` stands for any run of characters. No expression is built from what people type: it could take for ever. */
function fitsPattern(pattern: string, id: string): boolean {
  const [head = '', ...parts] = pattern.toLowerCase().split('*');
  const tail = parts.pop();
  if (tail === undefined) return id === head;
  if (!id.startsWith(head) || !id.endsWith(tail) || id.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of parts) {
    const found = id.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= id.length - tail.length;
}

/**
 * The names of the WSUS groups of a client, by the names that it may have there: the whole name, or its first label
 * where only one client has it. Where two could be meant, none is.
 */
export function wsusGroupsByName(wsus: WsusFacts | null): (names: readonly string[]) => readonly string[] {
  const members = wsus?.members ?? {};
  const titles = new Map(wsus?.groups.map((group) => [group.id, group.name]));
  const byLabel = new Map<string, string | null>();
  for (const client of Object.keys(members)) {
    const [label = ''] = client.split('.', 1);
    byLabel.set(label, byLabel.has(label) ? null : client);
  }
  return (names) => {
    const typed = [...new Set(names.map((name) => name.toLowerCase()).filter((name) => name !== ''))];
    const exact = typed.filter((name) => Object.hasOwn(members, name));
    const found = exact.length > 0 ? exact : [...new Set(typed.flatMap((name) => byLabel.get(name) ?? []))];
    const [client, ...others] = found;
    if (client === undefined || others.length > 0) return [];
    return (members[client] ?? []).flatMap((id) => titles.get(id) ?? []);
  };
}
