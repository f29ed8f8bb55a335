import type { PublishedUpdate } from '../windows/wsus/update.js';
import type { ShownUpdate } from './shown.js';

/** What updates are called, by their id. */
export type Titles = (updateId: string) => ShownUpdate;

export function titlesOf(updates: readonly PublishedUpdate[]): Titles {
  const byId = new Map(updates.map((update) => [update.updateId, update]));
  return (updateId) => {
    const found = byId.get(updateId);
    return { title: found?.title ?? updateId, kb: found?.kbs[0] ?? null };
  };
}
