import type { GuideFacts, Victim } from './guide-facts.js';
import { APPROVER, OPERATOR, say, show } from './guide-leads.js';
import {
  canApprove,
  canRun,
  canStop,
  isPlan,
  isRecommendationsCard,
  isScan,
  leadsToRun,
  newest,
} from './guide-progress.js';
import type { Lead, ShownGuide } from './shown.js';
import type { Card } from './talk.js';

type Said = Pick<ShownGuide, 'happened' | 'next' | 'leads'>;

const DONE = 'That was a whole patch cycle.';
const KILL: Lead = { kind: 'act', label: 'Kill the bot', act: { kind: 'kill-bot' } };
const RELEASE: Lead = { kind: 'act', label: 'Release a Patch Tuesday', act: { kind: 'patch-tuesday' } };

/** After the six steps: a plug is pulled in the middle of an install, and nothing is installed twice. */
export function breakIt(facts: GuideFacts): Said {
  const { installs, cutOff, victim } = facts;
  const dark = cutOff.find(({ isOn }) => !isOn);
  if (dark !== undefined) return powerIsOut(dark);
  const [busy] = installs.running;
  if (busy !== undefined) return now(facts, busy);
  if (cutOff.length > 0) return survived(facts);
  if (victim === null) return { happened: DONE, next: 'No computer can be reached: heal them.', leads: [heal()] };
  if (facts.unsynced > 0) return synchronizeAgain();
  return victim.needs > 0 ? again(victim, facts.cards) : patchTuesday(victim, facts.needed);
}

function powerIsOut({ id, name }: { readonly id: string; readonly name: string }): Said {
  const act = { kind: 'computer', computer: id, condition: 'no-power', on: false } as const;
  return {
    happened: `${name} lost its power in the middle of an install.`,
    next: 'The bot asks again for a while, and says so on its card. Give the power back and see what it makes of the half-done job.',
    leads: [{ kind: 'act', label: 'Restore power', act }],
  };
}

function now({ victim }: GuideFacts, busy: string): Said {
  const computer = victim?.name === busy ? victim.id : busy.toLowerCase();
  const act = { kind: 'computer', computer, condition: 'no-power', on: true } as const;
  return {
    happened: `${busy} installs right now.`,
    next: 'Pull its plug. Or kill the bot: the install goes on without it.',
    leads: [{ kind: 'act', label: `Pull the plug of ${busy}`, act }, KILL],
  };
}

function survived({ cutOff, installs }: GuideFacts): Said {
  const last = cutOff.toSorted((a, b) => b.at - a.at)[0];
  const twice = installs.doubles === 0 ? 'none of them twice' : `${installs.doubles} of them more than once`;
  return {
    happened: `${last?.name ?? 'It'} is back. ${installs.count} updates are installed by now, ${twice}.`,
    next: 'Open any computer in the machine room and break it your own way: a full disk, a failing install, a restart that undoes it.',
    leads: [...(last === undefined ? [] : [{ kind: 'computer', id: last.id } as const]), KILL],
  };
}

/** Once more through scan, approval and run, as far as the cards of the computer's group show. */
function again(victim: Victim, cards: readonly Card[]): Said {
  const { group, name } = victim;
  const card = newest(cards, (one) => isAbout(one, group.name));
  if (card !== null && canStop(card))
    return { happened: `${group.name} is being scanned.`, next: 'Watch it in the machine room.', leads: [] };
  if (card !== null && isScan(card)) {
    const next = 'Show what it found:';
    return { happened: `${group.name} is scanned.`, next, leads: [say(`/patch recommendations ${group.id}`)] };
  }
  if (card !== null && canApprove(card)) return approveOnce(card);
  if (card !== null && leadsToRun(card))
    return { happened: 'They are approved.', next: 'Ask for the plan:', leads: [say(`/patch run ${group.id}`)] };
  if (card !== null && canRun(card)) {
    const next = `Press Run, then look here at once: there is little time to pull the plug of ${name}.`;
    return { happened: 'The plan is there.', next, leads: [show(OPERATOR, card)] };
  }
  return scanOnce(victim);
}

function approveOnce(card: Card): Said {
  const happened = 'These are the recommendations.';
  return { happened, next: 'Be Anil and approve them all.', leads: [show(APPROVER, card)] };
}

function scanOnce({ group, id, name }: Victim): Said {
  return {
    happened: DONE,
    next: `Now try to break it: scan, approve and run once more, and pull the plug of ${name} while it installs.`,
    leads: [say(`/patch scan ${group.id}`), { kind: 'computer', id }, RELEASE],
  };
}

function isAbout(card: Card, group: string): boolean {
  const isKnown = isScan(card) || isRecommendationsCard(card) || isPlan(card);
  return isKnown && (card.title.endsWith(`· ${group}`) || card.title.endsWith(`for ${group}?`));
}

function patchTuesday(victim: Victim, needed: number): Said {
  const rest = needed === 0 ? 'Nothing that is approved' : 'Where nothing is wrong, nothing that is approved';
  return {
    happened: `${DONE} ${rest} is missing any more.`,
    next: `Now try to break it: release a Patch Tuesday, go through the steps again, and pull the plug of ${victim.name} while it installs.`,
    leads: [RELEASE],
  };
}

function synchronizeAgain(): Said {
  return {
    happened: 'Microsoft has published its next month.',
    next: 'Go through the six steps again: synchronize, approve for Finance, scan, approve, run. Then pull a plug.',
    leads: [say('/patch sync')],
  };
}

function heal(): Lead {
  return { kind: 'act', label: 'Heal all', act: { kind: 'heal' } };
}
