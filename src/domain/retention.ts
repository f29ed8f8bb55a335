import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Instant } from './ids.js';

dayjs.extend(utc);

/** Whether something that was over at a moment has been kept for so many days. What is not over is kept. */
export function isPastKeeping(overAt: Instant | null, keepDays: number, now: Instant): boolean {
  return overAt !== null && !dayjs.utc(overAt).add(keepDays, 'day').isAfter(now);
}
