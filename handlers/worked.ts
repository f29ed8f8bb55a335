import type { OperationId } from '../src/domain/ids.js';
import type { Asker } from '../src/workflows/desk.js';
import { redrawn } from './decided.js';
import type { Deps } from './guard.js';

/**
 * Decides a request: what was clicked on says so at once, in place of its buttons; then everything that shows it, how
 * it stands.
 */
export async function worked<T>(deps: Deps, asker: Asker, request: OperationId, decide: () => Promise<T>): Promise<T> {
  return redrawn(deps, request, async () => {
    // Who may not decide changes nothing for those who may.
    await deps.desk.demandDecision(asker.person, request);
    const done = deps.desk.working(asker.person, request);
    deps.clicked({ kind: 'request', requestId: request }, asker.conversation);
    try {
      return await decide();
    } finally {
      done();
    }
  });
}
