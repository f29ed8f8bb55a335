import type { ComputerId, GroupId, OperationId, PersonId, TaskId, UpdateId } from '../domain/ids.js';
import type { HomeDesk } from './home/desk.js';
import type { Role } from '../domain/roles.js';
import type { Task } from '../domain/task.js';
import type {
  GroupLine,
  LogView,
  RecommendationsView,
  RunView,
  StatusView,
  TaskView,
  UpdatesView,
} from '../domain/views.js';
import type { ApprovalsDesk } from './approvals/desk.js';
import type { DigestsDesk } from './digests/desk.js';

/** Who asks, and where the answer goes. */
export interface Asker {
  readonly person: PersonId;
  /** A channel id, or the person's id for a direct message. */
  readonly conversation: string;
  /** From the delivery: the same click or command delivered twice carries the same id. */
  readonly operation: OperationId;
}

/** Which rows of a card are meant. `all` means all that the card was shown for. */
export interface Selection {
  readonly updates: 'all' | readonly string[];
  readonly exceptComputers: readonly ComputerId[];
}

export interface UpdatesFilter {
  /** Words that each must occur in title, KB number, product, classification or severity; empty: all. */
  readonly words: readonly string[];
}

/** What a person typed as a name, resolved. */
export type Named = { readonly group: GroupId } | { readonly computer: ComputerId } | { readonly task: TaskId };

/**
 * All that people can ask for. Every call checks the person's role itself, at the moment of the effect, and fails with
 * a PatchbayError whose user's voice is the answer. Calls that change something are stored before they are answered
 * and take effect once, however often they are delivered.
 */
export interface Desk extends ApprovalsDesk, DigestsDesk, HomeDesk {
  /** The slash command's name, with its slash. */
  readonly command: string;
  /** Fails with PB104 unless the person has the role now, for all groups or for one. */
  demand(person: PersonId, role: Role, group?: GroupId | null): Promise<void>;
  /** What the person may do now, for all groups. */
  rolesOf(person: PersonId): Promise<readonly Role[]>;

  groups(): Promise<readonly GroupLine[]>;
  /** A group's or computer's name, a task's number; PB102 with the nearest name. */
  resolve(text: string): Named;
  resolveGroup(text: string): GroupId;

  sync(asker: Asker): Promise<Task>;
  scan(asker: Asker, group: GroupId): Promise<Task>;
  check(asker: Asker, group: GroupId): Promise<Task>;
  /** Shows a card with the patches that wait for approval on WSUS. */
  offerUpdates(asker: Asker, filter: UpdatesFilter): Promise<UpdatesView>;
  approveUpdates(
    asker: Asker,
    request: OperationId,
    order: {
      readonly updates: readonly UpdateId[];
      readonly wsusGroup: string;
      readonly action: 'install' | 'not-approved';
    },
  ): Promise<Task>;
  /** Shows a card with a group's recommendations. */
  offerRecommendations(asker: Asker, group: GroupId): Promise<RecommendationsView>;
  /** Approves the Opened rows of the selection. PB302 where the state changed since the card; PB303 for a second click. */
  approve(asker: Asker, request: OperationId, selection: Selection): Promise<{ readonly decided: number }>;
  /** Shows the plan of a run. */
  offerRun(asker: Asker, group: GroupId): Promise<RunView>;
  run(asker: Asker, request: OperationId): Promise<Task>;
  /** Nothing further starts; says what still runs. */
  stop(
    asker: Asker,
    what: Named | 'everything',
  ): Promise<{ readonly stopped: readonly TaskId[]; readonly stillRunning: number }>;

  status(scope: GroupId | ComputerId | null): Promise<StatusView>;
  tasks(count: number): Promise<readonly TaskView[]>;
  task(id: TaskId): Promise<TaskView>;
  log(logId: string): Promise<LogView>;
  updatesView(request: OperationId): Promise<UpdatesView>;
  recommendationsView(request: OperationId): Promise<RecommendationsView>;
  runView(request: OperationId): Promise<RunView>;
}
