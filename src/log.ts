import { type Logger, pino } from 'pino';

/** JSON lines on standard output: a static message each, and what varies as data. No secret is ever given to it. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error'): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
