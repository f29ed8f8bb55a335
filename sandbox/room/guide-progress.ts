import type { GuideFacts } from './guide-facts.js';
import type { Card } from './talk.js';

/** What has happened so far, as the world and the cards show it. Cards are known by their headers and buttons. */

/** The first step of which, and of whose followers, nothing is to be seen yet. */
export function stepOf(facts: GuideFacts): number {
  const done = [
    facts.sync.newUpdates !== null && !isOpen(facts, /^synchronize/i),
    facts.approvals > 0 && !isApproving(facts),
    facts.scans.ended > 0 && facts.scans.running === 0 && !isOpen(facts, /\bscan\b/i),
    isDecided(facts),
    isRunOver(facts),
    isVerified(facts),
  ];
  return done.lastIndexOf(true) + 1;
}

/** Something is approved: its card, or the request for it, leads on to the run. */
function isDecided({ cards }: GuideFacts): boolean {
  return cards.some((card) => isPlan(card) || (isRecommendationsCard(card) && leadsToRun(card)));
}

export function leadsToRun({ buttons }: Card): boolean {
  return buttons.some((button) => button.includes(' say.run'));
}

export function canRun({ buttons }: Card): boolean {
  return buttons.some((button) => button.endsWith(' run.start'));
}

export function isScan({ title }: Card): boolean {
  return /\bscan and check\b/i.test(title);
}

/** Every install that had begun by then was followed by a scan, or its card offers no Stop any more; by now: both. */
function isRunOver({ installs, cards }: GuideFacts, by = Number.POSITIVE_INFINITY): boolean {
  // What was run later does not make an earlier run unfinished.
  const run = newest(cards, (card) => isRun(card) && Number(card.ts) * 1000 < by);
  if (by === Number.POSITIVE_INFINITY && run !== null && canStop(run)) return false;
  const isCardOver = run !== null && !canStop(run);
  const begun = installs.jobs.filter(({ begunAt }) => begunAt < by);
  const isSettled = (job: GuideFacts['installs']['jobs'][number]): boolean =>
    (job.scannedAt !== null && job.scannedAt < by) || (isCardOver && !job.isRunning);
  return begun.length > 0 && begun.every(isSettled);
}

export function isRun({ title }: Card): boolean {
  return /^install/i.test(title);
}

/** A run whose canary computers are done and whose others wait for a person. */
export function waitingRun({ cards }: GuideFacts): Card | null {
  const run = newest(cards, isRun);
  return run !== null && canContinue(run) ? run : null;
}

export function canContinue({ buttons }: Card): boolean {
  return buttons.some((button) => button.includes('task.continue'));
}

/** Somebody was shown a status when a run was over: whatever runs since then. */
function isVerified(facts: GuideFacts): boolean {
  const shown = facts.cards.filter(({ title }) => /^status\b/i.test(title));
  return shown.some(({ ts }) => isRunOver(facts, Number(ts) * 1000));
}

/** The newest card of a task of this name still offers Stop: the bot has not ended it. */
export function isOpen({ cards }: GuideFacts, title: RegExp): boolean {
  const card = newest(cards, (one) => title.test(one.title));
  return card !== null && canStop(card);
}

export function isApproving(facts: GuideFacts): boolean {
  return facts.isApproving || facts.pending > 0 || isOpen(facts, /^approve patches/i);
}

export function canStop({ buttons }: Card): boolean {
  return buttons.some((button) => button.includes('stop'));
}

export function isPlan({ title }: Card): boolean {
  return /^plan\b/i.test(title);
}

export function isUpdatesCard({ title }: Card): boolean {
  return /to approve on wsus|updates? wait|patches? wait/i.test(title);
}

export function isRecommendationsCard({ title }: Card): boolean {
  return /^recommendations\b/i.test(title) || /^(reminder: )?approve \d+ /i.test(title);
}

export function canApprove({ buttons }: Card): boolean {
  return buttons.some((button) => /^approve\b/.test(button));
}

export function newest(cards: readonly Card[], fits: (card: Card) => boolean): Card | null {
  return cards.findLast(fits) ?? null;
}
