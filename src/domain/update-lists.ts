import type { PlannedUpdate } from './plan.js';

type List = readonly PlannedUpdate[];

/** What rows of a plan get: most computers get what others get, and equal lists are held once. */
export class UpdateLists {
  readonly #known = new Map<string, List[]>();

  /** An equal list: the first one that was given, where there was one. */
  shared(list: List): List {
    const key = `${list.length} ${list[0]?.updateId} ${list.at(-1)?.updateId}`;
    const alike = this.#known.get(key) ?? [];
    const known = alike.find((one) => one.every((update, n) => isSameUpdate(update, list[n])));
    if (known !== undefined) return known;
    alike.push(list);
    this.#known.set(key, alike);
    return list;
  }
}

export function isSameUpdate(one: PlannedUpdate, other: PlannedUpdate | undefined): boolean {
  if (one === other) return true;
  if (one.updateId !== other?.updateId || one.revision !== other.revision) return false;
  const isAlike = one.title === other.title && one.exclusive === other.exclusive;
  return isAlike && one.kbs.length === other.kbs.length && one.kbs.every((kb, n) => kb === other.kbs[n]);
}
