import type { PatchGroupId, UpdateId } from './ids.js';
import type { Patch, Severity } from './patch.js';

/** Patches under one name: those that are listed, and those that the rule takes in as they come. */
export interface PatchGroup {
  readonly id: PatchGroupId;
  readonly name: string;
  /** Knowledge base numbers without the letters `KB`. */
  readonly kbs: readonly string[];
  readonly updates: readonly UpdateId[];
  readonly rule: PatchRule | null;
}

/** A patch matches where each list that is not empty has something that fits it. A rule of empty lists matches none. */
export interface PatchRule {
  /** Names of classifications, as WSUS spells them. */
  readonly classifications: readonly string[];
  readonly severities: readonly Severity[];
  /** Names of products, as WSUS spells them. */
  readonly products: readonly string[];
}

/** So many update ids and KB numbers a patch group lists at most; a rule takes in any number. */
export const MOST_LISTED_PATCHES = 2000;

/** What is known of an update anywhere: the catalogue's entry, and what a computer's scan called it. */
export interface NamedUpdate {
  readonly updateId: UpdateId;
  readonly kbs: readonly string[];
}

/** @param patch the catalogue's entry: a rule cannot judge what is not in it */
export function holds(group: PatchGroup, update: NamedUpdate, patch: Patch | undefined): boolean {
  if (group.updates.includes(update.updateId) || update.kbs.some((kb) => group.kbs.includes(kb))) return true;
  return group.rule !== null && patch !== undefined && fitsRule(group.rule, patch);
}

function fitsRule(rule: PatchRule, patch: Patch): boolean {
  const { classifications, severities, products } = rule;
  if (classifications.length + severities.length + products.length === 0) return false;
  return (
    fits(classifications, [patch.classification]) &&
    fits(severities, [patch.severity]) &&
    fits(products, patch.products)
  );
}

function fits(asked: readonly string[], has: readonly string[]): boolean {
  if (asked.length === 0) return true;
  const wanted = new Set(asked.map((one) => one.toLowerCase()));
  return has.some((one) => wanted.has(one.toLowerCase()));
}
