import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readComputers } from '../../src/discovery/computer-list.js';
import { PatchbayError, type PatchbayFailure } from '../../src/domain/errors.js';
import type { Hooks } from '../../src/domain/hooks.js';
import type { ComputerId, GroupId, JobKey, OperationId, PersonId, UpdateId } from '../../src/domain/ids.js';
import { ALL_COMPUTERS } from '../../src/domain/patch.js';
import type { ApprovalRules } from '../../src/domain/request.js';
import type { Roles, UserGroupId } from '../../src/domain/roles.js';
import type { Task } from '../../src/domain/task.js';
import { LEAST_INSTALL_MS } from '../../src/domain/window-misfit.js';
import type { Store } from '../../src/ports/store.js';
import { readCron } from '../../src/schedule/cron-times.js';
import { endpoint } from '../../src/windows/endpoint.js';
import type { ListResult } from '../../src/windows/scripts/contract.js';
import { updateServer } from '../../src/windows/update-server.js';
import { GroupBook } from '../../src/workflows/book.js';
import { LogonDesk } from '../../src/workflows/credentials/logons.js';
import type { Asker, Desk } from '../../src/workflows/desk.js';
import { Diagnoses } from '../../src/workflows/diagnosing/diagnoses.js';
import { KeptRoster } from '../../src/workflows/discovery/kept-roster.js';
import { termsOf } from '../../src/workflows/engine/claiming.js';
import { Engine } from '../../src/workflows/engine/runner.js';
import { Fleet } from '../../src/workflows/fleet.js';
import { openDesk } from '../../src/workflows/front-desk.js';
import { restartTermsAt, whyClosedAt } from '../../src/workflows/maintenance/standing.js';
import type { Office } from '../../src/workflows/office.js';
import { rollAllForward } from '../../src/workflows/operations.js';
import { Rolling } from '../../src/workflows/rolling.js';
import { OWN_PARTS, pretendDiagnostics } from './diagnoses.js';
import { memoryStore } from './memory-store.js';
import { PretendAccounts } from './pretend-accounts.js';
import { PretendWindows } from './pretend-windows.js';
import { RecordedConversation } from './recorded-conversation.js';
import { aGroup, NOW, updateId } from './samples.js';
import { VirtualClock } from './virtual-clock.js';

export const OLIVIA = 'U0OLIVIA' as PersonId;
export const ANIL = 'U0ANIL' as PersonId;
export const VERA = 'U0VERA' as PersonId;
export const ADA = 'U0ADA' as PersonId;
export const FINANCE = 'finance' as GroupId;
const WSUS_01 = 'wsus-01' as ComputerId;

/** The whole core in virtual time over a fleet in memory: everything but Slack, files and WinRM is the real thing. */
export class VirtualOffice {
  readonly clock = new VirtualClock(NOW);
  readonly accounts = new PretendAccounts();
  readonly windows = new PretendWindows(this.clock);
  /** What would be on disk; the core goes by way of `store`, whose computers are the fleet. */
  kept: Store = memoryStore();
  store!: Store;
  fleet!: Fleet;
  rolling!: Rolling;
  readonly conversation = new RecordedConversation((subject) => JSON.stringify(subject));
  readonly reported: PatchbayFailure[] = [];
  /** Who may do what, and how approvals are gone about: a test may change them before it opens the desk again. */
  roles: Roles = { admins: [ADA], approvers: [ANIL], operators: [OLIVIA], viewers: 'everyone' };
  approvals: ApprovalRules = APPROVALS;
  /** Members by user group; of those that are missing Slack does not tell. */
  readonly userGroups = new Map<UserGroupId, readonly PersonId[]>();
  desk!: Desk;
  engine!: Engine;
  book!: GroupBook;
  roster!: KeptRoster;
  logons!: LogonDesk;
  diagnoses!: Diagnoses;
  readonly diagnostics = pretendDiagnostics(this.windows);
  /** What we ourselves rest on. */
  ownParts = OWN_PARTS;
  /** What the configuration says of who computers are. */
  expected: Office['expected'] = (id) => ({ name: null, isImported: this.roster.added(id) !== null });
  /** The scripts of every group, and the sets that never restart together: as in the configuration. */
  hooks: Hooks | null = null;
  restartSets: ReadonlyMap<string, readonly ComputerId[]> = new Map();
  last: readonly ComputerId[] = [WSUS_01];
  #calls = newCalls();
  #keys = 0;
  #operations = 0;
  readonly #computers: readonly ComputerId[];

  /** @param needs how many of the updates each computer needs */
  constructor(computers: readonly string[], needs: number) {
    this.#computers = computers as readonly ComputerId[];
    const updates = Array.from({ length: needs }, (_, index) => updateId(index + 1));
    this.windows.add(WSUS_01, []);
    for (const id of this.#computers) this.windows.add(id, updates);
    this.windows.list = listOf(updates);
    this.#open();
    void this.engine.start();
  }

  /** Kills the process: what was only in memory is gone, calls that are under way end in nothing. */
  async crash(): Promise<void> {
    this.diagnoses.halt();
    this.#calls.abort(new PatchbayError('PB401', { computer: '', cause: 'lost' }));
    this.#calls = newCalls();
    await Promise.all([this.engine.drain(), this.rolling.halt()]);
    this.#open();
    await this.roster.load();
    // As at a start: nothing is decided before the groups are known.
    await this.book.refresh();
    await rollAllForward(this.office);
    await this.engine.start();
    await this.diagnoses.start();
  }

  asker(person: PersonId, operation?: string): Asker {
    const id = operation ?? `op-${String(this.#operations++).padStart(8, '0')}`;
    return { person, conversation: 'C0PATCHING', operation: id as OperationId };
  }

  /** Lets time pass until the task has ended. */
  async ended(task: Task, withinMs = 86_400_000): Promise<Task> {
    await this.clock.advance(withinMs, async () => (await this.#task(task))?.endedAt != null);
    const after = await this.#task(task);
    if (after === null || after.endedAt === null) throw new Error(`task ${task.id} did not end`);
    return after;
  }

  async scanned(group = FINANCE): Promise<void> {
    await this.ended(await this.desk.sync(this.asker(OLIVIA)));
    await this.ended(await this.desk.scan(this.asker(OLIVIA), group));
  }

  /** Sync, scan, approve all, and the plan of a run; the run's task is begun. */
  async running(group = FINANCE): Promise<Task> {
    await this.scanned(group);
    const card = await this.desk.offerRecommendations(this.asker(OLIVIA), group);
    await this.desk.approve(this.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const plan = await this.desk.offerRun(this.asker(OLIVIA), group);
    return this.desk.run(this.asker(OLIVIA), plan.requestId);
  }

  #allowsOf(id: ComputerId) {
    const groups = this.#settings.groups().filter((group) => group.computers.includes(id));
    const [drivers, upgrades] = [groups.some((one) => one.allowDrivers), groups.some((one) => one.allowUpgrades)];
    return { drivers, upgrades };
  }

  get #groups() {
    return [aGroup(this.#computers), aGroup([], { id: 'empty' as GroupId, name: 'Empty' })];
  }

  get office(): Office {
    return { ...this.#settings, engine: this.engine };
  }

  get #settings(): Omit<Office, 'engine'> {
    return {
      store: this.store,
      fleet: this.fleet,
      rolling: this.rolling,
      conversation: this.conversation,
      clock: this.clock,
      roles: this.roles,
      approvals: this.approvals,
      directory: { membersOf: async (id) => this.userGroups.get(id) ?? null, nameOf: async (id) => `@${id}` },
      book: this.book,
      // The book is read in the background: until then these are the groups.
      groups: () => (this.book.all().length > 0 ? this.book.all() : this.#groups),
      computers: () => this.roster.computers(),
      roster: this.roster,
      readComputers,
      wsusComputer: WSUS_01,
      rules: { ...RULES, last: this.last },
      expected: (id) => this.expected(id),
      logons: this.logons,
      diagnoses: this.diagnoses,
      diagnostics: this.diagnostics,
      ownParts: this.ownParts,
      maxClockSkewMs: SETTINGS.maxClockSkewMs,
      command: '/patch',
      readCron,
      windowNeeds: { restartMs: SETTINGS.restartWaitMs, installMs: LEAST_INSTALL_MS },
      hash,
      report: (failure) => this.reported.push(failure),
    };
  }

  #open(): void {
    this.fleet = new Fleet(this.kept.computers, hash);
    this.rolling = new Rolling();
    this.store = { ...this.kept, computers: this.fleet };
    const ways = [...this.#computers, WSUS_01].map((id) => [id, { ...WAY, host: id }] as const);
    const configured = { computers: new Map(ways), profiles: this.accounts.profiles };
    this.roster = new KeptRoster(this.store, configured);
    this.book = new GroupBook(this.store, () => this.roster.computers());
    void this.book.takeOver(this.#groups.map(({ computers: _, ...record }) => record));
    this.logons = new LogonDesk({
      ...{ store: this.store, clock: this.clock, accounts: this.accounts, command: '/patch' },
      rules: { trustMs: 600_000 },
      times: { graceMs: 2_000, stallMs: 3_000 },
      report: (failure) => this.reported.push(failure),
      changed: () => undefined,
    });
    this.windows.guard = { logons: this.logons, accounts: this.accounts, calls: this.#calls };
    this.engine = new Engine({
      store: this.store,
      jobs: this.windows,
      endpoint: endpoint(),
      updateServer: updateServer(() => this.clock.now()),
      clock: this.clock,
      conversation: this.conversation,
      settings: SETTINGS,
      caps: { scansAtOnce: 10, restartsAtOncePerGroup: 2 },
      rules: { ...RULES, last: this.last },
      checksOf: (id) => this.#settings.groups().flatMap((group) => (group.computers.includes(id) ? group.checks : [])),
      allowsOf: (id) => this.#allowsOf(id),
      termsOf: (id) =>
        termsOf(
          this.#settings.groups().find((group) => group.id === id),
          this.hooks,
        ),
      restartSets: this.restartSets,
      restartTerms: (group) => restartTermsAt(this.#settings, group, this.clock.now(), SETTINGS.restartWaitMs),
      whyClosed: (turn) => whyClosedAt(this.#settings, turn, this.clock.now()),
      isPresent: (id) => this.roster.computers().includes(id),
      expected: (id) => this.expected(id),
      command: '/patch',
      learnt: () => this.book.learnt(),
      newKey: () => `testbay000-${String(this.#keys++).padStart(26, '0')}` as JobKey,
      connection: (call) => call(),
      report: (failure) => this.reported.push(failure),
    });
    this.diagnoses = new Diagnoses({
      ...{ store: this.store, clock: this.clock, conversation: this.conversation, jobs: this.windows },
      ...{ diagnostics: this.diagnostics, connection: (call) => call(), pollMs: 5_000, patienceMs: 300_000 },
      terms: { rules: RULES, maxClockSkewMs: SETTINGS.maxClockSkewMs, command: '/patch' },
      expected: (id) => this.expected(id),
      twinOf: (id, machineId) => this.engine.twinOf(id, machineId),
      present: () => this.roster.computers(),
      newKey: () => `testbay000-${String(this.#keys++).padStart(26, '0')}` as JobKey,
      report: (failure) => this.reported.push(failure),
    });
    this.desk = openDesk(this.office);
  }

  async #task(task: Task): Promise<Task | null> {
    return (await this.store.tasks.get(task.id))?.value ?? null;
  }
}

const WAY = { port: 5986, scheme: 'https', profile: 'fleet' } as const;
const HOUR = 3_600_000;
export const APPROVALS: ApprovalRules = {
  ...{ channel: 'C0APPROVALS', expireMs: 72 * HOUR, remindMs: 24 * HOUR, fourEyes: false, secondApproverAbove: null },
};

/** All calls of one process wait for its end. */
function newCalls(): AbortController {
  const calls = new AbortController();
  setMaxListeners(0, calls.signal);
  return calls;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const RULES = { maxScanAgeMs: 86_400_000, minFreeDiskBytes: 1_000_000_000, wsusNames: ['wsus-01'] };

const SETTINGS = {
  pollMs: 15_000,
  retryMs: 5_000,
  maxRetryMs: 60_000,
  giveUpMs: 600_000,
  jobLimitMs: 14_400_000,
  restartDelayMs: 5_000,
  restartWaitMs: 1_800_000,
  maxClockSkewMs: 300_000,
};

function listOf(updates: readonly UpdateId[]): ListResult {
  return {
    server: { version: '10.0.20348.1', replica: false },
    groups: [{ id: ALL_COMPUTERS, name: 'All Computers', parentId: null }],
    computers: [],
    updates: updates.map((id, index) => ({
      updateId: id,
      revision: 200,
      title: `Update ${id}`,
      kbs: [String(5_000_001 + index)],
      classification: 'Security Updates',
      classificationId: '',
      products: ['Windows Server 2022'],
      severity: 'Critical',
      arrivedAt: null,
      superseded: false,
      declined: false,
      expired: false,
      needsLicence: false,
      rebootBehavior: 2,
      impact: 0,
      needsUserInput: false,
      needsNetwork: false,
      uninstallable: true,
      approvals: [{ groupId: ALL_COMPUTERS, action: 'install', state: 'active', deadline: null }],
    })),
  };
}
