import type { OperationId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import type { Asker } from '../../src/workflows/desk.js';
import { answerStarted } from '../commands/started.js';
import { redrawn } from '../decided.js';
import { type Deps, deciding } from '../guard.js';
import { type Listener, onClick } from './click.js';
import { shownPlan } from './shown-plan.js';

/** `Run` on the card of a plan. */
export function startRun(deps: Deps): Listener {
  return starting(deps, (asker, request, shown) => deps.desk.run(asker, request, shown));
}

/** `Approve again and run`: for whoever holds both rights. */
export function approveAndRun(deps: Deps): Listener {
  return starting(deps, (asker, request, shown) => deps.desk.approveAndRun(asker, request, shown));
}

type Start = (asker: Asker, request: OperationId, shown: string | null) => Promise<Task>;

function starting(deps: Deps, start: Start): Listener {
  return onClick(deps, async (visit, { value }) => {
    const { request, shown } = shownPlan(value, deps);
    const task = await redrawn(deps, request, () => start(deciding(visit.asker, request), request, shown));
    await answerStarted(deps, visit, task);
  });
}
