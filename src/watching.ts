import { freeBytes } from '../storage/look.js';
import type { Configuration } from './config/configuration.js';
import { asFailure, type PatchbayFailure } from './domain/errors.js';
import { troublesOf, type Vitals } from './domain/vitals.js';
import { runAlarmCommand } from './monitoring/alarm-command.js';
import type { Metrics } from './monitoring/metrics.js';
import { serveHealth } from './monitoring/server.js';
import type { Log } from './slack/log.js';
import type { Office } from './workflows/office.js';
import { complianceByGroup, profilesStopped, tasksByStatus } from './workflows/watching/reading.js';
import { type Alarm, Watch } from './workflows/watching/watch.js';
import { wsusVitals } from './workflows/watching/wsus.js';

/** How often what is watched is looked at. It is no cron's business: that is among what is watched. */
const LOOK_MS = 15_000;

interface Parts {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
  readonly office: Pick<Office, 'store' | 'conversation' | 'clock' | 'groups' | 'readCron'>;
  readonly slack: () => Vitals['slack'];
  readonly waiting: () => number;
}

interface Watching {
  /** Everything was looked after just now. */
  lookedAfter(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins what watches the rest: alarms, and what is said of them over HTTP. */
export function watching(parts: Parts): Watching {
  const { configuration, office, report } = parts;
  const { clock } = office;
  const seen = { scheduleAt: clock.now() };
  const vitals = async (): Promise<Vitals> => ({
    slack: parts.slack(),
    scheduleAt: seen.scheduleAt,
    wsus: await wsusVitals(office.store, configuration.wsus.computer, clock.now()),
    freeBytes: await freeBytes(configuration.data.folder),
    waiting: parts.waiting(),
  });
  const { channel } = configuration.alarm;
  const { admins } = configuration.roles;
  const limits = configuration.alarm;
  const watch = new Watch({ ...office, ...{ admins, channel, limits, vitals }, raise: raising(parts) });
  const rounds = everyRound(clock, async () => {
    await watch.look().catch((thrown: unknown) => report(asFailure(thrown), { during: 'watch' }));
  });
  const ending = { server: async (): Promise<void> => undefined };
  return {
    lookedAfter() {
      seen.scheduleAt = clock.now();
    },
    async start() {
      ending.server = await serve(parts, vitals);
      await watch.start();
      rounds.begin();
    },
    async stop() {
      await Promise.all([rounds.end(), ending.server()]);
    },
  };
}

/** One round after another; a round that is under way is let end. */
function everyRound(clock: Office['clock'], round: () => Promise<void>) {
  const state = { isOver: false, cancel: (): void => undefined, last: Promise.resolve() };
  const next = (): void => {
    state.cancel = clock.after(LOOK_MS, () => {
      state.last = round().then(() => (state.isOver ? undefined : next()));
    });
  };
  return {
    begin: next,
    end: async (): Promise<void> => {
      state.isOver = true;
      state.cancel();
      await state.last;
    },
  };
}

function raising({ configuration, log }: Parts): (alarm: Alarm) => void {
  const { command } = configuration.alarm;
  return (alarm) => {
    const { what, state, why } = alarm;
    const data = { what, why, since: new Date(alarm.since).toISOString() };
    if (state === 'failing') log.error(data, 'alarm');
    else log.info(data, 'alarm is over');
    if (command !== null)
      void runAlarmCommand(command, alarm).then((failed) => {
        if (failed !== null) log.error({ what, cause: failed }, 'the alarm command failed');
      });
  };
}

async function serve(parts: Parts, vitals: () => Promise<Vitals>): Promise<() => Promise<void>> {
  const { configuration, office, metrics, log } = parts;
  const { http, alarm } = configuration;
  if (http === null) return async () => undefined;
  const server = await serveHealth(http, {
    troubles: async () => troublesOf(await vitals(), alarm, office.clock.now()),
    metrics: async () => ({
      contentType: metrics.contentType,
      text: await metrics.text({
        now: office.clock.now(),
        vitals: await vitals(),
        tasks: await tasksByStatus(office),
        computers: await complianceByGroup(office),
        profilesStopped: await profilesStopped(office),
      }),
    }),
  });
  log.info({ address: http.address, port: server.port }, 'tells how it is over http');
  return () => server.close();
}
