import { type PatchbayFailure, userText } from '../errors.js';

export const VERDICTS = ['fail', 'warn', 'pass'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One thing that was looked at, and what it came to. What others named in it is hostile text. */
export interface Finding {
  /** What was looked at, the same each time: `certificate`, `service-wuauserv`. */
  readonly id: string;
  /** A computer's id, or a part of ours: `configuration`, `slack`, `data`, `wsus`, `credentials`, `schedule`. */
  readonly about: string;
  readonly verdict: Verdict;
  /** A whole sentence. */
  readonly sentence: string;
  /** What to do about it; null where nothing is to be done. */
  readonly nextStep: string | null;
}

interface Reporter {
  readonly pass: (id: string, sentence: string) => Finding;
  readonly warn: (id: string, sentence: string, nextStep: string) => Finding;
  readonly fail: (id: string, sentence: string, nextStep: string) => Finding;
  /** A failure in its user's voice, whose first sentence says what is wrong and whose others say what to do. */
  readonly failed: (id: string, failure: PatchbayFailure) => Finding;
}

/** Findings about one thing. */
export function findingsAbout(about: string): Reporter {
  return {
    pass: (id, sentence) => ({ id, about, verdict: 'pass', sentence, nextStep: null }),
    warn: (id, sentence, nextStep) => ({ id, about, verdict: 'warn', sentence, nextStep }),
    fail: (id, sentence, nextStep) => ({ id, about, verdict: 'fail', sentence, nextStep }),
    failed: (id, failure) => {
      const [sentence, nextStep] = halves(userText(failure));
      return { id, about, verdict: 'fail', sentence, nextStep };
    },
  };
}

function halves(text: string): readonly [string, string | null] {
  const end = text.indexOf('. ');
  return end < 0 ? [text, null] : [text.slice(0, end + 1), text.slice(end + 2)];
}

export function worstOf(findings: readonly Finding[]): Verdict {
  return VERDICTS.find((verdict) => findings.some((one) => one.verdict === verdict)) ?? 'pass';
}

/** `one`, `one and two`, `one, two and 3 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? 'nothing') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Bytes as an administrator says them. */
export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576)} MB`;
}
