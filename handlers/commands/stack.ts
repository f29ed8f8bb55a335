import { whichGroupCard } from '../../src/slack/cards/lists.js';
import { stackCard, stacksCard } from '../../src/slack/cards/stacks.js';
import { whichGroupText } from '../../src/slack/words/stacks.js';
import type { Carry } from './order.js';
import { orToApprove } from './to-approve.js';

/** All software stacks, or one; with a group, the plan of a run there: nothing runs before somebody has seen it. */
export const stack: Carry<'stack'> = async (deps, visit, { words }) => {
  const { desk } = deps;
  const { asker, answer } = visit;
  if (words === null) return answer(stacksCard(await desk.stacks(asker.person)));
  const { view, group } = await desk.stackSaid(asker.person, words);
  if (group === null) return answer(stackCard(view));
  const { id, updates } = view.stack;
  if (group !== 'which') {
    const patches = updates.map(({ updateId }) => updateId);
    return orToApprove(deps, visit, { group, patches }, () => desk.offerStack(asker, group, id));
  }
  const question = whichGroupText(view, desk.command);
  await answer(whichGroupCard(question, `stack ${id} on`, await desk.groups()));
};
