import type { Compliance, Computer } from './computer.js';
import type { ComputerId, GroupId, Instant, TaskId } from './ids.js';

type Standing = Compliance['state'];

/** One group of a digest, and what became of its computers since the last one. */
export interface DigestGroup {
  readonly groupId: GroupId;
  readonly name: string;
  readonly compliant: number;
  readonly of: number;
  /** Not compliant now, and compliant, or not there, before. */
  readonly worse: readonly ComputerId[];
  readonly better: readonly ComputerId[];
}

/** A computer that is not compliant, with what stands in the way. */
export interface DigestRow {
  readonly computerId: ComputerId;
  readonly state: Standing;
  readonly missing: number;
  /** The weightiest first. */
  readonly reasons: readonly DigestReason[];
  readonly busyWith: TaskId | null;
}

/** What stands in a computer's way. `text` is what an install or a check said. */
export type DigestReason =
  | { readonly about: 'failed' | 'check'; readonly text: string }
  | { readonly about: 'restart' | 'running' | 'approved' | 'opened' | 'never-checked' };

/** What a channel is told of its groups' computers: what changed first, then those that are not compliant. */
export interface Digest {
  /** `digest-`, the channel, the moment it was due. */
  readonly id: string;
  readonly channel: string;
  readonly at: Instant;
  readonly groups: readonly DigestGroup[];
  /** The worst first; at most `MOST_ROWS`. */
  readonly rows: readonly DigestRow[];
  /** Of how many the rows are the first. */
  readonly notCompliant: number;
  /** How many computers each reason stands for, the most frequent first. */
  readonly reasons: readonly { readonly reason: DigestReason; readonly computers: number }[];
}

/** All computers of some groups that are not compliant, and in which of these groups they are. */
export interface DigestList {
  readonly rows: readonly (DigestRow & { readonly groups: readonly string[] })[];
}

/** What was last said in a channel: a digest says what changed since. */
export interface DigestState {
  readonly channel: string;
  /** Digests that were due up to here are done with. */
  readonly upTo: Instant;
  readonly standings: Readonly<Record<string, Standing>>;
  /** One that was made and may not be shown yet. */
  readonly unsaid: Digest | null;
}

export interface DigestSubject {
  readonly groupId: GroupId;
  readonly name: string;
  readonly computers: readonly Computer[];
}

const MOST_ROWS = 200;
const MOST_REASONS = 8;
/** The module's words for what is not settled. */
const WORST_FIRST: Readonly<Record<Standing, number>> = { 'not compliant': 0, unknown: 1, compliant: 2 };

export function standingsOf(subjects: readonly DigestSubject[]): DigestState['standings'] {
  return Object.fromEntries(
    subjects.flatMap(({ computers }) => computers.map((computer) => [computer.id, standing(computer)])),
  );
}

/**
 * @param before what the channel was told last; null: nothing yet
 * @returns null where nothing changed since then, or there is no computer: then nothing is said
 */
export function digestOf(
  channel: string,
  subjects: readonly DigestSubject[],
  before: DigestState['standings'] | null,
  at: Instant,
): Digest | null {
  const computers = [...new Map(subjects.flatMap((one) => one.computers).map((one) => [one.id, one])).values()];
  const changed = computers.some((computer) => before?.[computer.id] !== standing(computer));
  if (!changed || computers.length === 0) return null;
  const rows = rowsOf(computers);
  return {
    id: `digest-${channel}-${at}`,
    channel,
    at,
    groups: subjects.map((subject) => groupOf(subject, before ?? {})),
    rows: rows.slice(0, MOST_ROWS),
    notCompliant: rows.length,
    reasons: reasonsOf(rows),
  };
}

/** Those that are not compliant, the worst first. */
export function rowsOf(computers: readonly Computer[]): readonly DigestRow[] {
  return computers
    .filter((computer) => standing(computer) !== 'compliant')
    .map(rowOf)
    .sort(byWeight);
}

function standing(computer: Computer): Standing {
  return computer.compliance?.state ?? 'unknown';
}

function groupOf({ groupId, name, computers }: DigestSubject, before: DigestState['standings']): DigestGroup {
  const isWell = (computer: Computer): boolean => standing(computer) === 'compliant';
  return {
    groupId,
    name,
    compliant: computers.filter(isWell).length,
    of: computers.length,
    worse: computers.filter((one) => !isWell(one) && before[one.id] === 'compliant').map(({ id }) => id),
    better: computers
      .filter((one) => isWell(one) && (before[one.id] ?? 'compliant') !== 'compliant')
      .map(({ id }) => id),
  };
}

function rowOf(computer: Computer): DigestRow {
  return {
    computerId: computer.id,
    state: standing(computer),
    missing: computer.compliance?.missing ?? 0,
    reasons: reasonsFor(computer),
    busyWith: computer.run?.taskId ?? null,
  };
}

/** Why a computer is not compliant: what failed, what waits, what nobody has decided yet. */
function reasonsFor(computer: Computer): readonly DigestReason[] {
  const states = new Set(Object.values(computer.recommendations).map(({ state }) => state));
  const found: (DigestReason | null)[] = [
    failureOf(computer),
    states.has('Reboot required') ? { about: 'restart' } : null,
    states.has('In progress') ? { about: 'running' } : null,
    states.has('Approved') || states.has('Scheduled') ? { about: 'approved' } : null,
    states.has('Opened') ? { about: 'opened' } : null,
    computer.compliance === null ? { about: 'never-checked' } : null,
    ...(computer.compliance?.reasons ?? []).map((text) => ({ about: 'check', text }) as const),
  ];
  return found.filter((reason) => reason !== null);
}

function failureOf(computer: Computer): DigestReason | null {
  const failed = Object.values(computer.recommendations).find(
    ({ state, reason }) => state === 'Failed' && reason !== null,
  );
  return failed?.reason == null ? null : { about: 'failed', text: failed.reason };
}

function reasonsOf(rows: readonly DigestRow[]): Digest['reasons'] {
  const counts = new Map<string, { readonly reason: DigestReason; readonly computers: number }>();
  for (const reason of rows.flatMap((row) => row.reasons[0] ?? [])) {
    const key = JSON.stringify(reason);
    counts.set(key, { reason, computers: (counts.get(key)?.computers ?? 0) + 1 });
  }
  return [...counts.entries()]
    .sort(([a, one], [b, two]) => two.computers - one.computers || (a < b ? -1 : 1))
    .slice(0, MOST_REASONS)
    .map(([, counted]) => counted);
}

function byWeight(a: DigestRow, b: DigestRow): number {
  return WORST_FIRST[a.state] - WORST_FIRST[b.state] || b.missing - a.missing || (a.computerId < b.computerId ? -1 : 1);
}
