import { explain, hex } from '../outcomes.js';
import { counted, type Finding, findingsAbout, listed } from './finding.js';
import type { Diagnosis } from './seen.js';

/** So many different codes are explained. */
const MOST_CODES = 5;
/** An error of the agent, Windows or HTTP, or that a restart is due; anything else in the log is a flag or an address. */
const CODE = /\b0x(8[0-9a-f]{7}|0024[0-9a-f]{4}|c[0-9a-f]{7})\b/gi;
const FAILED: ReadonlySet<number> = new Set([4, 5]);

/** What went wrong there lately, by the agent's history and its log, each code in plain words. */
export function codeFindings(about: string, { history, log, logError }: Diagnosis): readonly Finding[] {
  const say = findingsAbout(about);
  const failed = history.filter(({ resultCode }) => FAILED.has(resultCode));
  const codes = failed.flatMap(({ hresult }) => hresult ?? []);
  const titles = [...new Set(failed.map(({ title }) => title))];
  const found = failed.length === 0 ? [] : [historyFinding(about, titles, codes)];
  if (logError !== null)
    return [
      ...found,
      say.warn('log', `Its WindowsUpdate.log cannot be read (${logError}).`, 'Read it on the computer.'),
    ];
  if (log.length === 0) return [...found, say.pass('log', 'Its WindowsUpdate.log is empty.')];
  const inLog = log.flatMap((line) => [...line.matchAll(CODE)].map(([code]) => Number.parseInt(code, 16)));
  const lines = counted(log.length, 'line');
  if (inLog.length === 0)
    return [...found, say.pass('log', `The last ${lines} of its WindowsUpdate.log tell no error.`)];
  return [
    ...found,
    say.warn('log', `The last ${lines} of its WindowsUpdate.log tell ${explained(inLog)}.`, next(inLog)),
  ];
}

function historyFinding(about: string, titles: readonly string[], codes: readonly number[]): Finding {
  const why = codes.length === 0 ? '' : `: ${explained(codes)}`;
  const what = `Of its latest updates ${titles.length} failed (${listed(titles, 2)})${why}.`;
  return findingsAbout(about).warn('history', what, next(codes));
}

/** `0x80072EE2 3 times (WSUS did not answer in time), …`, the most frequent first. */
function explained(codes: readonly number[]): string {
  const texts = frequent(codes).map(([code, times]) => {
    const often = times === 1 ? 'once' : `${times} times`;
    return `${hex(code)} ${often} (${explain(code)?.meaning ?? 'not in my list'})`;
  });
  return listed(texts, MOST_CODES);
}

/** What to do about the most frequent one that is known. */
function next(codes: readonly number[]): string {
  const known = frequent(codes).flatMap(([code]) => explain(code)?.nextStep ?? []);
  return known[0] ?? 'Look the codes up, then scan the computer.';
}

function frequent(codes: readonly number[]): readonly (readonly [code: number, times: number])[] {
  const times = new Map<number, number>();
  for (const code of codes) times.set(code, (times.get(code) ?? 0) + 1);
  return [...times].sort(([a, often], [b, oftener]) => oftener - often || a - b);
}
