import type { Notice } from '../../domain/notice.js';
import type { TaskView } from '../../domain/views.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, section } from '../blocks.js';
import { LABELS } from '../words/labels.js';
import { noticeText } from '../words/notices.js';
import { taskButtons, waitsToContinue } from './next-steps.js';

/**
 * A sentence that is said once.
 * @param task the task whose end, or whose canary computers' end, it is about; null where it is no longer kept
 */
export function noticeCard(notice: Notice, command: string, task: TaskView | null = null): Card {
  const text = noticeText(notice, command, task);
  return card(text, [section(text), buttons(nextSteps(notice, task))]);
}

/** The next step, one click away: of a task the same as on its card, as long as that is so. */
function nextSteps(notice: Notice, task: TaskView | null): readonly (ButtonSpec | null)[] {
  if (notice.about === 'target-failed') return [say(LABELS.showLog, `log ${notice.logId}`)];
  if (notice.about === 'task-ended' || notice.about === 'canaries-ended') {
    const isOver = notice.about === 'canaries-ended' && task !== null && waitsToContinue(task) === null;
    return task === null || isOver ? [say(LABELS.showTargets, `task ${notice.taskId}`)] : taskButtons(task);
  }
  if (notice.about !== 'request-ended' && notice.about !== 'request-partly') return [];
  const mayRun = notice.about === 'request-ended' && notice.state === 'approved' && notice.mayRun;
  if (mayRun) return [say(LABELS.planRun, `run ${notice.groupId}`)];
  return [say(LABELS.showRecommendations, `recommendations ${notice.groupId}`)];
}
