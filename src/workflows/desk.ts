import type { DecisionAnswer } from '../domain/decision.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId, UpdateId } from '../domain/ids.js';
import type { Role } from '../domain/roles.js';
import type { RunOptions } from '../domain/rollout.js';
import type { TargetRecord } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import type { UpdatesFilter } from '../domain/update-filter.js';
import type {
  GroupLine,
  LogView,
  RecommendationsFilter,
  RecommendationsView,
  RunView,
  StatusView,
  TaskView,
  UpdateKinds,
  UpdatesView,
} from '../domain/views.js';
import type { ApprovalsDesk } from './approvals/desk.js';
import type { AuditDesk } from './audit-queries.js';
import type { DiagnosisDesk } from './diagnosing/desk.js';
import type { DigestsDesk } from './digests/desk.js';
import type { DiscoveryDesk } from './discovery/desk.js';
import type { GroupsDesk } from './groups/desk.js';
import type { HomeDesk } from './home/desk.js';
import type { WindowsDesk } from './maintenance/desk.js';
import type { PatchGroupsDesk } from './patch-groups/desk.js';
import type { ReviewDesk } from './review/desk.js';
import type { RunningDesk } from './running/desk.js';
import type { StacksDesk } from './stacks/desk.js';
import type { TrustDesk } from './trust/desk.js';

/** Who asks, and where the answer goes. */
export interface Asker {
  readonly person: PersonId;
  /** A channel id, or the person's id for a direct message. */
  readonly conversation: string;
  /** From the delivery: the same click or command delivered twice carries the same id. */
  readonly operation: OperationId;
  /** The request for approval that a decision with an id of its own answers to. */
  readonly answering?: OperationId;
}

/** Which rows of a card are meant. `all` means all that the card was shown for. */
export interface Selection {
  readonly updates: 'all' | readonly string[];
  readonly exceptComputers: readonly ComputerId[];
}

/** What is to become of patches on WSUS. */
export interface UpdatesOrder {
  readonly updates: readonly UpdateId[];
  /** The ids of WSUS groups; none where it is for the whole server: a decline. */
  readonly wsusGroups: readonly string[];
  readonly action: 'install' | 'uninstall' | 'not-approved' | 'decline';
  /** From this moment computers do it by themselves; only with `install` and `uninstall`. */
  readonly deadline: Instant | null;
}

/** What a person typed as a name, resolved. */
export type Named = { readonly group: GroupId } | { readonly computer: ComputerId } | { readonly task: TaskId };

/**
 * All that people can ask for. Every call checks the person's role itself, at the moment of the effect, and fails with
 * a PatchbayError whose user's voice is the answer. Calls that change something are stored before they are answered
 * and take effect once, however often they are delivered.
 */
export interface Desk
  extends ApprovalsDesk,
    AuditDesk,
    DiagnosisDesk,
    DigestsDesk,
    DiscoveryDesk,
    HomeDesk,
    ReviewDesk,
    RunningDesk,
    GroupsDesk,
    PatchGroupsDesk,
    StacksDesk,
    TrustDesk,
    WindowsDesk {
  /** The slash command's name, with its slash. */
  readonly command: string;
  /** Fails with PB104 unless the person has the role now, for all groups or for one. */
  demand(person: PersonId, role: Role, group?: GroupId | null): Promise<void>;
  /** What the person may do now, for all groups or for at least one. */
  rolesOf(person: PersonId): Promise<readonly Role[]>;

  groups(): Promise<readonly GroupLine[]>;
  /** A group's or computer's name, a task's number; PB102 with the nearest name. */
  resolve(text: string): Named;
  resolveGroup(text: string): GroupId;

  sync(asker: Asker): Promise<Task>;
  scan(asker: Asker, group: GroupId): Promise<Task>;
  check(asker: Asker, group: GroupId): Promise<Task>;
  /** Shows a card with patches on WSUS: those that wait for an approval, unless the filter says otherwise. */
  offerUpdates(asker: Asker, filter: UpdatesFilter): Promise<UpdatesView>;
  /** Draws another page of that card, from 0. */
  turnUpdates(asker: Asker, request: OperationId, page: number): Promise<void>;
  approveUpdates(asker: Asker, request: OperationId, order: UpdatesOrder): Promise<Task>;
  /** Shows a card with a group's recommendations. */
  offerRecommendations(asker: Asker, group: GroupId, filter?: RecommendationsFilter): Promise<RecommendationsView>;
  /** Draws that card by computer, or by recommendation again. */
  turnRecommendations(asker: Asker, request: OperationId, view: RecommendationsFilter['view']): Promise<void>;
  /** Approves the Opened rows of the selection. PB302 where the state changed since the card; PB303 for a second click. */
  approve(asker: Asker, request: OperationId, selection: Selection): Promise<DecisionAnswer>;
  /** Shows the plan of a run. */
  offerRun(asker: Asker, group: GroupId, chosen?: Partial<RunOptions>): Promise<RunView>;
  /** PB302 where the plan is not the one that was shown: `shown` is the beginning of its hash. */
  run(asker: Asker, request: OperationId, shown?: string | null): Promise<Task>;
  /** Nothing further starts; says what still runs. */
  stop(
    asker: Asker,
    what: Named | 'everything',
  ): Promise<{
    readonly stopped: readonly TaskId[];
    readonly stillRunning: number;
    /** Targets whose jobs were lost sight of: a stop may not reach them. */
    readonly lost: readonly TargetRecord[];
    /** Tasks that are for others to stop. */
    readonly others: readonly TaskId[];
  }>;

  status(scope: GroupId | ComputerId | null): Promise<StatusView>;
  tasks(count: number): Promise<readonly TaskView[]>;
  task(id: TaskId): Promise<TaskView>;
  log(logId: string): Promise<LogView>;
  updatesView(request: OperationId): Promise<UpdatesView>;
  /** The classifications and products that WSUS has, to choose from. */
  updateKinds(): Promise<UpdateKinds>;
  /** Where a card lies; null where it is not known. */
  conversationOf(request: OperationId): Promise<string | null>;
  recommendationsView(request: OperationId): Promise<RecommendationsView>;
  runView(request: OperationId): Promise<RunView>;
}
