import type { ComputerId } from '../../src/domain/ids.js';
import type { Subject } from '../../src/domain/surface.js';

type NoticeSubject = Extract<Subject, { kind: 'notice' }>;

/** A notice that says this. */
export function aNotice(message: string): NoticeSubject {
  const computerId = 'fin-ws-01' as ComputerId;
  return { kind: 'notice', notice: { about: 'target-failed', computerId, logId: '17.1', failure: null, message } };
}

export function noticeWords({ notice }: NoticeSubject): string {
  if (notice.about === 'target-failed') return notice.message;
  return notice.about === 'failure' ? notice.failure.code : notice.about;
}
