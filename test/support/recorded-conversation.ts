import type { Subject } from '../../src/domain/surface.js';
import type { Conversation } from '../../src/ports/conversation.js';

interface Recorded {
  readonly subject: Subject;
  readonly conversation: string;
  readonly threadOf: string | null;
  readonly about: string;
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
    if (!this.messages.has(id)) {
      const about = JSON.stringify(subject);
      this.messages.set(id, { subject, conversation, threadOf, about, text: this.#draw(subject) });
    }
  }

  changed(subject: Subject): void {
    const about = JSON.stringify(subject);
    for (const message of this.messages.values()) if (message.about === about) message.text = this.#draw(subject);
  }
}
