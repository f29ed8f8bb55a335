import type { GuideFacts } from './guide-facts.js';
import { APPROVER, HEAL, OPERATOR, RELEASE, type Said, say, show, watch } from './guide-leads.js';
import {
  canApprove,
  canRun,
  canStop,
  isApproving,
  isOpen,
  isPlan,
  isRecommendationsCard,
  isRun,
  isScan,
  isUpdatesCard,
  leadsToRun,
  newest,
} from './guide-progress.js';
import { isOf, planOf } from './guide-running.js';
import type { Victim } from './guide-victims.js';
import type { Card } from './talk.js';

const DONE = 'That was a whole patch cycle.';

/** Once more through the steps that lead to an install: from WSUS on, where nothing is left to be installed. */
export function cycleAgain(victim: Victim, facts: GuideFacts): Said {
  if (!facts.wsusAnswers)
    return { happened: 'WSUS does not answer.', next: 'Nothing goes on without it.', leads: [HEAL] };
  if (facts.sync.isRunning || isOpen(facts, /^synchronize/i))
    return watch('WSUS asks Microsoft for what is new.', 'It is done in a few seconds.');
  if (facts.unsynced > 0)
    return {
      happened: 'Microsoft has published its next month.',
      next: 'Let WSUS fetch it:',
      leads: [say('/patch sync')],
    };
  if (isApproving(facts))
    return watch('WSUS takes the approvals', 'and downloads the files. A scan would not see them yet.');
  if (victim.needs > 0) return fromScanToRun(victim, facts);
  return victim.unapproved > 0 ? approveOnWsus(victim, facts) : patchTuesday(victim, facts);
}

function patchTuesday({ name }: Victim, { needed }: GuideFacts): Said {
  const rest = needed === 0 ? 'Nothing that is approved' : 'Where nothing is wrong, nothing that is approved';
  return {
    happened: `${DONE} ${rest} is missing any more.`,
    next: `Now try to break it: release a Patch Tuesday, go through the steps again, and pull the plug of ${name} while it installs.`,
    leads: [RELEASE],
  };
}

/** By a card that is newer than the last synchronization. */
function approveOnWsus({ name, wsusGroup }: Victim, { cards, sync }: GuideFacts): Said {
  const happened = `WSUS has critical updates that nobody has approved for ${name}.`;
  const look = say('/patch updates critical');
  const card = newest(cards, (one) => isUpdatesCard(one) && isSince(one, sync.endedAt));
  const older = newest(cards, (one) => isUpdatesCard(one) && canApprove(one));
  if (card === null) {
    const there = older === null ? [] : [show(APPROVER, older)];
    return { happened, next: 'Look at what waits for an approval:', leads: [look, ...there] };
  }
  const leads = [show(APPROVER, card)];
  if (!canApprove(card)) {
    // Its own task comes a moment after the decision; with that behind it, nothing more comes of this card.
    const isSpent = cards.some((one) => one.ts > card.ts && /^approve patches/i.test(one.title));
    const next = 'If this card brings none, release a Patch Tuesday.';
    return { happened, next, leads: isSpent ? [RELEASE, look] : [...leads, RELEASE, look] };
  }
  const next = `Be Anil, the approver: press Approve… on the card, choose the WSUS group ${wsusGroup} and confirm.`;
  return { happened, next, leads };
}

function isSince({ ts }: Card, at: number): boolean {
  return Number(ts) * 1000 > at;
}

/** As far as the cards of the victim's group show. What is older than what WSUS offers now does not count. */
function fromScanToRun(victim: Victim, facts: GuideFacts): Said {
  const { cards, offersChangedAt } = facts;
  const { group } = victim;
  const own = cards.filter((card) => isStep(card) && isOf(card, victim));
  if (own.some((card) => isScan(card) && canStop(card)))
    return watch(`${group.name} is being scanned.`, 'Watch it in the machine room.');
  const card = own.findLast((one) => isSince(one, offersChangedAt));
  if (card === undefined || isRun(card)) return scanOnce(victim);
  if (isPlan(card)) return planOf(victim, card);
  if (isRecommendationsCard(card)) return decide(victim, card, facts);
  return showFound(victim, own, offersChangedAt);
}

/** Asked the same question again, the bot does not show a card anew that is open already. */
function showFound({ group }: Victim, own: readonly Card[], offersChangedAt: number): Said {
  const happened = `${group.name} is scanned.`;
  const ask = say(`/patch recommendations ${group.id}`);
  const open = newest(own, (card) => isRecommendationsCard(card) && canApprove(card));
  if (open === null) return { happened, next: 'Show what it found:', leads: [ask] };
  const card = show(APPROVER, open);
  if (isSince(open, offersChangedAt))
    return { happened, next: 'Its card is there already. Be Anil and approve them all.', leads: [card, ask] };
  return { happened, next: 'Show what it found, if its card is not there already:', leads: [ask, card] };
}

function isStep(card: Card): boolean {
  return isScan(card) || isRecommendationsCard(card) || isPlan(card) || isRun(card);
}

function decide(victim: Victim, card: Card, facts: GuideFacts): Said {
  const { group, unapproved } = victim;
  const look = show(APPROVER, card);
  if (canApprove(card))
    return { happened: 'These are the recommendations.', next: 'Be Anil and approve them all.', leads: [look] };
  if (leadsToRun(card)) {
    const plan = newest(facts.cards, (one) => isPlan(one) && isOf(one, victim) && canRun(one));
    const leads = [say(`/patch run ${group.id}`), ...(plan === null ? [] : [show(OPERATOR, plan)])];
    return { happened: 'They are approved.', next: 'Ask for the plan:', leads };
  }
  const scan = say(`/patch scan ${group.id}`);
  const isEmpty = card.buttons.some((button) => button.includes(' say.scan'));
  if (isEmpty && unapproved > 0) return approveOnWsus(victim, facts);
  if (isEmpty)
    return { happened: 'Nothing is left to approve.', next: 'A Patch Tuesday brings more.', leads: [RELEASE, scan] };
  return { happened: 'This is being decided.', next: 'If nothing comes of it, scan again.', leads: [look, scan] };
}

function scanOnce({ group, id, name }: Victim): Said {
  return {
    happened: DONE,
    next: `Now try to break it: scan, approve and run once more, and pull the plug of ${name} while it installs.`,
    leads: [say(`/patch scan ${group.id}`), { kind: 'computer', id }, RELEASE],
  };
}
