import type { Computer } from '../../../src/domain/computer.js';
import type { ErrorCode } from '../../../src/domain/errors.js';
import type { Instant, JobKey } from '../../../src/domain/ids.js';
import { next } from '../../../src/workflows/engine/machine.js';
import { remaining } from '../../../src/workflows/engine/orders.js';
import type { Context, Effect, Observation } from '../../../src/workflows/engine/protocol.js';
import { startsSomething } from '../../../src/workflows/engine/windows.js';
import { claimedBy, contextAt, runOf } from '../machine-walk.js';
import { NOW, updateId } from '../samples.js';
import { type Fault, isOfPerson } from './mishaps.js';
import type { Planned, Schedule, StepName } from './plan.js';
import { ScheduleWorld } from './world.js';

/** What a schedule came to. */
export interface Played {
  readonly world: ScheduleWorld;
  /** As stored in the end. */
  readonly computer: Computer;
  /** Each job whose result was taken into the state, as often as it was. */
  readonly taken: readonly JobKey[];
  /** Each call, and what was seen. */
  readonly history: readonly string[];
  readonly met: readonly { readonly step: StepName; readonly fault: Fault }[];
  /** What must never be, seen on the way. */
  readonly wrong: readonly string[];
  readonly hasEnded: boolean;
}

const MOST_STEPS = 5_000;
const CALL_MS = 200;

/** Plays a schedule against the step machine, to the end of its run. */
export function play(schedule: Schedule): Played {
  const game = new Game(schedule);
  for (let count = 0; count < MOST_STEPS && game.goOn(); count++);
  return game.played();
}

class Game {
  readonly #world: ScheduleWorld;
  readonly #planned: Planned[];
  readonly #times = new Map<StepName, number>();
  readonly #taken: JobKey[] = [];
  readonly #history: string[] = [];
  readonly #met: { step: StepName; fault: Fault }[] = [];
  readonly #wrong: string[] = [];
  #computer: Computer;
  #keys = 0;
  #isDenied = false;
  #frozenUntil: Instant = 0;
  #hasEnded = false;

  constructor(schedule: Schedule) {
    this.#world = new ScheduleWorld(schedule);
    this.#planned = schedule.planned.flatMap(({ times, ...one }) =>
      Array.from({ length: times }, (_, more) => ({ ...one, times: 1, nth: one.nth + more })),
    );
    // Who has been scanned is known.
    const machineId = schedule.start.kind === 'run' ? this.#world.computer.machineId : null;
    this.#computer = { ...claimedBy(schedule.start), machineId };
  }

  played(): Played {
    const [world, computer, hasEnded] = [this.#world, this.#computer, this.#hasEnded];
    // What is still on its way arrives.
    world.clock.pass(6 * 3_600_000);
    return {
      ...{ world, computer, hasEnded },
      ...{ taken: this.#taken, history: this.#history, met: this.#met, wrong: this.#wrong },
    };
  }

  /** One thing, as the engine does it: what the stored state asks for. False where it asks for nothing any more. */
  goOn(): boolean {
    const { effect } = next(this.#computer, { kind: 'resumed' }, this.#context());
    if (effect.do === 'finish') {
      this.#hasEnded = true;
      return false;
    }
    if (effect.do === 'wait') this.#world.clock.pass(effect.until - this.#world.clock.now());
    else this.#call(effect);
    return true;
  }

  #call(effect: Exclude<Effect, { do: 'wait' | 'finish' }>): void {
    const step = `${runOf(this.#computer).leg}/${effect.do}`;
    const planned = this.#plannedAt(step);
    this.#world.clock.pass(CALL_MS);
    if (planned !== null && this.#isOfPerson(planned)) return;
    this.#judgeCall(effect);
    const seen = this.#world.meet(effect, planned);
    this.#note(step, planned?.fault ?? null, seen);
    if (seen === null) this.#computer = JSON.parse(JSON.stringify(this.#computer)) as Computer;
    else this.#observe(seen);
  }

  /** What a person does comes just before the call, which follows from what is so by then. */
  #isOfPerson({ step, fault, seconds }: Planned): boolean {
    if (!isOfPerson(fault)) return false;
    this.#note(step, fault, null);
    if (fault === 'denied') this.#isDenied = true;
    if (fault === 'frozen') this.#frozenUntil = this.#world.clock.now() + seconds * 1000;
    if (fault === 'stop' && !runOf(this.#computer).stopRequested) this.#observe({ kind: 'stop-requested' });
    return true;
  }

  #plannedAt(step: StepName): Planned | null {
    const nth = this.#times.get(step) ?? 0;
    this.#times.set(step, nth + 1);
    const planned = this.#planned.find((one) => one.step === step && one.nth === nth) ?? null;
    if (planned !== null) this.#met.push({ step, fault: planned.fault });
    return planned;
  }

  #observe(seen: Observation): void {
    const before = this.#computer;
    const { computer, effect } = next(before, seen, this.#context());
    this.#judge(before, computer, seen);
    this.#computer = emptied(computer);
    if (effect.do === 'keep') this.#call(effect);
  }

  #judge(before: Computer, after: Computer, seen: Observation): void {
    const order = runOf(before).order;
    const isTaken = seen.kind === 'kept' || (seen.kind === 'job' && seen.state.state === 'finished');
    if (order !== null && isTaken && runOf(after).phase === 'acknowledge') this.#taken.push(order.key);
    const { computer } = this.#world;
    if (
      after.facts !== before.facts &&
      before.machineId === computer.machineId &&
      after.facts?.machineId !== computer.machineId
    )
      this.#wrong.push('lost: what another computer tells is believed');
    for (const { updateId, state } of Object.values(after.recommendations)) {
      if (updateId === null || state !== 'Implemented' || before.recommendations[updateId]?.state === state) continue;
      if (!computer.installed.has(updateId))
        this.#wrong.push(`lost: ${updateId} is called Implemented and is not installed`);
    }
  }

  #note(step: StepName, fault: Fault | null, seen: Observation | null): void {
    const at = Math.round((this.#world.clock.now() - NOW) / 1000);
    this.#history.push(`${at} s  ${step}${fault === null ? '' : `  [${fault}]`}  ${wordsOf(seen)}`);
  }

  /** As the engine asks it. */
  #context(): Context {
    const run = runOf(this.#computer);
    const isAsked = (run.phase === 'prepare' || run.phase === 'submit') && startsSomething({ run });
    const isDenied = this.#isDenied && isAsked && run.work.kind === 'run' && run.work.action === 'install';
    const isClosed = isAsked && (this.#isFrozen || (isDenied && run.phase === 'submit' && isLeft(this.#computer)));
    return {
      ...contextAt(this.#world.clock.now(), ++this.#keys),
      closed: isClosed ? 'not started: frozen, or denied' : null,
      withdrawn: new Set(isDenied ? [DENIED] : []),
      restart: this.#isFrozen
        ? { may: 'wait', wait: { for: 'freeze', until: this.#frozenUntil, reason: 'chosen' } }
        : { may: 'begin', until: null },
    };
  }

  get #isFrozen(): boolean {
    return this.#world.clock.now() < this.#frozenUntil;
  }

  /** What is handed over while it may not be. */
  #judgeCall(effect: Effect): void {
    if (effect.do !== 'submit') return;
    const { script } = effect.order.spec;
    const isInstall = script === 'MS_WUA_Install_Updates';
    const starts = isInstall || script === 'MS_WUA_Uninstall_Updates' || script === 'Restart-Endpoint';
    if (this.#isFrozen && starts) this.#wrong.push(`frozen: ${script} was handed over`);
    if (this.#isDenied && isInstall && JSON.stringify(effect.order.spec.input).includes(DENIED))
      this.#wrong.push('denied: it was handed over');
  }
}

/** What somebody denies, where anybody does. */
const DENIED = updateId(1);

function isLeft(computer: Computer): boolean {
  const run = runOf(computer);
  return remaining({ ...computer, run }).includes(DENIED);
}

/** As when the target's record has the lines. */
function emptied(computer: Computer): Computer {
  return computer.run === null ? computer : { ...computer, run: { ...computer.run, pendingLog: [] } };
}

function wordsOf(seen: Observation | null): string {
  if (seen === null) return '';
  if (seen.kind === 'failed') return failureWords(seen.failure);
  return seen.kind === 'job' ? seen.state.state : seen.kind;
}

function failureWords({ code, details }: { code: ErrorCode; details: Readonly<Record<string, unknown>> }): string {
  return `${code} ${String(details.cause ?? '')}`;
}
