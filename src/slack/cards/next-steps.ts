import { isEnded, type Status } from '../../domain/target.js';
import type { TaskKind } from '../../domain/task.js';
import type { TaskView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import type { ButtonSpec } from '../blocks.js';
import { mrkdwn } from '../text.js';

/** While a task runs it can be stopped; when it has ended, the next step is one click away. */
export function taskButtons(view: TaskView): readonly (ButtonSpec | null)[] {
  const targets = say('Show targets', `task ${view.task.id}`);
  if (isEnded(view.status)) return [...nextSteps(view.task.kind, view.task.groupId, view.status), targets];
  return [view.task.stop === null ? stopButton(view) : null, targets];
}

function stopButton(view: TaskView): ButtonSpec {
  const running = view.targets.filter((target) => target.status === 'In Progress').length;
  return {
    text: 'Stop',
    action: ACTIONS.stopTask,
    value: view.task.id,
    style: 'danger',
    confirm: {
      title: 'Stop this task?',
      text: mrkdwn`No further update or restart starts. What runs now on ${running} of ${view.targets.length} targets ends by itself; nothing is taken back.`,
      yes: 'Stop it',
    },
  };
}

function nextSteps(kind: TaskKind, group: string | null, status: Status): readonly ButtonSpec[] {
  if (kind === 'sync') return status === 'Succeeded' ? [say('Show updates', 'updates')] : [say('Sync again', 'sync')];
  if (group === null) return [say('Show groups', 'groups')];
  const recommendations = say('Show recommendations', `recommendations ${group}`);
  const standing = say('Show status', `status ${group}`);
  if (kind === 'run') return [standing, recommendations];
  return status === 'Succeeded' ? [recommendations, standing] : [say('Scan again', `scan ${group}`), recommendations];
}
