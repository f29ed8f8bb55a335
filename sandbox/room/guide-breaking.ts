import { cycleAgain } from './guide-again.js';
import type { GuideFacts } from './guide-facts.js';
import { HEAL, KILL, power, type Said, watch } from './guide-leads.js';
import { runUnderWay } from './guide-running.js';
import type { CutOff } from './guide-victims.js';

/** After the six steps: a plug is pulled in the middle of an install, and nothing is installed twice. */
export function breakIt(facts: GuideFacts): Said {
  const { installs, cutOff, victim } = facts;
  const down = powerIsOut(facts);
  if (down !== null) return down;
  const busy = installs.running.find((name) => name === victim?.name) ?? installs.running[0];
  if (busy !== undefined) return now(facts, busy);
  if (cutOff.length > 0) return survived(facts);
  if (victim === null) return nobodyIsWell();
  return runUnderWay(victim, facts.cards) ?? cycleAgain(victim, facts);
}

/** What was cut off in the middle of an install and has not come back. */
export function powerIsOut({ cutOff }: GuideFacts): Said | null {
  const down = cutOff.find(({ stands }) => stands !== 'on');
  if (down === undefined) return null;
  const happened = `${down.name} lost its power in the middle of an install.`;
  return { happened, ...WAYS_BACK[down.stands](down) };
}

type Down = Omit<Said, 'happened'>;

const WAYS_BACK: Readonly<Record<CutOff['stands'], (of: CutOff) => Down>> = {
  off: ({ id }) => ({
    next: 'The bot asks again for a while, and says so on its card. Give the power back and see what it makes of the half-done job.',
    leads: [power('Restore power', id, false)],
  }),
  held: ({ id }) => ({
    next: 'It has power again, and does not come back by itself: look at it, or heal it.',
    leads: [HEAL, { kind: 'computer', id }],
  }),
  coming: () => ({ next: 'It has power again and comes up: watch it in the machine room.', leads: [] }),
  on: () => ({ next: 'It is back.', leads: [] }),
};

function now({ victim }: GuideFacts, busy: string): Said {
  const id = victim?.name === busy ? victim.id : busy.toLowerCase();
  const happened = `${busy} installs right now.`;
  const pull = power(`Pull the plug of ${busy}`, id, true);
  if (victim?.isArmed !== true)
    return { happened, next: 'Pull its plug. Or kill the bot: the install goes on without it.', leads: [pull, KILL] };
  if (victim.name === busy) return watch(happened, 'Its plug comes out in a moment: watch it in the machine room.');
  const next = `The plug of ${victim.name} comes out when its turn has come. Or pull this one.`;
  return { happened, next, leads: [{ kind: 'computer', id: victim.id }, pull] };
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

function nobodyIsWell(): Said {
  return { happened: 'That was a whole patch cycle.', next: 'Something is wrong with every computer.', leads: [HEAL] };
}
