import type { PersonId } from '../domain/ids.js';
import type { Subject } from '../domain/surface.js';

/** What the core tells people. Nothing here waits for Slack; everything here survives a restart. */
export interface Conversation {
  /**
   * Shows a subject as a message of its own. The same id again changes nothing.
   * @param id a stable id: the message exists once for it
   * @param conversation a channel id, or a person's id for a direct message
   * @param person who asked: gets it as a direct message where the channel is closed to us
   * @param threadOf the id of the message in whose thread it belongs
   */
  show(message: {
    readonly id: string;
    readonly subject: Subject;
    readonly conversation: string;
    readonly person: PersonId;
    readonly threadOf?: string;
    /** Where its place is closed to us for good it goes to the person, as a direct message. */
    readonly mustArrive?: boolean;
    /** A reply in a thread that the whole channel sees. */
    readonly broadcast?: boolean;
  }): Promise<void>;
  /** The subject changed: its messages are drawn again when their turn comes. */
  changed(subject: Subject): void;
}
