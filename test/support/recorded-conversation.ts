import type { Subject } from '../../src/domain/surface.js';
import type { Conversation } from '../../src/ports/conversation.js';

interface Recorded {
  readonly subject: Subject;
  readonly conversation: string;
  readonly threadOf: string | null;
  text: string;
}

/** A conversation in memory: every message by its id, in the order in which they were shown. */
export class RecordedConversation implements Conversation {
  readonly messages = new Map<string, Recorded>();
  readonly #draw: (subject: Subject) => string;

  constructor(draw: (subject: Subject) => string) {
    this.#draw = draw;
  }

  async show(message: Parameters<Conversation['show']>[0]): Promise<void> {
    const { id, subject, conversation, threadOf = null } = message;
    if (!this.messages.has(id)) this.messages.set(id, { subject, conversation, threadOf, text: this.#draw(subject) });
  }

  changed(subject: Subject): void {
    for (const message of this.messages.values())
      if (JSON.stringify(message.subject) === JSON.stringify(subject)) message.text = this.#draw(subject);
  }
}
