import { decisionOf, type Ruling } from '../domain/decision.js';
import { asFailure } from '../domain/errors.js';
import type { ComputerId, TaskId } from '../domain/ids.js';
import type { Operation } from '../domain/operation.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Task } from '../domain/task.js';
import type { Office } from './office.js';
import { inPieces } from './pieces.js';

/** Documents that are written at once while a decision is rolled forward: it leaves the disk to those who wait for it. */
const AT_ONCE = 2;

/** From now on the decision counts, for readers and writers alike. */
export function decide(office: Office, operation: Operation, ruling: Ruling): void {
  office.rolling.heard(operation.at);
  office.fleet.take(decisionOf(operation, ruling));
}

/** What a decision left as it was, and why. */
type Left = Required<Pick<Operation, 'leftOut' | 'skipped'>>;

/** What a decision comes to that counts since a moment ago: some of what it is about may have changed before. */
export async function leftBy(office: Office, { id }: Operation, ruling: Ruling): Promise<Left> {
  let applied = 0;
  const missed: Recommendation[] = [];
  await inPieces(ruling.computers, (computer) => {
    const outcome = office.fleet.outcomeOf(id, computer);
    applied += outcome.applied;
    missed.push(...outcome.missed);
  });
  return leftOf(ruling.counted - applied, missed);
}

/**
 * Writes a decision into every document that it is about.
 * @returns what it left as it was; null where the process ends before all is written
 */
export async function rollOut(office: Office, { id }: Operation, ruling: Ruling): Promise<Left | null> {
  const isDone = await office.rolling.each(ruling.computers, AT_ONCE, (computer) => settle(office, computer));
  if (!isDone) return null;
  const { applied, missed } = office.fleet.close(id);
  return leftOf(ruling.counted - applied, missed);
}

/** A damaged document holds up no other. */
async function settle(office: Office, computer: ComputerId): Promise<void> {
  try {
    await office.fleet.settle(computer);
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code !== 'PB803') throw thrown;
    office.report(failure, { computer });
  }
}

function leftOf(number: number, missed: readonly Recommendation[]): Left {
  if (number <= 0) return { leftOut: 0, skipped: [] };
  const states = [...new Set(missed.map((recommendation) => recommendation.state))];
  const now = states.length === 0 ? 'no longer recommended' : `${states.join(' or ')} now`;
  const [was, is] = number === 1 ? ['was', 'it changed meanwhile and is'] : ['were', 'they changed meanwhile and are'];
  return { leftOut: number, skipped: [`${number} ${was} left out: ${is} ${now}`] };
}

export async function stop(office: Office, operation: Operation, tasks: readonly TaskId[]): Promise<readonly string[]> {
  // All of them first: from that moment nothing of them begins, however long it takes to reach every computer.
  for (const id of tasks)
    await office.store.tasks.update(id, (task) =>
      task === null || isStopped(task) || task.endedAt !== null
        ? null
        : { ...task, stop: { by: operation.by, at: operation.at, reason: null } },
    );
  for (const id of tasks) await office.engine.stop(id);
  return [];
}

/** A person's stop reaches what runs, too: it takes the place of the system's. */
function isStopped({ stop }: Task): boolean {
  return stop !== null && stop.by !== 'system';
}
