import type { Instant, PersonId } from '../../domain/ids.js';
import { troublesOf, type VitalLimits, type Vitals } from '../../domain/vitals.js';
import {
  NOTHING_WATCHED,
  type Trouble,
  WATCHED,
  type Watched,
  type WatchNotice,
  type WatchState,
} from '../../domain/watch.js';
import type { Office } from '../office.js';
import { missedBetween } from './missed.js';

/** What is raised outside of Slack: in the log, and by the command that the configuration names. */
export interface Alarm extends Trouble {
  readonly what: Watched;
  readonly state: 'failing' | 'well';
}

export interface WatchParts extends Pick<Office, 'store' | 'conversation' | 'clock' | 'groups' | 'readCron'> {
  readonly admins: readonly PersonId[];
  /** Where administrators are told; null: each in a direct message. */
  readonly channel: string | null;
  readonly limits: VitalLimits;
  readonly vitals: () => Promise<Vitals>;
  readonly raise: (alarm: Alarm) => void;
}

/** A shorter absence is a restart, and no news. */
const ABSENCE_MS = 5 * 60_000;
const MOST_TASKS = 10;

/**
 * Tells administrators what fails, once, and that it is well again, once. What is being told is kept, so that a restart
 * neither forgets nor repeats it.
 */
export class Watch {
  readonly #parts: WatchParts;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Says what came to pass while nothing ran: a restore, and what was due. */
  async start(): Promise<void> {
    const now = this.#parts.clock.now();
    const state = await this.#state();
    if (state.restored !== null) {
      await this.#tell(`restored-${state.restored.at}`, { about: 'restored', ...state.restored });
    }
    if (state.aliveAt !== null && now - state.aliveAt > ABSENCE_MS) {
      const missed = missedBetween(this.#parts, state.aliveAt, now);
      if (missed !== null) await this.#tell(`down-${state.aliveAt}`, missed);
    }
    await this.#keep((value) => ({ ...value, aliveAt: now, restored: null }));
  }

  /** Looks once. To be called every minute or so. */
  async look(): Promise<void> {
    const now = this.#parts.clock.now();
    const vitals = await this.#parts.vitals();
    const found = troublesOf(vitals, this.#parts.limits, now);
    const { troubles } = await this.#state();
    for (const what of WATCHED) await this.#compare(what, troubles[what], found[what], { vitals, now });
    await this.#keep((value) => ({ ...value, aliveAt: now }));
  }

  async #compare(
    what: Watched,
    known: Trouble | undefined,
    found: Trouble | undefined,
    seen: { readonly vitals: Vitals; readonly now: Instant },
  ): Promise<void> {
    if (known === undefined && found !== undefined) await this.#begins(what, found);
    if (known !== undefined && found === undefined) await this.#ends(what, known, seen);
  }

  /** Told before it is kept: what is told twice is told once. */
  async #begins(what: Watched, { since, why }: Trouble): Promise<void> {
    this.#parts.raise({ what, state: 'failing', since, why });
    // It cannot be told through what fails.
    if (what !== 'slack') await this.#tell(`${what}-${since}`, { about: 'trouble', what, since, why });
    await this.#keep((value) => ({ ...value, troubles: { ...value.troubles, [what]: { since, why } } }));
  }

  async #ends(
    what: Watched,
    { since, why }: Trouble,
    { vitals, now }: { readonly vitals: Vitals; readonly now: Instant },
  ): Promise<void> {
    this.#parts.raise({ what, state: 'well', since, why });
    const until = what === 'slack' ? Math.max(since, vitals.slack.since) : now;
    const ended = what === 'slack' ? await this.#endedBetween(since, until) : [];
    await this.#tell(`${what}-${since}-over`, {
      ...{ about: 'trouble-over', what, since, until },
      ...{ tasks: ended.slice(0, MOST_TASKS), taskCount: ended.length, messages: vitals.waiting },
    });
    await this.#keep(({ troubles: { [what]: _, ...troubles }, ...value }) => ({ ...value, troubles }));
  }

  async #endedBetween(since: Instant, until: Instant) {
    const ids = await this.#parts.store.tasks.ids();
    const tasks = await Promise.all(ids.map((id) => this.#parts.store.tasks.get(id)));
    return tasks
      .flatMap((task) => task?.value ?? [])
      .filter(({ endedAt }) => endedAt !== null && endedAt > since && endedAt <= until)
      .map(({ id }) => id)
      .sort((a, b) => Number(a) - Number(b));
  }

  async #tell(id: string, notice: WatchNotice): Promise<void> {
    const { admins, channel, conversation } = this.#parts;
    const [first] = admins;
    if (first === undefined) return;
    const places = channel === null ? admins.map((person) => [person, person] as const) : [[channel, first] as const];
    for (const [place, person] of places)
      await conversation.show({
        id: `watch-${id}-${place}`,
        subject: { kind: 'notice', notice },
        ...{ conversation: place, person, mustArrive: true },
      });
  }

  async #state(): Promise<WatchState> {
    return (await this.#parts.store.watch.get('watch'))?.value ?? NOTHING_WATCHED;
  }

  async #keep(change: (value: WatchState) => WatchState): Promise<void> {
    await this.#parts.store.watch.update('watch', (value) => change(value ?? NOTHING_WATCHED));
  }
}
