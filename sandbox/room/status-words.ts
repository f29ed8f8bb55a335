import type { ShownComputer } from './shown.js';

/** The few words that stand beside a computer's name: the first that is true counts. */
export function statusOf(facts: Omit<ShownComputer, 'status'>, isServicing: boolean): ShownComputer['status'] {
  if (facts.power === 'off') return { tone: 'off', text: 'Off' };
  if (facts.heldBy === 'pin') return { tone: 'trouble', text: 'Asks for its BitLocker PIN' };
  if (facts.heldBy === 'hang') return { tone: 'trouble', text: 'Hangs on its way up' };
  if (facts.power === 'restarting') return { tone: 'busy', text: 'Restarting' };
  if (facts.network === 'pulled') return { tone: 'off', text: 'No network' };
  if (!facts.hasWinrm) return { tone: 'busy', text: 'Up, WinRM has not started' };
  if (facts.job !== null) return { tone: 'busy', text: withoutTitle(facts.job.text) };
  if (isServicing) return { tone: 'busy', text: 'Finishing its updates' };
  if (facts.restart !== null) return { tone: 'waiting', text: 'Waits for its restart' };
  if (facts.needed === null) return { tone: 'trouble', text: 'WSUS does not answer it' };
  return needs(facts.needed.length, facts.unapproved);
}

function needs(needed: number, unapproved: number): ShownComputer['status'] {
  if (needed > 0) return { tone: 'waiting', text: `Needs ${needed} ${needed === 1 ? 'update' : 'updates'}` };
  if (unapproved === 0) return { tone: 'good', text: 'Up to date' };
  return { tone: 'good', text: 'Has all that is approved' };
}

function withoutTitle(text: string): string {
  return text.split(':')[0] ?? text;
}
