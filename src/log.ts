import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutTokens } from './slack/log.js';

/**
 * JSON lines: a static message each, and what varies as data. No secret is ever given to it; what looks like one of
 * Slack's tokens is taken out all the same, since causes come from libraries.
 * @param to standard output, if nothing else
 */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error', to?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: withoutTokens },
  };
  return to === undefined ? pino(options) : pino(options, to);
}
