import type { InstallResult } from '../../../src/windows/scripts/contract.js';
import { PowerLost } from './script-error.js';
import type { Work } from './work.js';

/** A hand at the plug that waits for a job to install: nobody needs to be quick. It pulls once. */

type Outcomes = InstallResult['updates'];

/**
 * The work of the next update. Its power goes half-way through whatever it waits for, if the hand is there, and one
 * update is in or none is to come.
 */
export function underTheHand(work: Work, outcomes: Outcomes, wanted: number): Work {
  const isHalfWay = outcomes.some(({ outcome }) => outcome === 'installed') || outcomes.length === wanted - 1;
  if (!isHalfWay || !work.state.conditions.losesPowerNext) return work;
  return {
    ...work,
    pause: async (milliseconds) => {
      await work.pause(milliseconds / 2);
      await pull(work);
      await work.pause(milliseconds / 2);
    },
  };
}

/** At a job's end, if the hand is still there: what was to come after the first update was not installed after all. */
export async function pullAtLast(work: Work, outcomes: Outcomes): Promise<void> {
  if (outcomes.some(({ outcome }) => outcome === 'installed' || outcome === 'failed')) await pull(work);
}

/** The job is cut off: throws PowerLost. */
async function pull({ state, losePower }: Work): Promise<void> {
  if (!state.conditions.losesPowerNext) return;
  state.conditions.losesPowerNext = false;
  await losePower();
  throw new PowerLost();
}
