import type { OperationId } from '../../src/domain/ids.js';
import { type Deps, requestIn } from '../guard.js';

/** What a button on a plan says: which card, and the beginning of the hash of the plan that it showed. */
export function shownPlan(value: string, deps: Deps): { readonly request: OperationId; readonly shown: string | null } {
  const [id, shown] = value.split(' ');
  return { request: requestIn(id, deps, 'run'), shown: shown ?? null };
}
