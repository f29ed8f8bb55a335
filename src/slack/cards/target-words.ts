import type { TargetRecord } from '../../domain/target.js';

/** Where a target is: `installing 2 of 5`. */
export function standingOf({ message, progress, status }: TargetRecord): string {
  if (progress === null || status !== 'In Progress' || progress.total === 0) return message;
  const what = progress.phase === 'download' ? 'downloading' : message === '' ? progress.phase : message;
  return `${what} ${Math.min(progress.done + 1, progress.total)} of ${progress.total}`;
}
