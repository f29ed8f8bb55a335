import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ulid } from 'ulid';
import { registerHandlers } from '../handlers/index.js';
import { lookAtData } from '../storage/look.js';
import { openStore } from '../storage/open.js';
import { accountsOf } from './accounts.js';
import type { Configuration } from './config/configuration.js';
import { scopesIn } from './config/scopes.js';
import { readComputers } from './discovery/computer-list.js';
import { asFailure, operatorText, PatchbayError, type PatchbayFailure } from './domain/errors.js';
import type { JobKey } from './domain/ids.js';
import { LEAST_INSTALL_MS } from './domain/window-misfit.js';
import { countedJobs, countedTargets } from './monitoring/counted.js';
import { Metrics } from './monitoring/metrics.js';
import { packagePath } from './package-root.js';
import type { Clock } from './ports/clock.js';
import type { Conversation } from './ports/conversation.js';
import type { Diagnostics } from './ports/diagnostics.js';
import type { OwnParts } from './ports/own-parts.js';
import type { Store } from './ports/store.js';
import { diagnosticsOf, openTransports, type SettingsOf, windowsJobs } from './reaching.js';
import { expectedOf, profileOf, rosterOf, settingsOf } from './roster-settings.js';
import { everyTime } from './schedule/cron.js';
import { readCron } from './schedule/cron-times.js';
import { atMost } from './schedule/limiter.js';
import { systemClock } from './schedule/system-clock.js';
import { createSlackApp, type SlackApp } from './slack/app.js';
import { homeCard } from './slack/cards/home.js';
import { Channels } from './slack/channels.js';
import { Door } from './slack/door.js';
import { createDraw } from './slack/draw.js';
import { Homes } from './slack/homes.js';
import type { Log } from './slack/log.js';
import { lookAtSlack } from './slack/looking.js';
import { Messenger } from './slack/outbox/messenger.js';
import { Outbox } from './slack/outbox/outbox.js';
import { Uploads } from './slack/outbox/uploads.js';
import { UserGroups } from './slack/user-groups.js';
import { watching } from './watching.js';
import { endpoint } from './windows/endpoint.js';
import type { WinRmDetachedJobs } from './windows/jobs/detached-jobs.js';
import { updateServer } from './windows/update-server.js';
import { lookAfter } from './workflows/agenda.js';
import { GroupBook } from './workflows/book.js';
import { LogonDesk } from './workflows/credentials/logons.js';
import type { Desk } from './workflows/desk.js';
import { Diagnoses } from './workflows/diagnosing/diagnoses.js';
import type { KeptRoster } from './workflows/discovery/kept-roster.js';
import { termsOf } from './workflows/engine/claiming.js';
import { Engine } from './workflows/engine/runner.js';
import { Fleet } from './workflows/fleet.js';
import { openDesk } from './workflows/front-desk.js';
import { sweep } from './workflows/housekeeping.js';
import { restartTermsAt, whyClosedAt } from './workflows/maintenance/standing.js';
import type { Office } from './workflows/office.js';
import { rollAllForward } from './workflows/operations.js';
import { Rolling } from './workflows/rolling.js';

/** Calls that are still under way this long after a stop are cut off: the jobs they ask about go on without us. */
const CALLS_END_MS = 5_000;

export interface Patchbay {
  /** Takes up what was going on, then listens to Slack. */
  start(): Promise<void>;
  /** Lets what is under way end, then frees the data folder. */
  stop(): Promise<void>;
}

/**
 * Joins the parts; the only place that knows them all.
 * @param onRefused told when Slack will not have our connection back
 * @throws PatchbayError PB202, PB803, PB804, PB805 for the data folder; PB701 where Slack refuses the token
 */
export async function compose(
  configuration: Configuration,
  log: Log,
  onRefused: (error: PatchbayError) => void,
): Promise<Patchbay> {
  const clock = systemClock();
  const report = (failure: PatchbayFailure, about: Readonly<Record<string, string>> = {}) =>
    log.error({ ...about, code: failure.code, cause: operatorText(failure) }, 'failure');
  const opened = await openStore({ folder: configuration.data.folder, report });
  try {
    const slack = await connectSlack(configuration, log, clock, onRefused);
    const fleet = new Fleet(opened.store.computers, hash);
    const metrics = new Metrics(configuration.alarm);
    const targets = countedTargets(opened.store.targets, metrics.targetEnded);
    const store = { ...opened.store, computers: fleet, targets };
    const roster = await rosterOf(configuration, store);
    const { close } = opened;
    return await joined({ configuration, log, clock, report, metrics, store, fleet, roster, close, slack });
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
}

interface Joints {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly clock: Clock;
  readonly report: (failure: PatchbayFailure, about?: Readonly<Record<string, string>>) => void;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly roster: KeptRoster;
  readonly close: () => Promise<void>;
  readonly slack: SlackApp;
}

async function connectSlack(
  { slack }: Configuration,
  log: Log,
  clock: Clock,
  onRefused: (error: PatchbayError) => void,
): Promise<SlackApp> {
  const { botToken, appToken, apiUrl, teamId } = slack;
  const app = await createSlackApp({
    botToken,
    appToken,
    ...(apiUrl === null ? {} : { apiUrl }),
    log,
    clock,
    onRefused,
  });
  if (teamId !== null && teamId !== app.identity.teamId)
    throw new PatchbayError('PB701', {
      method: 'auth.test',
      cause: `the token is of the workspace ${app.identity.teamId}`,
    });
  return app;
}

async function joined(joints: Joints): Promise<Patchbay> {
  const { configuration, log, clock, store, slack } = joints;
  const bay: { desk: Desk | null } = { desk: null };
  const outbox = new Outbox({
    store,
    clock,
    log,
    messenger: new Messenger(slack.client),
    uploads: new Uploads(slack.client),
    channels: new Channels(slack.client, clock),
    draw: createDraw(drawSources(store, configuration.slack.command, () => known(bay.desk))),
  });
  const homes = new Homes({
    ...{ client: slack.client, clock, log },
    draw: async (person) => homeCard(await known(bay.desk).home(person)),
  });
  const conversation = telling(outbox, homes);
  const calls = new AbortController();
  const { roster } = joints;
  const book = new GroupBook(store, () => roster.computers());
  const logons = logonDesk(joints, () => homes.changed());
  const transports = openTransports(configuration, log, logons);
  const settings = settingsOf(configuration, roster);
  const reach = reachOf(
    configuration,
    windowsJobs(configuration, transports.transport, calls.signal, settings),
    settings,
  );
  const keys = await keysOf(store);
  const engine = createEngine(joints, book, conversation, reach, keys);
  const diagnoses = createDiagnoses(joints, conversation, reach, engine, keys);
  const ownParts = ownPartsOf(configuration, log);
  const { diagnostics } = reach;
  const office = { ...officeOf(joints, book, engine, conversation), logons, diagnoses, diagnostics, ownParts };
  bay.desk = openDesk(office);
  registerHandlers(slack.bolt, {
    desk: bay.desk,
    client: slack.client,
    door: new Door(slack.client, slack.identity.teamId, clock),
    inFlight: slack.inFlight,
    log,
    clicked: (subject, only) => outbox.clicked(subject, only),
    openHome: (person) => homes.open(person),
  });
  const watched = watching({
    ...{ ...joints, office, waiting: () => outbox.waiting },
    slack: () => slack.pulse.now(),
  });
  const housekeeping = sweeping(joints);
  // Not before all is taken up: until then the groups, and who is at work, are not known.
  const agenda = { end: async (): Promise<void> => undefined };
  return {
    async start() {
      await takeOverGroups(joints, book);
      await housekeeping.now();
      await outbox.start();
      await rollAllForward(office);
      await engine.start();
      await diagnoses.start();
      await watched.start();
      const look = async (): Promise<void> => {
        await lookAfter(office);
        watched.lookedAfter();
      };
      await look();
      agenda.end = everyTime('* * * * *', 'agenda', look);
      await slack.start();
    },
    async stop() {
      const keepCalling = clock.after(CALLS_END_MS, () => calls.abort());
      await Promise.all([housekeeping.end(), agenda.end(), watched.stop()]);
      await slack.stop();
      diagnoses.halt();
      await Promise.all([engine.drain(), office.rolling.halt()]);
      keepCalling();
      await transports.close();
      homes.stop();
      await outbox.stop();
      await joints.close();
    },
  };
}

/** Whatever changes may be on somebody's Home, too. */
function telling(outbox: Outbox, homes: Homes): Conversation {
  return {
    show: async (message) => {
      await outbox.show(message);
      homes.changed();
    },
    changed: (subject) => {
      outbox.changed(subject);
      homes.changed();
    },
  };
}

/** What the configuration says of groups counts once; a later difference is said in the log. */
async function takeOverGroups({ configuration, log }: Joints, book: GroupBook): Promise<void> {
  const differing = await book.takeOver(configuration.groups);
  if (differing.length > 0)
    log.warn(
      { groups: differing },
      'these groups are kept as edited in Slack; their entries in the configuration differ',
    );
}

/** Once at the start, since a process that was down missed its nights, and then by the clock. */
function sweeping({ configuration, clock, store, log, report }: Joints) {
  const { keepDays, sweepCron } = configuration.data;
  const now = async (): Promise<void> => {
    try {
      log.info({ removed: await sweep(store, clock, keepDays) }, 'swept');
    } catch (thrown) {
      report(asFailure(thrown), { during: 'sweep' });
    }
  };
  return { now, end: everyTime(sweepCron, 'sweep', now) };
}

function known(desk: Desk | null): Desk {
  if (desk === null) throw new PatchbayError('PB899', { cause: 'drawn before the parts were joined' });
  return desk;
}

function drawSources(store: Store, command: string, desk: () => Desk): Parameters<typeof createDraw>[0] {
  return {
    command,
    task: (id) => desk().task(id),
    requestKind: async (id) => (await store.requests.get(id))?.value.kind ?? null,
    updatesView: (id) => desk().updatesView(id),
    recommendationsView: (id) => desk().recommendationsView(id),
    runView: (id) => desk().runView(id),
    approvalView: (id) => desk().approvalView(id),
    digestList: (groups) => desk().digestList(groups),
    diagnosis: (computer) => desk().diagnosis(computer),
  };
}

/** How computers are spoken to, by all who do. */
interface Reach {
  readonly jobs: WinRmDetachedJobs;
  readonly diagnostics: Diagnostics;
  readonly connection: ReturnType<typeof atMost>;
}

function reachOf(configuration: Configuration, jobs: WinRmDetachedJobs, settings: SettingsOf): Reach {
  const connection = atMost(configuration.windows.maxConnections);
  return { jobs, diagnostics: diagnosticsOf(configuration, jobs, settings), connection };
}

async function keysOf(store: Store): Promise<() => JobKey> {
  const installation = await store.installation.get('installation');
  if (installation === null) throw new PatchbayError('PB899', { cause: 'the installation is not known' });
  return () => `${installation.value.id}-${ulid()}` as JobKey;
}

/** How long what is looked at may take. */
const DIAGNOSIS_PATIENCE_MS = 5 * 60_000;

function createDiagnoses(
  { configuration, clock, store, roster, report }: Joints,
  conversation: Conversation,
  reach: Reach,
  engine: Engine,
  newKey: () => JobKey,
): Diagnoses {
  const { rules, engine: times, slack } = configuration;
  return new Diagnoses({
    ...{ store, clock, conversation, report, newKey, ...reach },
    ...{ pollMs: times.pollMs, patienceMs: DIAGNOSIS_PATIENCE_MS },
    terms: { rules, maxClockSkewMs: times.maxClockSkewMs, command: slack.command },
    expected: expectedOf(configuration, roster),
    present: () => roster.computers(),
    twinOf: (computer, machineId) => engine.twinOf(computer, machineId),
  });
}

function ownPartsOf({ slack, data }: Configuration, log: Log): OwnParts {
  return {
    slack: async () => {
      const wanted = scopesIn(await readFile(packagePath('manifest.yml'), 'utf8'));
      return lookAtSlack({ ...slack, wanted, log });
    },
    data: () => lookAtData(data.folder, true),
  };
}

function createEngine(
  joints: Joints,
  book: GroupBook,
  conversation: Conversation,
  { jobs, connection }: Reach,
  newKey: () => JobKey,
): Engine {
  const { configuration, clock, store, roster, report, metrics } = joints;
  const { windows } = configuration;
  const asked = { store, groups: () => book.all(), readCron };
  return new Engine({
    ...{ store, clock, conversation, report },
    ...{ jobs: countedJobs(jobs, metrics.called), connection, newKey },
    endpoint: endpoint(),
    updateServer: updateServer(() => clock.now()),
    settings: configuration.engine,
    caps: { scansAtOnce: windows.maxScansAtOnce, restartsAtOncePerGroup: windows.maxRestartsAtOncePerGroup },
    rules: configuration.rules,
    checksOf: (id) => book.checksOf(id),
    allowsOf: (id) => book.allowsOf(id),
    termsOf: (id) => termsOf(book.group(id), id === null ? null : (configuration.hooks.get(id) ?? null)),
    restartSets: configuration.restartSets,
    restartTerms: (group) => restartTermsAt(asked, group, clock.now(), configuration.engine.restartWaitMs),
    whyClosed: (turn) => whyClosedAt(asked, turn, clock.now()),
    isPresent: (id) => roster.computers().includes(id),
    expected: expectedOf(configuration, roster),
    command: configuration.slack.command,
    learnt: () => book.learnt(),
  });
}

/** How long a canary that nobody knows waits for one that accepted before, and a logon for its answer. */
const LOGON_TIMES = { graceMs: 2_000, stallMs: 3_000 };

function logonDesk({ configuration, clock, report, store, roster, log }: Joints, changed: () => void): LogonDesk {
  return new LogonDesk({
    ...{ store, clock, report, times: LOGON_TIMES },
    accounts: accountsOf(configuration.profiles, profileOf(configuration, roster)),
    rules: { trustMs: configuration.windows.logonTrustMs },
    command: configuration.slack.command,
    changed: (profile) => {
      log.debug({ profile }, 'credentials');
      changed();
    },
  });
}

function officeOf(
  { configuration, clock, store, fleet, roster, report, slack, log }: Joints,
  book: GroupBook,
  engine: Engine,
  conversation: Conversation,
): Omit<Office, 'logons' | 'diagnoses' | 'diagnostics' | 'ownParts'> {
  return {
    ...{ store, fleet, engine, conversation, clock, report },
    rolling: new Rolling(),
    roles: configuration.roles,
    approvals: configuration.approvals,
    directory: new UserGroups(slack.client, clock, log),
    book,
    groups: () => book.all(),
    computers: () => roster.computers(),
    ...{ roster, readComputers },
    wsusComputer: configuration.wsus.computer,
    rules: configuration.rules,
    expected: expectedOf(configuration, roster),
    maxClockSkewMs: configuration.engine.maxClockSkewMs,
    command: configuration.slack.command,
    readCron,
    windowNeeds: { restartMs: configuration.engine.restartWaitMs, installMs: LEAST_INSTALL_MS },
    hash,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
