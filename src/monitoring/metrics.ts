import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Status } from '../domain/target.js';
import { troublesOf, type VitalLimits, type Vitals } from '../domain/vitals.js';
import { WATCHED } from '../domain/watch.js';
import type { CountCall } from './counted.js';

/** What is measured when somebody asks. */
export interface Reading {
  readonly now: number;
  readonly vitals: Vitals;
  readonly tasks: ReadonlyMap<Status, number>;
  /** By group's short name. */
  readonly computers: ReadonlyMap<string, GroupCounts>;
  readonly profilesStopped: number;
}

interface GroupCounts {
  readonly compliant: number;
  readonly notCompliant: number;
  readonly unknown: number;
}

/** A group beyond these is counted among the others: each label value is a series for ever. */
const MOST_GROUPS = 200;
const OTHERS = 'other';

/** All that Prometheus is told. Label values are ours: codes, states, and the short names of groups. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #targets: Counter<'status'>;
  readonly #calls: Counter<'verb' | 'outcome'>;
  readonly #gauges: ReturnType<typeof gaugesIn>;
  readonly #limits: VitalLimits;

  constructor(limits: VitalLimits) {
    this.#limits = limits;
    collectDefaultMetrics({ register: this.#registry, prefix: 'patchbay_' });
    const registers = [this.#registry];
    this.#targets = new Counter({
      ...{ name: 'patchbay_targets_ended_total', help: 'Targets of tasks that ended since the start', registers },
      labelNames: ['status'],
    });
    this.#calls = new Counter({
      ...{ name: 'patchbay_winrm_calls_total', help: 'Calls to computers: ok, or the code of the failure', registers },
      labelNames: ['verb', 'outcome'],
    });
    this.#gauges = gaugesIn(this.#registry);
  }

  readonly targetEnded = (status: Status): void => this.#targets.inc({ status });

  readonly called: CountCall = (verb, outcome) => this.#calls.inc({ verb, outcome });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The text that Prometheus reads, as of this reading. */
  async text(reading: Reading): Promise<string> {
    const gauges = this.#gauges;
    const { vitals } = reading;
    gauges.slackConnected.set(vitals.slack.connected ? 1 : 0);
    gauges.slackHeard.set(seconds(vitals.slack.heardAt));
    gauges.schedule.set(seconds(vitals.scheduleAt));
    gauges.wsusRead.set(seconds(vitals.wsus.facts?.at ?? null));
    gauges.wsusSync.set(seconds(vitals.wsus.facts?.lastSync?.endedAt ?? null));
    gauges.waiting.set(vitals.waiting);
    gauges.free.set(vitals.freeBytes ?? Number.NaN);
    gauges.profiles.set(reading.profilesStopped);
    const troubles = troublesOf(vitals, this.#limits, reading.now);
    for (const what of WATCHED) gauges.trouble.set({ what }, troubles[what] === undefined ? 0 : 1);
    gauges.tasks.reset();
    for (const [status, count] of reading.tasks) gauges.tasks.set({ status }, count);
    this.#setComputers(reading.computers);
    return this.#registry.metrics();
  }

  #setComputers(groups: Reading['computers']): void {
    const gauge = this.#gauges.computers;
    gauge.reset();
    for (const [n, [name, counts]] of [...groups].entries()) {
      const group = n < MOST_GROUPS ? name : OTHERS;
      gauge.inc({ group, state: 'compliant' }, counts.compliant);
      gauge.inc({ group, state: 'not compliant' }, counts.notCompliant);
      gauge.inc({ group, state: 'unknown' }, counts.unknown);
    }
  }
}

/** What never was has no time. */
function seconds(at: number | null): number {
  return at === null ? Number.NaN : at / 1000;
}

function gaugesIn(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name: `patchbay_${name}`, help, registers });
  return {
    slackConnected: gauge('slack_connected', 'Whether Slack can reach the bot: 1 or 0'),
    slackHeard: gauge('slack_last_event_timestamp_seconds', 'When Slack last sent something'),
    schedule: gauge('schedule_last_look_timestamp_seconds', 'When windows, scans and reminders were last looked after'),
    wsusRead: gauge('wsus_last_read_timestamp_seconds', 'When WSUS was last read'),
    wsusSync: gauge('wsus_last_sync_timestamp_seconds', 'When the last synchronization of WSUS that is known ended'),
    waiting: gauge('outbox_waiting', 'Messages that are still to be posted or drawn again'),
    free: gauge('data_free_bytes', 'Free bytes on the disk of the data folder'),
    profiles: gauge('logon_profiles_stopped', 'Profiles of credentials that were refused and are not tried'),
    trouble: new Gauge({
      ...{ name: 'patchbay_trouble', help: 'What does not work: 1, or 0', registers },
      labelNames: ['what'],
    }),
    tasks: new Gauge({
      name: 'patchbay_tasks',
      help: 'Tasks that are kept, by status',
      registers,
      labelNames: ['status'],
    }),
    computers: new Gauge({
      ...{ name: 'patchbay_computers', help: 'Computers of a group, by compliance', registers },
      labelNames: ['group', 'state'],
    }),
  };
}
