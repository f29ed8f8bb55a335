import { armed, OPERATOR, type Said, say, show } from './guide-leads.js';
import { canContinue, canRun, canStop, isRun } from './guide-progress.js';
import type { Victim } from './guide-victims.js';
import type { Card } from './talk.js';

/** From a plan to the moment in which somebody installs: nobody needs to be quick. */

/** Whether a card is about a group. */
export function isOf({ title }: Card, { group }: Victim): boolean {
  return title.endsWith(`· ${group.name}`) || title.endsWith(`for ${group.name}?`);
}

/** A run of the victim's group that has not ended; null where there is none. */
export function runUnderWay(victim: Victim, cards: readonly Card[]): Said | null {
  const run = cards.findLast((card) => isRun(card) && isOf(card, victim) && canStop(card));
  if (run === undefined) return null;
  const { group, id, name } = victim;
  const look = { kind: 'computer', id } as const;
  const happened = `The run of ${group.name} is under way; nobody installs right now.`;
  if (canContinue(run)) {
    const next = 'Its canary computers are done, and the others wait. Look at the card as Olivia, then press Continue.';
    return { happened, next, leads: [show(OPERATOR, run)] };
  }
  if (victim.needs === 0) return { happened, next: 'Watch its card to the end.', leads: [show(OPERATOR, run)] };
  if (victim.isArmed) return { happened, next: `${name} loses its power when its turn has come.`, leads: [look] };
  const next = `Let the plug of ${name} come out as soon as it installs. Or wait, and pull it yourself in time.`;
  return { happened, next, leads: [armed(victim, true), look] };
}

/** A plan of the victim's group. */
export function planOf(victim: Victim, plan: Card): Said {
  const { name } = victim;
  const card = show(OPERATOR, plan);
  if (!canRun(plan)) return begins(victim, plan);
  const happened = 'The plan is there.';
  if (victim.isArmed) {
    const next = `${name} will lose its power in the middle of its install. Look at the card as Olivia, then press Run.`;
    return { happened, next, leads: [card, armed(victim, false)] };
  }
  const next = `Let the plug of ${name} come out as soon as it installs. Or press Run, and pull it yourself: there is little time.`;
  return { happened, next, leads: [armed(victim, true), card] };
}

/** Somebody has decided it. The run's own card comes next. */
function isOver({ buttons }: Card): boolean {
  return buttons.length === 0 || buttons.some((button) => button.includes(' say.status'));
}

/** Between a click on Run and the run's own card the plan looks for a moment like one that cannot be run. */
function begins(victim: Victim, plan: Card): Said {
  const { id } = victim.group;
  const again = isOver(plan) ? say(`/patch run ${id}`) : say(`/patch scan ${id}`);
  const leads = [...(victim.isArmed ? [] : [armed(victim, true)]), show(OPERATOR, plan), again];
  const next = `If no run begins in a moment, ${isOver(plan) ? 'ask for the plan again' : 'its card says why: scan again'}.`;
  return { happened: 'This plan is to be run.', next, leads };
}
