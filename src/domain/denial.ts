import type { Instant, PersonId, UpdateId } from './ids.js';
import type { NamedUpdate } from './patch-group.js';

/** What is denied: all updates of a knowledge base number, or one update. */
export type DeniedPatch =
  | { readonly kind: 'kb'; readonly kb: string }
  | { readonly kind: 'update'; readonly updateId: UpdateId };

/** A patch that must not be installed anywhere, whatever else approves it. */
export interface Denial {
  readonly patch: DeniedPatch;
  readonly reason: string;
  /** From this moment it is denied no longer; null: until somebody lifts it. */
  readonly until: Instant | null;
  readonly by: PersonId;
  readonly at: Instant;
}

/** All of them in one document: what cannot be read denies everything, instead of one patch less. */
export interface DenyList {
  readonly denials: readonly Denial[];
}

export const MOST_DENIALS = 1000;
export const MOST_REASON = 300;

export type DeniedBy = (update: NamedUpdate) => Denial | null;

/** Says of an update by which denial it is denied at this moment, or null. */
export function deniedAt(list: DenyList, now: Instant): DeniedBy {
  const inForce = new Map(
    list.denials.filter((denial) => !isOver(denial, now)).map((denial) => [denialId(denial.patch), denial]),
  );
  if (inForce.size === 0) return () => null;
  return ({ updateId, kbs }) =>
    inForce.get(updateId) ?? kbs.flatMap((kb) => inForce.get(denialId({ kind: 'kb', kb })) ?? [])[0] ?? null;
}

export function isOver(denial: Denial, now: Instant): boolean {
  return denial.until !== null && denial.until <= now;
}

/** `KB5031356`, or the update's id: the name that people deny it by, unique in the list. */
export function denialId(patch: DeniedPatch): string {
  return patch.kind === 'kb' ? `KB${patch.kb}` : patch.updateId;
}

/** The list with these in it; one of the same patch takes the place of the older one. */
export function withDenials(list: DenyList, fresh: readonly Denial[]): DenyList {
  const ids = new Set(fresh.map((denial) => denialId(denial.patch)));
  return { denials: [...list.denials.filter((denial) => !ids.has(denialId(denial.patch))), ...fresh] };
}

export function withoutDenials(list: DenyList, ids: readonly string[]): DenyList {
  const left = list.denials.filter((denial) => !ids.includes(denialId(denial.patch)));
  return left.length === list.denials.length ? list : { denials: left };
}
