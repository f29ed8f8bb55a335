import { asFailure, PatchbayError } from '../../../src/domain/errors.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import type { ListResult } from '../../../src/windows/scripts/contract.js';
import type { Effect, Observation } from '../../../src/workflows/engine/protocol.js';
import { LOOKED_UP } from '../machine-walk.js';
import { PretendComputer } from '../pretend-computer.js';
import { NOW, updateId } from '../samples.js';
import { isOfPerson, type Mishap, mishapOf } from './mishaps.js';
import type { Planned, Schedule } from './plan.js';
import { SteppedClock } from './stepped-clock.js';

const COMPUTER = 'fin-ws-01' as ComputerId;
const JOB_MS = 20_000;
/** How long the bot is away when it restarts, in milliseconds. */
const AWAY_MS = 3_000;

type Call = Exclude<Effect, { do: 'wait' | 'finish' }>;

/** One computer in virtual time, and all that can befall a call to it. */
export class ScheduleWorld {
  readonly clock = new SteppedClock(NOW);
  readonly computer: PretendComputer;
  /** The one that stands in its place since somebody put it there. */
  readonly #stranger: PretendComputer;
  #isStranger = false;

  constructor(schedule: Schedule) {
    const ids = Array.from({ length: schedule.start.updates }, (_, n) => updateId(n + 1));
    const some = (bits: number) => new Set(ids.filter((_, n) => (bits >> n) & 1));
    const { wantsRestart, fails, rollsBack } = schedule;
    const updates = { wantsRestart: some(wantsRestart), fails: some(fails), rollsBack: some(rollsBack), list: LIST };
    const around = { clock: this.clock, updates, jobMs: JOB_MS };
    const needed = schedule.start.uninstalls ? [] : ids;
    this.computer = new PretendComputer(COMPUTER, needed, around);
    this.#stranger = new PretendComputer('fin-ws-99' as ComputerId, needed, around);
    for (const computer of [this.computer, this.#stranger]) {
      if (schedule.start.uninstalls) for (const id of ids) computer.installed.add(id);
      computer.users = schedule.start.deferMinutes === undefined ? 0 : 1;
    }
  }

  /** How many jobs were begun where another computer stands by now. */
  get jobsOfStranger(): number {
    return new Set(this.#stranger.begun.map(({ key }) => key)).size;
  }

  /** Makes a call with what befalls it; null where the bot ended before it saw anything. */
  meet(call: Call, planned: Planned | null): Observation | null {
    if (planned === null || isOfPerson(planned.fault)) return this.#answer(call);
    const mishap = mishapOf(planned.fault);
    this.#befalls(mishap, 'before', planned.seconds);
    const answer = this.#runs(call, mishap, planned.seconds * 1000);
    this.#befalls(mishap, 'after', planned.seconds);
    this.clock.pass((mishap.takesSeconds ?? 0) * 1000);
    if (mishap.seen === 'answer') return answer;
    if (mishap.seen !== 'bot restarts')
      return failed(new PatchbayError(mishap.seen, { computer: COMPUTER, cause: planned.fault }));
    this.clock.pass(AWAY_MS);
    return null;
  }

  #runs(call: Call, { runs }: Mishap, lateMs: number): Observation {
    if (runs === 'later' || runs === 'now and later') this.clock.after(lateMs, () => void this.#answer(call));
    const first = runs === 'not' || runs === 'later' ? failed(lost()) : this.#answer(call);
    return runs === 'twice' ? this.#answer(call) : first;
  }

  #befalls({ computer }: Mishap, when: 'before' | 'after', seconds: number): void {
    const there = this.#there;
    if (when === 'before') {
      if (computer === 'restarts before') there.restart();
      if (computer === 'is another') this.#isStranger = true;
      if (computer === 'is cut off') there.offUntil = this.clock.now() + seconds * 1000;
    } else {
      if (computer === 'restarts after') there.restart();
      if (computer === 'restarts soon') this.clock.after((seconds % 30) * 1000, () => there.restart());
    }
  }

  get #there(): PretendComputer {
    return this.#isStranger ? this.#stranger : this.computer;
  }

  #answer(call: Call): Observation {
    if (call.do === 'look-up') return LOOKED_UP;
    if (call.do === 'keep') return { kind: 'kept', added: 1, changed: 0 };
    if (call.do === 'refuse') return { kind: 'failed', failure: call.failure };
    try {
      if (this.#there.isOff) throw lost();
      return answered(this.#there, call);
    } catch (error) {
      return failed(error);
    }
  }
}

function answered(computer: PretendComputer, call: Exclude<Call, { do: 'look-up' | 'keep' | 'refuse' }>): Observation {
  if (call.do !== 'prepare' && call.machineId !== computer.machineId)
    throw new PatchbayError('PB404', { computer: COMPUTER, cause: computer.machineId });
  switch (call.do) {
    case 'prepare':
      return { kind: 'prepared', contact: computer.contact() };
    case 'submit':
      return { kind: 'job', state: computer.submit(call.order) };
    case 'poll':
      return { kind: 'job', state: computer.stateOf(call.key) };
    case 'acknowledge':
      computer.acknowledge(call.key);
      return { kind: 'acknowledged' };
    case 'stop':
      computer.stop(call.key);
      return { kind: 'stop-sent' };
  }
}

function lost(): PatchbayError {
  return new PatchbayError('PB401', { computer: COMPUTER, cause: 'lost' });
}

function failed(error: unknown): Observation {
  return { kind: 'failed', failure: asFailure(error) };
}

const LIST: ListResult = {
  server: { version: '10.0.20348.1', replica: false },
  ...{ groups: [], computers: [], updates: [] },
};
