import type { Computer } from '../windows/computer/computer.js';
import { isServicing } from '../windows/computer/facts.js';
import type { ComputerState } from '../windows/computer/state.js';
import type { Fleet } from '../windows/fleet.js';
import { conditionsOf } from './conditions.js';
import { eventText } from './event-words.js';
import { runningJob, shownJob } from './job-words.js';
import { needsOf, presentOn, unapprovedFor } from './needs.js';
import type { ShownComputer } from './shown.js';
import { statusOf } from './status-words.js';
import type { Titles } from './titles.js';

const EVENTS_SHOWN = 10;

/** How a computer really stands, whatever anybody believes. */
export function shownComputer(fleet: Fleet, computer: Computer, titles: Titles): ShownComputer {
  const { state, cable } = computer;
  const needs = needsOf(fleet, state);
  const job = runningJob(state);
  const facts = {
    id: state.id,
    name: state.name,
    system: `${state.osCaption.replace('Microsoft ', '')} (${state.osBuild})`,
    power: state.power,
    network: cable,
    heldBy: state.heldBy,
    hasWinrm: computer.hasWinrm,
    bootedAt: state.bootedAt,
    users: state.conditions.loggedOnUsers,
    freeBytes: state.conditions.systemDriveFreeBytes,
    installed: presentOn(fleet, state),
    needed: needs?.map((update) => titles(update.updateId)) ?? null,
    unapproved: unapprovedFor(fleet, state).length,
    restart: restartOf(state, titles),
    job: job === null ? null : shownJob(job),
    connections: computer.winrm.connections,
    policy: policyOf(state),
    conditions: conditionsOf(fleet, computer),
    installs: Object.entries(state.installs).map(([id, times]) => ({ ...titles(id), times })),
    events: eventsOf(state, titles),
  };
  return { ...facts, status: statusOf(facts, isServicing(state, computer.now())) };
}

function eventsOf(state: ComputerState, titles: Titles): ShownComputer['events'] {
  const first = Math.max(0, state.events.length - EVENTS_SHOWN);
  return state.events
    .slice(first)
    .map((event, index) => ({ id: first + index, at: event.at, text: eventText(event, state, titles) }))
    .reverse();
}

function restartOf(state: ComputerState, titles: Titles): ShownComputer['restart'] {
  const at = state.restart?.at ?? null;
  const [first, ...more] = state.awaitingRestart;
  if (first !== undefined) {
    const { kb, title } = titles(first);
    const name = kb === null ? title : `KB${kb}`;
    return { why: more.length === 0 ? `${name} waits for it` : `${name} and ${more.length} more wait for it`, at };
  }
  if (state.conditions.restartPendingElsewhere) return { why: 'Another program asked for it', at };
  return at === null ? null : { why: 'It was asked for', at };
}

/** https://learn.microsoft.com/windows/deployment/update/waas-wu-settings: AUOptions. */
const AU_OPTIONS: Readonly<Record<number, string>> = {
  2: 'asks before it downloads',
  3: 'downloads, and asks before it installs',
  4: 'installs and restarts by itself',
  5: 'lets its administrator choose',
};

function policyOf({ conditions: { policy } }: ComputerState): ShownComputer['policy'] {
  const { auOptions } = policy;
  if (auOptions === null) return { auOptions, text: 'No policy of its own' };
  return { auOptions, text: `AUOptions ${auOptions}: ${AU_OPTIONS[auOptions] ?? 'unknown'}` };
}
