import type { ReactNode } from 'react';
import type { LogLine } from '../../../room/shown.js';
import { clockTime } from './words.js';

/** What was done in the room, newest first. */
export function Log({ lines }: { readonly lines: readonly LogLine[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <section className="room-log" aria-labelledby="room-log-title">
      <h3 id="room-log-title">What was done here</h3>
      <ol>
        {lines.map((line) => (
          <li key={line.id}>
            <time>{clockTime(line.at)}</time> {line.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
