import { type DecisionEvent, isPossible } from './decision.js';
import type { ComputerId, UpdateId } from './ids.js';
import type { Severity } from './patch.js';
import type { Recommendation, RecommendationState } from './recommendation.js';

/** What a person can choose to do with what they selected. */
export const REVIEW_EVENTS = ['approve', 'open', 'run', 'schedule', 'unschedule', 'ignore', 'close'] as const;
export type ReviewEvent = (typeof REVIEW_EVENTS)[number];

/** What is shown of a patch (or of the wish for a scan). */
export interface PatchInfo {
  readonly id: string;
  readonly updateId: UpdateId | null;
  readonly title: string;
  readonly kbs: readonly string[];
  readonly severity: Severity;
  readonly mayRestart: boolean;
}

/** Which recommendations are shown. An empty list asks for nothing. */
export interface ReviewFilter {
  readonly states: readonly RecommendationState[];
  readonly severities: readonly Severity[];
  /** Each must occur in the title, the KB numbers or the severity. */
  readonly words: readonly string[];
  readonly computer: ComputerId | null;
  readonly patch: string | null;
}

/** Shows everything. */
export const NO_FILTER: ReviewFilter = { states: [], severities: [], words: [], computer: null, patch: null };

/** One recommendation on one computer. */
export interface Candidate {
  readonly computerId: ComputerId;
  readonly recommendation: Recommendation;
  readonly patch: PatchInfo;
}

/** What a person ticked or unticked: a row, or with neither patch nor computer all rows, under the filter of then. */
export interface Choice {
  readonly take: boolean;
  readonly patch: string | null;
  readonly computer: ComputerId | null;
  readonly filter: ReviewFilter;
}

type Test = (candidate: Candidate) => boolean;

/** Whether a filter shows something. */
export function filterTest(filter: ReviewFilter): Test {
  const { states, severities, words, computer, patch } = filter;
  const wanted = new Set(states);
  const spoken = new Map<PatchInfo, boolean>();
  const isSpokenOf = (info: PatchInfo): boolean => {
    const known = spoken.get(info) ?? saysAll(info, words);
    spoken.set(info, known);
    return known;
  };
  return (candidate) =>
    (states.length === 0 || wanted.has(candidate.recommendation.state)) &&
    (computer === null || candidate.computerId === computer) &&
    (patch === null || candidate.patch.id === patch) &&
    (severities.length === 0 || severities.includes(candidate.patch.severity)) &&
    isSpokenOf(candidate.patch);
}

/** A number or an id names one patch: of several that are named, each is meant. */
const NAMES_ONE = /^(kb\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Whether each word occurs in a patch's title, KB numbers, id or severity; of several numbers and ids, any. */
export function saysAll({ id, title, kbs, severity }: PatchInfo, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [id, title, ...kbs.map((kb) => `KB${kb}`), severity].join('\n').toLowerCase();
  const isSaid = (word: string): boolean => text.includes(word.toLowerCase());
  const names = words.filter((word) => NAMES_ONE.test(word));
  return (names.length === 0 || names.some(isSaid)) && words.every((word) => NAMES_ONE.test(word) || isSaid(word));
}

interface Indexed {
  readonly n: number;
  readonly take: boolean;
  readonly test: Test;
}

/** Whether something is selected: of all choices that are about it the latest counts; excepted computers never are. */
export function selectionTest(choices: readonly Choice[], except: readonly ComputerId[]): Test {
  const excepted = new Set(except);
  const rows = new Map<string, Indexed[]>();
  for (const [n, { take, patch, computer, filter }] of choices.entries()) {
    const key = patch ?? computer ?? '';
    rows.set(key, [...(rows.get(key) ?? []), { n, take, test: filterTest(filter) }]);
  }
  return (candidate) => {
    if (excepted.has(candidate.computerId)) return false;
    const ofAll = latest(rows.get(''), candidate);
    const ofPatch = latest(rows.get(candidate.patch.id), candidate);
    const ofComputer = latest(rows.get(candidate.computerId), candidate);
    return later(ofAll, later(ofPatch, ofComputer)).take;
  };
}

type Chosen = Omit<Indexed, 'test'>;

function later(one: Chosen, other: Chosen): Chosen {
  return other.n > one.n ? other : one;
}

const NOT_CHOSEN = { n: -1, take: false };

function latest(choices: readonly Indexed[] | undefined, candidate: Candidate): Chosen {
  return choices?.findLast(({ test }) => test(candidate)) ?? NOT_CHOSEN;
}

/** A choice more. What it takes the place of is dropped, so that clicking to and fro adds up to nothing. */
export function withChoice(choices: readonly Choice[], choice: Choice): readonly Choice[] {
  const isAll = choice.patch === null && choice.computer === null;
  const isReplaced = (other: Choice): boolean =>
    sameFilter(other.filter, choice.filter) &&
    (isAll || (other.patch === choice.patch && other.computer === choice.computer));
  return [...choices.filter((other) => !isReplaced(other)), choice];
}

function sameFilter(one: ReviewFilter, other: ReviewFilter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether a person can do this with a recommendation as it is now. */
export function isOpenTo(recommendation: Recommendation, event: ReviewEvent): boolean {
  return isPossible(recommendation, event);
}

export function isDecision(event: ReviewEvent): event is DecisionEvent {
  return event !== 'run';
}
