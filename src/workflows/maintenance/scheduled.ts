import type { Computer } from '../../domain/computer.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, PersonId } from '../../domain/ids.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { type Office, standingsOf } from '../office.js';
import { inPieces } from '../pieces.js';

/** What is Scheduled in a group. */
export interface Scheduled {
  readonly asOf: Instant;
  readonly computers: readonly Computer[];
  readonly recommendations: readonly Recommendation[];
  /** Who scheduled, the one with the most first. */
  readonly people: readonly PersonId[];
}

/** Null where nothing is. Computers without anything Scheduled cost next to nothing: this is asked for every minute. */
export async function scheduledIn(office: Office, group: ProvisioningGroup): Promise<Scheduled | null> {
  const { asOf, standings } = await standingsOf(office, group.computers);
  const computers: Computer[] = [];
  await inPieces(standings, ({ digest, computer }) => {
    if ((digest.counts.Scheduled ?? 0) > 0) computers.push(computer);
  });
  if (computers.length === 0) return null;
  const recommendations = computers.flatMap(scheduledOf);
  return { asOf, computers, recommendations, people: peopleOf(recommendations) };
}

export function scheduledOf(computer: Computer): readonly Recommendation[] {
  return Object.values(computer.recommendations).filter(({ state }) => state === 'Scheduled');
}

function peopleOf(recommendations: readonly Recommendation[]): readonly PersonId[] {
  const counts = new Map<PersonId, number>();
  for (const { by } of recommendations) if (by !== null) counts.set(by, (counts.get(by) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([person]) => person);
}
