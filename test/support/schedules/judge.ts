import type { UpdateId } from '../../../src/domain/ids.js';
import type { JobOrder } from '../../../src/domain/job.js';
import { runOf } from '../machine-walk.js';
import { NOW } from '../samples.js';
import { FINAL } from './mishaps.js';
import type { Schedule } from './plan.js';
import { type Played, play } from './play.js';

const DAY_MS = 86_400_000;
const INSTALL = 'MS_WUA_Install_Updates';

/** What is wrong with how a schedule went; nothing where all is as it must be. */
export function wrongWith(schedule: Schedule, played: Played): readonly string[] {
  return [...played.wrong, ...ending(played), ...installs(schedule, played), ...results(played), ...scripts(played)];
}

function ending({ hasEnded, computer, world, history }: Played): readonly string[] {
  const { ended, leg, phase } = runOf(computer);
  if (!hasEnded || ended === null) return [`hangs: after ${history.length} calls it is at ${leg}, ${phase}`];
  const inProgress = Object.values(computer.recommendations).filter((one) => one.state === 'In progress');
  return [
    ...(ended.at - NOW > 2 * DAY_MS ? ['hangs: it took more than two days'] : []),
    ...(inProgress.length > 0
      ? [`lost: ${inProgress.length} recommendations are In progress though the run is over`]
      : []),
    ...(world.computer.overlaps > 0 ? ['double: an install was begun while another one ran'] : []),
  ];
}

function installs({ rollsBack }: Schedule, { world: { computer } }: Played): readonly string[] {
  const jobs = new Set(computer.begun.filter(isInstall).map(({ key }) => key)).size;
  const most = (id: UpdateId): number => (isUndone(id, rollsBack) ? 2 : 1);
  const often = [...computer.installs].filter(([id, count]) => count > (computer.needed.has(id) ? 2 : most(id)));
  const told = JSON.stringify([...computer.results.values()]);
  return [
    ...(computer.doubles > 0 ? [`double: ${computer.doubles} installs of what was in place`] : []),
    ...(jobs < computer.begun.filter(isInstall).length ? ['double: one install job was begun twice'] : []),
    ...(jobs > 2 ? [`double: ${jobs} install jobs were begun`] : []),
    ...often.map(([id, count]) => `double: ${id} was installed ${count} times`),
    ...(told.includes('not-found') ? ['double: an install was handed over for what was no longer needed'] : []),
  ];
}

/** Each script runs once for what it is for; what the one before began is ended by the one after, or somebody is told. */
function scripts({ world: { computer, jobsOfStranger }, computer: stored }: Played): readonly string[] {
  const ran = (phase: string) => computer.hooks.filter((hook) => hook.phase === phase);
  const jobs = computer.begun.filter(({ spec }) => spec.script === 'Invoke-Hook').map(({ key }) => key);
  const boots = ran('before-restart').map(({ boot }) => boot);
  // One that was handed over just when another computer took the place has ended well there.
  const isEnded = ran('before').length === 0 || ran('after').length > 0 || jobsOfStranger > 0;
  const isTold = stored.outOfServiceSince !== null || runOf(stored).ended?.status === 'Failed';
  return [
    ...(new Set(jobs).size < jobs.length ? ['double: one script was begun twice under its key'] : []),
    ...['before', 'after']
      .filter((phase) => ran(phase).length > 1)
      .map((phase) => `double: the script ${phase} ran twice`),
    ...(new Set(boots).size < boots.length ? ['double: the script before the restart ran twice in one boot'] : []),
    ...(ran('after').length > 0 && ran('before').length === 0
      ? ['lost: the script after ran without the one before']
      : []),
    ...(isEnded || isTold ? [] : ['lost: what the script before began was never ended']),
  ];
}

function isInstall({ spec }: JobOrder): boolean {
  return spec.script === INSTALL && !(spec.input as { readonly distributeOnly: boolean }).distributeOnly;
}

function isUndone(id: UpdateId, rollsBack: number): boolean {
  return ((rollsBack >> (Number.parseInt(id.slice(-2), 16) - 1)) & 1) === 1;
}

/** A result that is there is taken once; only a run that failed for good, and says so, leaves one behind. */
function results({ world, computer: stored, taken, met }: Played): readonly string[] {
  const { computer } = world;
  const isKnown = runOf(stored).work.kind === 'run';
  // What was on its way when the other one came cannot be called back; nothing follows it.
  const onTheirWay = 1 + met.filter(({ fault }) => fault.includes('late')).length;
  const strangers = isKnown ? world.jobsOfStranger : 0;
  const twice = taken.filter((key, index) => taken.indexOf(key) < index);
  const left = [...computer.results.keys()].filter((key) => !taken.includes(key));
  const run = runOf(stored);
  const isFinal = met.some(({ fault }) => FINAL.has(fault));
  const lostInstalls = computer.begun.filter((order) => isInstall(order) && left.includes(order.key));
  // What was denied before was left out of it.
  const ordered = JSON.stringify(lostInstalls.map(({ spec }) => spec.input));
  const meant = Object.values(stored.recommendations).filter(({ id }) => ordered.includes(id));
  const states = meant.map((one) => one.state);
  const isSilent = lostInstalls.length > 0 && (run.ended?.status !== 'Failed' || states.includes('Approved'));
  return [
    ...twice.map((key) => `lost: the result of ${key} was taken twice`),
    ...(isSilent ? [`lost: an install is not told of: ${run.ended?.status}, ${states.join(', ')}`] : []),
    ...(lostInstalls.length > 0 && !isFinal ? [`lost: the result of ${lostInstalls[0]?.key} was never taken`] : []),
    ...outcomes(stored),
    ...(strangers > onTheirWay ? [`lost: ${strangers} jobs were begun on another computer`] : []),
  ];
}

function outcomes(stored: Played['computer']): readonly string[] {
  const { work } = runOf(stored);
  if (work.kind !== 'run') return [];
  const ids = work.outcomes.map(({ updateId }) => updateId);
  return ids.length > new Set(ids).size ? ['lost: an outcome is recorded twice'] : [];
}

/** Leaves out what is not needed to fail in the same way. */
export function shortest(schedule: Schedule): { readonly schedule: Schedule; readonly played: Played } {
  const isWrong = (one: Schedule): boolean => wrongWith(one, play(one)).length > 0;
  let best = schedule;
  for (const left of schedule.planned) {
    const without = { ...best, planned: best.planned.filter((one) => one !== left) };
    if (isWrong(without)) best = without;
  }
  for (const simpler of [{ fails: 0 }, { rollsBack: 0 }, { start: { ...best.start, updates: 1 } }]) {
    if (isWrong({ ...best, ...simpler })) best = { ...best, ...simpler };
  }
  return { schedule: best, played: play(best) };
}
