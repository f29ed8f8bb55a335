import { type Logger, LogLevel } from '@slack/bolt';

/** The part of a logger that is used here: pino's fits. Messages are static; what varies is data. */
export interface Log {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** Slack's tokens, wherever a library may have put them. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/\bx(?:app|ox[a-z](?:\.[a-z-]+)?)-[\w-]+/g, '[token]');
}

/** A logger for Slack's libraries: their lines become the data of ours. */
export function libraryLogger(log: Log): Logger {
  const details = (parts: readonly unknown[]) => ({
    detail: withoutTokens(parts.map(String).join(' ')).slice(0, 1000),
  });
  let level = LogLevel.WARN;
  return {
    // Debug lines hold whole payloads, and information is about every connection: neither is ours to keep.
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn(details(parts), 'slack library'),
    error: (...parts) => log.error(details(parts), 'slack library'),
    setLevel: (wanted) => {
      level = wanted;
    },
    getLevel: () => level,
    setName: () => undefined,
  };
}
