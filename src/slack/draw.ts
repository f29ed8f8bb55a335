import type { ComputerDiagnosis } from '../domain/diagnosis/record.js';
import type { DigestList } from '../domain/digest.js';
import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, GroupId, OperationId, TaskId } from '../domain/ids.js';
import type { Notice } from '../domain/notice.js';
import type { Request } from '../domain/operation.js';
import type { ApprovalView } from '../domain/request-view.js';
import type { Subject } from '../domain/surface.js';
import type { RecommendationsView, RunView, TaskView, UpdatesView } from '../domain/views.js';
import type { Card } from './blocks.js';
import { approvalCard } from './cards/approval.js';
import { diagnosisCard } from './cards/diagnosis.js';
import { digestCard, digestFile } from './cards/digest.js';
import { noticeCard } from './cards/notice.js';
import { recommendationsCard } from './cards/recommendations.js';
import { runCard } from './cards/run.js';
import { taskCard } from './cards/task.js';
import { targetsCard, taskDetailCard } from './cards/task-detail.js';
import { updatesCard } from './cards/updates.js';

/** The present state, as the core computes it. */
export interface DrawSources {
  /** The slash command's name, with its slash. */
  readonly command: string;
  task(id: TaskId): Promise<TaskView>;
  requestKind(id: OperationId): Promise<Request['kind'] | null>;
  updatesView(id: OperationId): Promise<UpdatesView>;
  recommendationsView(id: OperationId): Promise<RecommendationsView>;
  runView(id: OperationId): Promise<RunView>;
  approvalView(id: OperationId): Promise<ApprovalView>;
  digestList(groups: readonly GroupId[]): Promise<DigestList>;
  diagnosis(computer: ComputerId): Promise<ComputerDiagnosis | null>;
}

/** Draws a subject from the present state; null where there is nothing left of it. */
export type Draw = (subject: Subject) => Promise<Card | null>;

export function createDraw(sources: DrawSources): Draw {
  return async (subject) => {
    switch (subject.kind) {
      case 'task':
        return taskCard(await sources.task(subject.taskId), sources.command);
      case 'task-detail':
        return taskDetailCard(await sources.task(subject.taskId), sources.command);
      case 'task-file':
        return targetsCard(await sources.task(subject.taskId));
      case 'request':
        return requestCard(sources, subject.requestId);
      case 'diagnosis':
        return diagnosisOf(await sources.diagnosis(subject.computerId), subject.diagnosisId);
      case 'digest':
        return digestCard(subject.digest);
      case 'digest-file':
        return digestFile(await sources.digestList(subject.groups), subject.at);
      case 'notice':
        return noticeCard(subject.notice, sources.command, await taskOf(sources, subject.notice));
    }
  };
}

/** One that a later one took the place of stays as it was drawn last. */
function diagnosisOf(last: ComputerDiagnosis | null, id: OperationId): Card | null {
  return last?.id === id ? diagnosisCard(last) : null;
}

/** The task whose end, or whose canary computers' end, is told; null where it is no longer kept. */
async function taskOf(sources: DrawSources, notice: Notice): Promise<TaskView | null> {
  if (notice.about !== 'task-ended' && notice.about !== 'canaries-ended') return null;
  try {
    return await sources.task(notice.taskId);
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === 'PB107') return null;
    throw thrown;
  }
}

async function requestCard(sources: DrawSources, id: OperationId): Promise<Card | null> {
  switch (await sources.requestKind(id)) {
    case 'approve-updates':
      return updatesCard(await sources.updatesView(id));
    case 'recommendations':
      return recommendationsCard(await sources.recommendationsView(id));
    case 'run':
      return runCard(await sources.runView(id));
    case 'approval':
      return approvalCard(await sources.approvalView(id));
    case null:
      return null;
  }
}
