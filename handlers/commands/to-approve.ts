import { PatchbayError } from '../../src/domain/errors.js';
import type { GroupId } from '../../src/domain/ids.js';
import { calledBy } from '../../src/domain/patch.js';
import { say } from '../../src/slack/actions.js';
import { failureCard } from '../../src/slack/cards/failure.js';
import { LABELS } from '../../src/slack/words/labels.js';
import { MOST_NAMED } from '../../src/workflows/running/install.js';
import type { Deps, Visit } from '../guard.js';

/** Where nothing of what was asked for may run yet, its recommendations are one click away. */
export async function orToApprove(
  deps: Deps,
  visit: Visit,
  { group, patches }: { readonly group: GroupId; readonly patches: readonly string[] },
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB134') throw thrown;
    if (thrown.details.toApprove === 0)
      return visit.answer(failureCard(thrown.failure, [say(LABELS.showStatus, `status ${group}`)]));
    const roles = await deps.desk.rolesOf(visit.asker.person);
    const text =
      roles.includes('approver') || roles.includes('admin') ? LABELS.approveThese : LABELS.showRecommendations;
    const named = patches.length > MOST_NAMED ? [] : patches.map(calledBy);
    const words = ['recommendations', group, ...named].join(' ');
    await visit.answer(failureCard(thrown.failure, [say(text, words)]));
  }
}
