import type { StackEntry } from './plan.js';
import type { KeptStack } from './software-stack.js';

const MOST_NAMED = 10;

/** What an edit changes of a software stack, in a few plain words; none where nothing is changed. */
export function stackChanges(before: KeptStack | null, after: KeptStack): readonly string[] {
  if (before === null) return [`created ${after.name}: ${named(after.updates)}`];
  const [had, has] = [idsOf(before), idsOf(after)];
  const added = after.updates.filter(({ updateId }) => !had.includes(updateId));
  const removed = before.updates.filter(({ updateId }) => !has.includes(updateId));
  const stays = (ids: readonly string[], others: readonly string[]) => ids.filter((id) => others.includes(id)).join();
  const isMoved = stays(had, has) !== stays(has, had);
  return [
    ...(before.name === after.name ? [] : [`name: ${before.name} -> ${after.name}`]),
    ...(added.length === 0 ? [] : [`added: ${named(added)}`]),
    ...(removed.length === 0 ? [] : [`removed: ${named(removed)}`]),
    ...(isMoved ? [`order: ${named(after.updates)}`] : []),
  ];
}

function idsOf({ updates }: KeptStack): readonly string[] {
  return updates.map(({ updateId }) => updateId);
}

function named(entries: readonly StackEntry[]): string {
  const names = entries
    .slice(0, MOST_NAMED)
    .map(({ updateId, kbs: [kb] }) => (kb === undefined ? updateId : `KB${kb}`));
  const more = entries.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
