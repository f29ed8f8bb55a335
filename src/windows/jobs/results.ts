import { createHash } from 'node:crypto';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { JobState, Json } from '../../domain/job.js';
import type { JobReport } from '../scripts/contract.js';

type Piece = NonNullable<JobReport['result']>;

/**
 * A report as the job's state. A finished job's result is collected: `more` gives the report from a position on. PB405
 * where the pieces do not make up the whole, or where it is longer than `limit` characters.
 */
export async function stateOf(
  computer: ComputerId,
  report: JobReport,
  more: (from: number) => Promise<JobReport>,
  limit: number,
): Promise<JobState> {
  switch (report.state) {
    case 'finished':
      return collect(computer, report, more, limit);
    case 'running':
      return { state: 'running', progress: report.progress };
    case 'broken':
      return broken(report);
    case 'conflict':
      throw new PatchbayError('PB505', { computer, key: report.key });
    case 'unknown':
    case 'interrupted':
    case 'acknowledged':
      return { state: report.state };
  }
}

/** An HRESULT as the domain has it: a number without sign. */
export function hresultNumber(text: string | null): number | null {
  return text === null ? null : Number.parseInt(text.slice(2), 16);
}

function broken(report: JobReport): JobState {
  const error = report.error;
  const message = error === null || error.message === '' ? 'no reason given' : error.message;
  return { state: 'broken', message, hresult: hresultNumber(error?.hresult ?? null) };
}

async function collect(
  computer: ComputerId,
  first: JobReport,
  more: (from: number) => Promise<JobReport>,
  limit: number,
): Promise<JobState> {
  const head = pieceOf(computer, first, null, 0);
  if (head.total > limit) throw unreadable(computer, `a result of ${head.total} characters`);
  const texts = [head.text];
  let length = head.text.length;
  while (length < head.total) {
    const report = await more(length);
    if (report.state !== 'finished') return stateOf(computer, report, more, limit);
    const piece = pieceOf(computer, report, head, length);
    texts.push(piece.text);
    length += piece.text.length;
  }
  return { state: 'finished', result: whole(computer, texts.join(''), head) };
}

/** The piece of a report, checked against the first one and the position that was asked for. */
function pieceOf(computer: ComputerId, report: JobReport, head: Piece | null, from: number): Piece {
  const piece = report.result;
  if (!piece) throw unreadable(computer, 'finished without a result');
  if (piece.from !== from) throw unreadable(computer, 'another piece than asked for');
  if (head && (piece.sha256 !== head.sha256 || piece.total !== head.total)) {
    throw unreadable(computer, 'a result that changed');
  }
  if (piece.text === '' && from < piece.total) throw unreadable(computer, 'an empty piece');
  return piece;
}

function whole(computer: ComputerId, text: string, head: Piece): Json {
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  if (text.length !== head.total || hash !== head.sha256) throw unreadable(computer, 'pieces that do not fit');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new PatchbayError('PB405', { computer, cause: 'a result that is not JSON' }, { cause: error });
  }
}

function unreadable(computer: ComputerId, cause: string): PatchbayError {
  return new PatchbayError('PB405', { computer, cause });
}
