import { asFailure } from '../domain/errors.js';
import { isEnded, type Status, type TargetRecord } from '../domain/target.js';
import type { DetachedJobs } from '../ports/endpoint.js';
import type { Collection } from '../ports/store.js';

/** The records of targets, counted as they end: each once, since what has ended stays so. */
export function countedTargets(
  targets: Collection<TargetRecord>,
  count: (status: Status) => void,
): Collection<TargetRecord> {
  return {
    get: (id) => targets.get(id),
    ids: () => targets.ids(),
    create: (id, value) => targets.create(id, value),
    replace: (id, revision, value) => targets.replace(id, revision, value),
    remove: (id) => targets.remove(id),
    async update(id, change) {
      let ended: Status | null = null;
      const stored = await targets.update(id, (before) => {
        const after = change(before);
        const isNew = after !== null && isEnded(after.status) && !(before !== null && isEnded(before.status));
        ended = isNew ? after.status : null;
        return after;
      });
      if (ended !== null) count(ended);
      return stored;
    },
  };
}

/** How a call ended: `ok`, or the code of its failure. */
export type CountCall = (verb: keyof DetachedJobs, outcome: string) => void;

/** Calls to computers, counted by what they ask and how they end. */
export function countedJobs(jobs: DetachedJobs, count: CountCall): DetachedJobs {
  async function counted<T>(verb: keyof DetachedJobs, call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      count(verb, 'ok');
      return result;
    } catch (thrown) {
      count(verb, asFailure(thrown).code);
      throw thrown;
    }
  }
  return {
    prepare: (computer, isIt) => counted('prepare', () => jobs.prepare(computer, isIt)),
    identify: (computer) => counted('identify', () => jobs.identify(computer)),
    submit: (computer, order) => counted('submit', () => jobs.submit(computer, order)),
    poll: (computer, key) => counted('poll', () => jobs.poll(computer, key)),
    acknowledge: (computer, key) => counted('acknowledge', () => jobs.acknowledge(computer, key)),
    stop: (computer, key) => counted('stop', () => jobs.stop(computer, key)),
  };
}
