import { userText } from '../../domain/errors.js';
import type { RestartPolicy } from '../../domain/group.js';
import type { Blocked, Plan, PlanRow } from '../../domain/plan.js';
import type { RunView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { code, count, join, list, type Mrkdwn, mrkdwn, safe, upTo } from '../text.js';
import { isOpen, outcome, outcomeText } from './decision.js';

const POLICY: Readonly<Record<RestartPolicy, string>> = {
  never: 'No computer is restarted; what needs a restart waits for it.',
  'if-required': 'A computer restarts only where its updates ask for it.',
  always: 'Every computer restarts after its updates.',
};
const RESTART: Readonly<Record<PlanRow['restart'], string>> = {
  no: 'no restart',
  maybe: 'may restart',
  yes: 'will restart',
};

/** The plan of a run: nothing starts before somebody has seen who gets what, and who does not. */
export function runCard(view: RunView): Card {
  const { plan } = view;
  return card(join([summary(view), outcomeText(view)], ' '), [
    header(`Plan of a run · ${view.groupName}`),
    section(summary(view)),
    ...lineSections(plan.rows, planLine, 4500, 25),
    plan.blocked.length === 0 ? null : section(mrkdwn`*Blocked:*`),
    ...lineSections(plan.blocked, blockedLine, 3000, 15),
    context(safe(`${POLICY[plan.restart]} One computer's updates are installed one after the other.`)),
    outcome(view),
    buttons(actions(view)),
  ]);
}

function actions(view: RunView): readonly (ButtonSpec | null)[] {
  const group = view.plan.groupId;
  if (view.decided !== null) return [say('Show status', `status ${group}`)];
  if (!isOpen(view)) return [say('Plan again', `run ${group}`)];
  if (view.plan.rows.length === 0) return [say('Show recommendations', `recommendations ${group}`)];
  return [runButton(view), say('Show recommendations', `recommendations ${group}`)];
}

function runButton(view: RunView): ButtonSpec {
  return {
    text: 'Run',
    action: ACTIONS.startRun,
    value: view.requestId,
    style: 'primary',
    confirm: { title: `Install on ${view.groupName} now?`, text: counts(view.plan), yes: 'Run' },
  };
}

function summary(view: RunView): Mrkdwn {
  const group = safe(view.groupName, 100);
  if (view.plan.rows.length === 0) return mrkdwn`${group}: nothing can run. ${blockedCount(view.plan)}`;
  return mrkdwn`${group}: ${counts(view.plan)}`;
}

/** The counts that the card shows and the confirmation repeats. */
function counts(plan: Plan): Mrkdwn {
  const updates = plan.rows.reduce((sum, row) => sum + row.updates.length, 0);
  const bytes = plan.rows.reduce((sum, row) => sum + row.sizeBytes, 0);
  const restarting = (kind: PlanRow['restart']) => plan.rows.filter((row) => row.restart === kind).length;
  const what = mrkdwn`${count(updates, 'install')} on ${count(plan.rows.length, 'computer')}, ${upTo(bytes)} in all`;
  return mrkdwn`${what}. ${restarting('yes')} will restart, ${restarting('maybe')} may. ${blockedCount(plan)}`;
}

function blockedCount(plan: Plan): Mrkdwn {
  return plan.blocked.length === 0 ? mrkdwn`Nobody is blocked.` : mrkdwn`${plan.blocked.length} blocked.`;
}

function planLine(row: PlanRow, index: number): Mrkdwn {
  const names = row.updates.map((update) =>
    safe(update.kbs[0] === undefined ? update.title : `KB${update.kbs[0]}`, 40),
  );
  const size = upTo(row.sizeBytes);
  return mrkdwn`${index + 1}. ${code(row.computerId)} ${count(row.updates.length, 'update')} (${list(names, 4)}), ${size}, ${safe(RESTART[row.restart])}`;
}

function blockedLine({ computerId, failure }: Blocked): Mrkdwn {
  return mrkdwn`• ${code(computerId)} ${safe(userText(failure), 220)} (${safe(failure.code)})`;
}
