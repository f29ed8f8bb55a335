import { explainFault } from '../../domain/faults.js';
import { type CanaryReport, canariesOf } from '../../domain/rollout.js';
import { isEnded, type Status, type TargetRecord } from '../../domain/target.js';
import type { TaskView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import type { ButtonSpec } from '../blocks.js';
import { diagnoseLabel, LABELS, retryLabel } from '../words/labels.js';
import { confirmContinueText, stopConfirmText, stopEverythingText } from '../words/runs.js';
import { CONTINUE_ANYWAY_TITLE, CONTINUE_TITLE, STOP, STOP_EVERYTHING } from '../words/tasks.js';
import { failureGroups, logButtons } from './task-failures.js';

/** What the canary computers came to, while the others wait for a person. */
export function waitsToContinue({ task, targets }: TaskView): CanaryReport | null {
  return task.endedAt === null && task.stop === null ? canariesOf(task.rollout, targets) : null;
}

/** While a task runs it can be stopped; when it has ended, the next step is one click away. */
export function taskButtons(view: TaskView): readonly (ButtonSpec | null)[] {
  const targets = say(LABELS.showTargets, `task ${view.task.id}`);
  const logs = logButtons(failureGroups(view.targets));
  if (isEnded(view.status)) return [...nextSteps(view), targets, ...logs];
  const isOpen = view.task.stop === null || view.task.stop.by === 'system';
  return [continueButton(view), isOpen ? stopButton(view) : null, stopEverything(view), targets, ...logs];
}

function continueButton(view: TaskView): ButtonSpec | null {
  const report = waitsToContinue(view);
  if (report === null) return null;
  const text = report.failed === 0 ? LABELS.proceed : LABELS.proceedAnyway;
  const title = report.failed === 0 ? CONTINUE_TITLE : CONTINUE_ANYWAY_TITLE;
  return {
    text,
    action: ACTIONS.continueRun,
    value: view.task.id,
    ...(report.failed === 0 ? { style: 'primary' as const } : {}),
    confirm: { title, text: confirmContinueText(report), yes: text },
  };
}

function stopButton(view: TaskView): ButtonSpec {
  const count = (status: Status): number => view.targets.filter((target) => target.status === status).length;
  return {
    text: LABELS.stop,
    action: ACTIONS.stopTask,
    value: view.task.id,
    style: 'danger',
    confirm: { ...STOP, text: stopConfirmText(count('In Progress'), count('Scheduled')) },
  };
}

function stopEverything({ atWork }: TaskView): ButtonSpec {
  return {
    text: LABELS.stopEverything,
    action: ACTIONS.stopEverything,
    value: 'everything',
    style: 'danger',
    confirm: { ...STOP_EVERYTHING, text: stopEverythingText(atWork) },
  };
}

/** Where a retry comes to nothing before somebody has acted, finding out what is wrong comes first. */
function needsPerson(failed: readonly TargetRecord[]): readonly ButtonSpec[] {
  const [first] = failed;
  const isSo = failed.every(({ failure }) => failure !== null && explainFault(failure)?.retry === false);
  return first === undefined || !isSo ? [] : [say(diagnoseLabel(first.computerId), `diagnose ${first.computerId}`)];
}

function nextSteps({ task, status, targets }: TaskView): readonly ButtonSpec[] {
  const { kind, groupId: group } = task;
  if (kind === 'sync')
    return status === 'Succeeded' ? [say(LABELS.showUpdates, 'updates')] : [say(LABELS.syncAgain, 'sync')];
  if (group === null) return [say(LABELS.showGroups, 'groups')];
  const recommendations = say(LABELS.showRecommendations, `recommendations ${group}`);
  const standing = say(LABELS.showStatus, `status ${group}`);
  if (kind !== 'run')
    return status === 'Succeeded'
      ? [recommendations, standing]
      : [say(LABELS.scanAgain, `scan ${group}`), recommendations];
  const failed = targets.filter((target) => target.status === 'Failed');
  const retry = failed.length === 0 ? [] : [...needsPerson(failed), say(retryLabel(failed.length), `retry ${task.id}`)];
  const installs = task.rollout?.mode === 'distribute' && targets.some((target) => target.counts.downloaded > 0);
  const install = installs ? [say(LABELS.installNow, `run ${group} install`)] : [];
  return [...install, ...retry, standing, recommendations];
}
