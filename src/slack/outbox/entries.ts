import type { Instant } from '../../domain/ids.js';
import type { Subject, Surface } from '../../domain/surface.js';

/** What is remembered of a message while we run; all that matters is in its document. */
export interface Entry {
  readonly id: string;
  readonly subject: string;
  readonly conversation: string;
  readonly threadOf: string | null;
  posted: boolean;
  clicked: boolean;
  busy: boolean;
  dirty: boolean;
  notBefore: Instant;
  attempts: number;
  /** A hash of what Slack has: the same is not sent again. */
  drawn: string | null;
}

/** All messages of ours, by id and by what they show. */
export class Entries {
  readonly #byId = new Map<string, Entry>();
  readonly #bySubject = new Map<string, ReadonlySet<Entry>>();

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  get(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  showing(subject: Subject): Iterable<Entry> {
    return this.#bySubject.get(keyOf(subject)) ?? [];
  }

  add(surface: Surface, dirty: boolean): Entry {
    const { id, conversation, threadOf } = surface;
    const entry: Entry = {
      ...{ id, conversation, threadOf, dirty },
      subject: keyOf(surface.subject),
      posted: surface.state === 'posted',
      ...{ clicked: false, busy: false, notBefore: 0, attempts: 0, drawn: null },
    };
    this.#byId.set(id, entry);
    this.#bySubject.set(entry.subject, new Set([...(this.#bySubject.get(entry.subject) ?? []), entry]));
    return entry;
  }

  remove(entry: Entry): void {
    this.#byId.delete(entry.id);
    const others = [...(this.#bySubject.get(entry.subject) ?? [])].filter((other) => other !== entry);
    if (others.length === 0) this.#bySubject.delete(entry.subject);
    else this.#bySubject.set(entry.subject, new Set(others));
  }
}

/** What is said of a task's canary computers changes with the task, whatever was reported when it was said. */
function keyOf(subject: Subject): string {
  if (subject.kind !== 'notice' || subject.notice.about !== 'canaries-ended') return JSON.stringify(subject);
  return JSON.stringify({ canaries: subject.notice.taskId });
}
