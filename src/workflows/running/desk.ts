import type { DecisionAnswer } from '../../domain/decision.js';
import type { GroupId, OperationId, TaskId } from '../../domain/ids.js';
import type { RunChoice } from '../../domain/rollout.js';
import type { Task } from '../../domain/task.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { approveAgain, approveAndRun } from './again.js';
import { continueRun } from './continue.js';
import { offerInstall } from './install.js';
import { setRunOptions } from './options.js';
import { offerRetry } from './retry.js';
import { offerUninstall } from './uninstall.js';

/** How a run is prepared and steered. `shown` is the beginning of the hash of the plan that was clicked on. */
export interface RunningDesk {
  /** Makes an open plan anew by other options. PB303 where it was decided on, PB304 where it is not known. */
  setRunOptions(asker: Asker, request: OperationId, options: RunChoice): Promise<RunView>;
  /** Lets the computers that wait for it follow the canary computers, once. PB303 for a second click. */
  continueRun(asker: Asker, task: TaskId): Promise<{ readonly waiting: number }>;
  /** Shows the plan of a run for what failed in a task that has ended. */
  offerRetry(asker: Asker, task: TaskId): Promise<RunView>;
  /** Shows the plan of a run of single patches, by number or id, as far as they are approved. PB133, PB134. */
  offerInstall(asker: Asker, group: GroupId, patches: readonly string[]): Promise<RunView>;
  /** Shows the plan of a run that takes patches off a group's computers; by an operator who is an approver, too. PB131. */
  offerUninstall(asker: Asker, group: GroupId, kbs: readonly string[]): Promise<RunView>;
  /** Approves what a plan has of Failed recommendations. PB309 and PB323 where it takes somebody else. */
  approveAgain(asker: Asker, request: OperationId, shown: string | null): Promise<DecisionAnswer>;
  /** As `approveAgain`, then runs the plan: for whoever holds both rights. */
  approveAndRun(asker: Asker, request: OperationId, shown: string | null): Promise<Task>;
}

export function openRunningDesk(office: Office): RunningDesk {
  return {
    setRunOptions: (asker, request, options) => setRunOptions(office, asker, request, options),
    continueRun: (asker, task) => continueRun(office, asker, task),
    offerRetry: (asker, task) => offerRetry(office, asker, task),
    offerInstall: (asker, group, patches) => offerInstall(office, asker, group, patches),
    offerUninstall: (asker, group, kbs) => offerUninstall(office, asker, group, kbs),
    approveAgain: (asker, request, shown) => approveAgain(office, asker, request, shown),
    approveAndRun: (asker, request, shown) => approveAndRun(office, asker, request, shown),
  };
}
