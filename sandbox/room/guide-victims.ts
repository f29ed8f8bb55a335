import type { Computer } from '../windows/computer/computer.js';
import type { ComputerState, Job } from '../windows/computer/state.js';
import type { Fleet } from '../windows/fleet.js';
import type { PublishedUpdate } from '../windows/wsus/update.js';
import { conditionsOf } from './conditions.js';
import { needsOf, unapprovedFor } from './needs.js';
import type { Condition } from './shown.js';

/** A computer that a visitor is asked to break. */
export interface Victim {
  readonly id: string;
  readonly name: string;
  /** What a usual run can still install; what waits for its restart is not. */
  readonly needs: number;
  /** Critical updates that would fit it and are not approved on WSUS for its group. */
  readonly unapproved: number;
  /** Its plug is pulled as soon as it installs. */
  readonly isArmed: boolean;
  /** Its provisioning group, and its group on WSUS. */
  readonly group: { readonly id: string; readonly name: string };
  readonly wsusGroup: string;
}

/** A computer whose power went in the middle of an install, by its own event log. */
export interface CutOff {
  readonly id: string;
  readonly name: string;
  /** `held`: it is not off, and does not come back by itself. */
  readonly stands: 'off' | 'held' | 'coming' | 'on';
  readonly at: number;
}

const FAVOURITE = 'fin-ws-02';
/** What keeps nobody from being broken. */
const HARMLESS: readonly Condition[] = ['user', 'no-power-next'];

export function victimOf(fleet: Fleet): Victim | null {
  const well = fleet.scenario.computers
    .map(({ id }) => fleet.computer(id))
    .filter((computer) => conditionsOf(fleet, computer).every((condition) => HARMLESS.includes(condition)))
    .flatMap(({ state }) => asVictim(fleet, state));
  const waiting = well.filter(({ needs }) => needs > 0);
  const isFavourite = ({ id }: Victim): boolean => id === FAVOURITE;
  const first = waiting.find(({ isArmed }) => isArmed) ?? waiting.find(isFavourite) ?? waiting[0];
  return first ?? well.find(isFavourite) ?? well[0] ?? null;
}

/** What a run leaves alone unless it is told otherwise would be needed for ever. */
function isForRuns({ needsUserInput, classification }: PublishedUpdate): boolean {
  return !needsUserInput && !['Drivers', 'Upgrades'].includes(classification);
}

/** Nothing where it is in no group. */
function asVictim(fleet: Fleet, state: ComputerState): readonly Victim[] {
  const { provisioningGroups, computers } = fleet.scenario;
  const group = provisioningGroups.find((one) => one.computers.includes(state.id));
  if (group === undefined) return [];
  const needed = needsOf(fleet, state) ?? [];
  return [
    {
      id: state.id,
      name: state.name,
      needs: needed.filter((one) => isForRuns(one) && !state.awaitingRestart.includes(one.updateId)).length,
      unapproved: unapprovedFor(fleet, state).filter(({ severity }) => severity === 'Critical').length,
      isArmed: state.conditions.losesPowerNext,
      group: { id: group.id, name: group.name },
      wsusGroup: computers.find(({ id }) => id === state.id)?.wsusGroups[0] ?? '',
    },
  ];
}

export function cutOff(fleet: Fleet): readonly CutOff[] {
  return fleet.scenario.computers.flatMap(({ id }) => {
    const computer = fleet.computer(id);
    const cut = computer.state.events.findLast(
      (event) => event.what === 'job interrupted' && wasInstall(computer.state, event.key),
    );
    if (cut === undefined) return [];
    return [{ id, name: computer.state.name, stands: standingOf(computer), at: cut.at }];
  });
}

function standingOf({ state, reachable, cable, hasWinrm }: Computer): CutOff['stands'] {
  if (state.power === 'off') return 'off';
  if (state.heldBy !== null || cable === 'pulled') return 'held';
  return reachable && hasWinrm ? 'on' : 'coming';
}

function wasInstall(state: { readonly jobs: Readonly<Record<string, Job>> }, key: string | null): boolean {
  const job = key === null ? undefined : state.jobs[key];
  return job !== undefined && isInstall(job);
}

export function isInstall(job: Job): boolean {
  return job.script === 'MS_WUA_Install_Updates';
}
