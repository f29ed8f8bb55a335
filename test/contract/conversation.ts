import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { Subject } from '../../src/domain/surface.js';
import type { Conversation } from '../../src/ports/conversation.js';
import { aNotice } from '../support/notices.js';

/** A message as people see it. */
interface Seen {
  /** A channel's id, or a person's where it is a direct message. */
  readonly conversation: string;
  readonly text: string;
  /** What the message says in whose thread it is. */
  readonly inThreadOf: string | null;
}

export interface ConversationWorld {
  readonly conversation: Conversation;
  /** All messages, oldest first. */
  seen(): readonly Seen[];
  /** From now on every subject but a note is drawn with these words before its JSON. */
  say(words: string): void;
  /** Lets time pass until all that was asked for is to be seen. */
  settle(): Promise<void>;
  /** Our program restarts. */
  restart(): Promise<Conversation>;
  close(): Promise<void>;
}

const OLIVIA = 'U0OLIVIA' as PersonId;
const CHANNEL = 'C0PATCHING';
const TASK: Subject = { kind: 'task', taskId: '17' as TaskId };
const DETAIL: Subject = { kind: 'task-detail', taskId: '17' as TaskId };
const REQUEST: Subject = { kind: 'request', requestId: 'request-0001' as OperationId };

/** What every conversation does. `open` gives one in which nothing was said, drawn with the word `first`. */
export function conversationContract(name: string, open: () => Promise<ConversationWorld>): void {
  describe(`${name}, as every conversation,`, () => {
    let world: ConversationWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    function show(id: string, subject: Subject, to = CHANNEL, threadOf?: string): Promise<void> {
      const thread = threadOf === undefined ? {} : { threadOf };
      return world.conversation.show({ id, subject, conversation: to, person: OLIVIA, ...thread });
    }

    const texts = () => world.seen().map(({ text }) => text);
    const drawn = (words: string, subject: Subject) => `${words} ${JSON.stringify(subject)}`;

    it('shows a subject as a message of its own', async () => {
      await show('task-17', TASK);
      await show('request-1', REQUEST);
      await world.settle();
      expect(world.seen()).toEqual([
        { conversation: CHANNEL, text: drawn('first', TASK), inThreadOf: null },
        { conversation: CHANNEL, text: drawn('first', REQUEST), inThreadOf: null },
      ]);
    });

    it('changes nothing where the same id is shown again, even with another subject, before or after it is seen', async () => {
      await show('task-17', TASK);
      await show('task-17', REQUEST);
      await world.settle();
      await show('task-17', REQUEST, 'C0APPROVALS');
      await world.settle();
      expect(texts()).toEqual([drawn('first', TASK)]);
    });

    it('shows one subject in as many messages as have ids, and draws all of them again when it changed', async () => {
      await show('one', TASK);
      await show('other', TASK, 'C0APPROVALS');
      await show('request-1', REQUEST);
      await world.settle();
      world.say('second');
      world.conversation.changed(TASK);
      await world.settle();
      expect(texts()).toEqual([drawn('second', TASK), drawn('second', TASK), drawn('first', REQUEST)]);
    });

    it('draws from the present: of many changes the last is to be seen', async () => {
      await show('task-17', TASK);
      await world.settle();
      for (let n = 1; n <= 20; n++) {
        world.say(`change ${n}`);
        world.conversation.changed(TASK);
      }
      await world.settle();
      expect(texts()).toEqual([drawn('change 20', TASK)]);
    });

    it('puts a message in the thread of another one, and a direct message before its person', async () => {
      await show('task-17', TASK);
      await show('detail', DETAIL, CHANNEL, 'task-17');
      await show('mine', REQUEST, OLIVIA);
      await world.settle();
      expect(world.seen()).toContainEqual({
        conversation: CHANNEL,
        text: drawn('first', DETAIL),
        inThreadOf: drawn('first', TASK),
      });
      expect(world.seen()).toContainEqual({ conversation: OLIVIA, text: drawn('first', REQUEST), inThreadOf: null });
    });

    it('says a notice as it is, to nobody who is named in it', async () => {
      await show('note', aNotice('2 < 3 & <!channel>'));
      await world.settle();
      expect(texts()).toEqual(['2 < 3 & <!channel>']);
    });

    it('does not mind a change of what nobody shows', async () => {
      world.conversation.changed(TASK);
      await world.settle();
      expect(texts()).toEqual([]);
    });

    it('shows after a restart what was asked for before it, once', async () => {
      await show('task-17', TASK);
      await world.settle();
      await show('request-1', REQUEST);
      const again = await world.restart();
      await again.show({ id: 'task-17', subject: TASK, conversation: CHANNEL, person: OLIVIA });
      await world.settle();
      expect(texts()).toEqual([drawn('first', TASK), drawn('first', REQUEST)]);
      world.say('second');
      again.changed(TASK);
      await world.settle();
      expect(texts()[0]).toBe(drawn('second', TASK));
    });
  });
}
