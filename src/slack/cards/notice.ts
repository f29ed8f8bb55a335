import type { Notice } from '../../domain/notice.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, section } from '../blocks.js';
import { LABELS } from '../words/labels.js';
import { noticeText } from '../words/notices.js';

/** A sentence that is said once. */
export function noticeCard(notice: Notice, command: string): Card {
  const text = noticeText(notice, command);
  return card(text, [section(text), buttons(nextSteps(notice))]);
}

/** The next step, one click away. */
function nextSteps(notice: Notice): readonly ButtonSpec[] {
  if (notice.about === 'target-failed') return [say(LABELS.showLog, `log ${notice.logId}`)];
  if (notice.about === 'task-ended' || notice.about === 'canaries-ended')
    return [say(LABELS.showTargets, `task ${notice.taskId}`)];
  if (notice.about !== 'request-ended') return [];
  if (notice.state === 'approved') return [say(LABELS.planRun, `run ${notice.groupId}`)];
  return [say(LABELS.showRecommendations, `recommendations ${notice.groupId}`)];
}
