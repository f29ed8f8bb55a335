import { PatchbayError } from './errors.js';
import type { Instant } from './ids.js';
import type { Patch, Severity } from './patch.js';

/** Which patches of the catalogue are meant. What is empty or null asks nothing. */
export interface UpdatesFilter {
  /** Words that each must occur in title, KB number, product, classification or severity. */
  readonly words: readonly string[];
  readonly severities: readonly Severity[];
  /** Parts of the classification's name, any of them. */
  readonly classifications: readonly string[];
  readonly products: readonly string[];
  readonly kbs: readonly string[];
  /** By the day it arrived on WSUS: at most, and at least, so many days ago. */
  readonly newerDays: number | null;
  readonly olderDays: number | null;
  /** At least so many of our computers' scans list it. */
  readonly neededBy: number | null;
  readonly status: UpdateStatus;
}

/** `waiting`: approved for no group. What is superseded or expired is listed only where it is named by its KB number. */
export const UPDATE_STATUSES = ['waiting', 'approved', 'declined', 'all'] as const;
type UpdateStatus = (typeof UPDATE_STATUSES)[number];

export const NO_FILTER: UpdatesFilter = {
  ...{ words: [], severities: [], classifications: [], products: [], kbs: [] },
  ...{ newerDays: null, olderDays: null, neededBy: null, status: 'waiting' },
};

const SEVERITIES: readonly Severity[] = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'];
const DAY = 86_400_000;
const MOST_DAYS = 36_500;
const LONGEST_WORD = 60;

/**
 * Reads words such as `critical product:"server 2022" newer:30 needed:5 status:approved`. A word without a key is looked
 * for everywhere; a severity or KB number alone is what it is.
 * @throws PatchbayError PB111 for a key or a value that is none, with what there is
 */
export function readFilter(text: string): UpdatesFilter {
  return tokens(text).reduce(withToken, NO_FILTER);
}

/** The filter as it could be typed again. */
export function filterText(filter: UpdatesFilter): string {
  return [
    ...filter.words.map(quoted),
    ...filter.severities.map((severity) => `severity:${severity.toLowerCase()}`),
    ...filter.classifications.map((one) => `class:${quoted(one)}`),
    ...filter.products.map((one) => `product:${quoted(one)}`),
    ...filter.kbs.map((kb) => `KB${kb}`),
    ...(filter.newerDays === null ? [] : [`newer:${filter.newerDays}`]),
    ...(filter.olderDays === null ? [] : [`older:${filter.olderDays}`]),
    ...(filter.neededBy === null ? [] : [`needed:${filter.neededBy}`]),
    ...(filter.status === 'waiting' ? [] : [`status:${filter.status}`]),
  ].join(' ');
}

/** In quotes where it would be read as several, or as a key; what has a quote itself never stood in quotes. */
function quoted(value: string): string {
  return /[\s:]/.test(value) && !value.includes('"') ? `"${value}"` : value;
}

/** @param neededBy how many of our computers' scans list the patch */
export function isMeant(patch: Patch, filter: UpdatesFilter, neededBy: number, now: Instant): boolean {
  if (!hasStatus(patch, filter)) return false;
  return (
    holdsAll(patch, filter.words) &&
    isOneOf(patch.severity, filter.severities) &&
    holdsAny([patch.classification], filter.classifications) &&
    holdsAny(patch.products, filter.products) &&
    (filter.kbs.length === 0 || patch.kbs.some((kb) => filter.kbs.includes(kb))) &&
    isOfAge(patch.arrivedAt, filter, now) &&
    neededBy >= (filter.neededBy ?? 0)
  );
}

/** Approved for a group, be it to be uninstalled. */
function isDecided(patch: Patch): boolean {
  return patch.approvals.some((approval) => approval.action !== 'not-approved');
}

export function isApproved(patch: Patch): boolean {
  return patch.approvals.some((approval) => approval.action === 'install');
}

/** One that is named by its KB number is listed whatever became of it. */
function hasStatus(patch: Patch, { status, kbs }: UpdatesFilter): boolean {
  if ((patch.expired || patch.superseded) && kbs.length === 0) return false;
  if (status === 'all' || (kbs.length > 0 && status === 'waiting')) return true;
  if (status === 'declined' || patch.declined) return status === 'declined' && patch.declined;
  return isDecided(patch) === (status === 'approved');
}

function holdsAll(patch: Patch, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const kbs = patch.kbs.map((kb) => `kb${kb}`);
  const text = [patch.title, ...kbs, ...patch.products, patch.classification, patch.severity].join('\n').toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

function holdsAny(texts: readonly string[], parts: readonly string[]): boolean {
  if (parts.length === 0) return true;
  return texts.some((text) => parts.some((part) => text.toLowerCase().includes(part.toLowerCase())));
}

function isOneOf(severity: Severity, wanted: readonly Severity[]): boolean {
  return wanted.length === 0 || wanted.includes(severity);
}

/** Of what nobody knows the day of arrival, no age is claimed. */
function isOfAge(arrivedAt: Instant | null, filter: UpdatesFilter, now: Instant): boolean {
  if (filter.newerDays === null && filter.olderDays === null) return true;
  if (arrivedAt === null) return false;
  const days = (now - arrivedAt) / DAY;
  return days <= (filter.newerDays ?? Number.POSITIVE_INFINITY) && days >= (filter.olderDays ?? 0);
}

interface Token {
  readonly key: string | null;
  readonly value: string;
}

function tokens(text: string): readonly Token[] {
  const found = text.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu);
  return [...found]
    .map(([, key, quoted, word]) => ({ key: key?.toLowerCase() ?? null, value: (quoted ?? word ?? '').trim() }))
    .filter(({ value }) => value !== '')
    .map(({ key, value }) => ({ key, value: value.slice(0, LONGEST_WORD) }));
}

type Reader = (filter: UpdatesFilter, value: string) => UpdatesFilter;

const KEYS: Readonly<Record<string, Reader>> = {
  severity: (filter, value) => ({ ...filter, severities: [...filter.severities, severityIn(value)] }),
  class: (filter, value) => ({ ...filter, classifications: [...filter.classifications, value] }),
  classification: (filter, value) => ({ ...filter, classifications: [...filter.classifications, value] }),
  product: (filter, value) => ({ ...filter, products: [...filter.products, value] }),
  kb: (filter, value) => ({ ...filter, kbs: [...filter.kbs, kbIn(value)] }),
  newer: (filter, value) => ({ ...filter, newerDays: numberIn('newer', value) }),
  older: (filter, value) => ({ ...filter, olderDays: numberIn('older', value) }),
  needed: (filter, value) => ({ ...filter, neededBy: numberIn('needed', value) }),
  status: (filter, value) => ({ ...filter, status: statusIn(value) }),
};

function withToken(filter: UpdatesFilter, { key, value }: Token): UpdatesFilter {
  if (key !== null) {
    const read = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (read === undefined)
      throw refused(
        `${key}:`,
        Object.keys(KEYS)
          .map((known) => `${known}:`)
          .join(', '),
      );
    return read(filter, value);
  }
  const severity = severityNamed(value);
  if (severity !== undefined) return { ...filter, severities: [...filter.severities, severity] };
  if (/^kb\d+$/i.test(value)) return { ...filter, kbs: [...filter.kbs, kbIn(value)] };
  return { ...filter, words: [...filter.words, value] };
}

function severityNamed(value: string): Severity | undefined {
  return SEVERITIES.find((severity) => severity.toLowerCase() === value.toLowerCase());
}

function severityIn(value: string): Severity {
  const severity = severityNamed(value);
  if (severity === undefined) throw refused(`severity:${value}`, SEVERITIES.join(', ').toLowerCase());
  return severity;
}

function kbIn(value: string): string {
  const digits = /^(?:kb)?(\d{5,8})$/i.exec(value)?.[1];
  if (digits === undefined) throw refused(value, 'a KB number such as KB5031356');
  return digits;
}

function numberIn(key: string, value: string): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number <= MOST_DAYS)) throw refused(`${key}:${value}`, `a number up to ${MOST_DAYS}`);
  return number;
}

function statusIn(value: string): UpdateStatus {
  const status = UPDATE_STATUSES.find((known) => known === value.toLowerCase());
  if (status === undefined) throw refused(`status:${value}`, UPDATE_STATUSES.join(', '));
  return status;
}

function refused(word: string, known: string): PatchbayError {
  return new PatchbayError('PB111', { word, known });
}
