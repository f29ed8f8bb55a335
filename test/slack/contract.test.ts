import type { Subject } from '../../src/domain/surface.js';
import { card, section } from '../../src/slack/blocks.js';
import { Channels } from '../../src/slack/channels.js';
import { Messenger } from '../../src/slack/outbox/messenger.js';
import { Outbox } from '../../src/slack/outbox/outbox.js';
import { Uploads } from '../../src/slack/outbox/uploads.js';
import { safe } from '../../src/slack/text.js';
import { type ConversationWorld, conversationContract } from '../contract/conversation.js';
import { memoryStore } from '../support/memory-store.js';
import { noticeWords } from '../support/notices.js';
import { RecordedConversation } from '../support/recorded-conversation.js';
import { NOW } from '../support/samples.js';
import { withSlack } from '../support/slack.js';
import { VirtualClock } from '../support/virtual-clock.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function draw(words: string, subject: Subject): string {
  return subject.kind === 'notice' ? noticeWords(subject) : `${words} ${JSON.stringify(subject)}`;
}

async function recorded(): Promise<ConversationWorld> {
  const state = { words: 'first' };
  const conversation = new RecordedConversation((subject) => draw(state.words, subject));
  const { messages } = conversation;
  return {
    conversation,
    seen: () =>
      [...messages.values()].map((one) => ({
        conversation: one.conversation,
        text: one.text,
        inThreadOf: messages.get(one.threadOf ?? '')?.text ?? null,
      })),
    say: (words) => Object.assign(state, { words }),
    settle: async () => undefined,
    restart: async () => conversation,
    close: async () => undefined,
  };
}

/** Sockets are real: virtual time waits for their answers. */
class WatchedMessenger extends Messenger {
  readonly #underWay = new Set<Promise<unknown>>();

  override post(...args: Parameters<Messenger['post']>): ReturnType<Messenger['post']> {
    return this.#watched(super.post(...args));
  }

  override edit(...args: Parameters<Messenger['edit']>): ReturnType<Messenger['edit']> {
    return this.#watched(super.edit(...args));
  }

  override direct(...args: Parameters<Messenger['direct']>): ReturnType<Messenger['direct']> {
    return this.#watched(super.direct(...args));
  }

  async answered(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #watched<T>(call: Promise<T>): Promise<T> {
    const watched = call.finally(() => this.#underWay.delete(watched));
    this.#underWay.add(watched);
    return watched;
  }
}

/** The real SDK before a local Slack, one virtual clock for both. */
async function outbox(): Promise<ConversationWorld> {
  const clock = new VirtualClock(NOW);
  const bench = await withSlack({ clock });
  const { slack } = bench;
  const store = memoryStore();
  const messenger = new WatchedMessenger(bench.web);
  const state = { words: 'first' };
  const begin = async (): Promise<Outbox> => {
    const begun = new Outbox({
      ...{
        store,
        clock,
        messenger,
        uploads: new Uploads(bench.web),
        channels: new Channels(bench.web, clock),
        log: silent,
      },
      draw: async (subject) => card(safe(draw(state.words, subject)), [section(safe(draw(state.words, subject)))]),
    });
    await begun.start();
    return begun;
  };
  let running = await begin();

  function seenIn(conversation: string, shownAs = conversation) {
    const messages = slack.messages(conversation).filter((message) => message.user === slack.bot.userId);
    const said = (ts: string | null) => plain(messages.find((message) => message.ts === ts)?.text ?? null);
    return messages.map((one) => ({
      ts: one.ts,
      seen: { conversation: shownAs, text: said(one.ts) ?? '', inThreadOf: said(one.threadTs) },
    }));
  }

  return {
    conversation: running,
    seen: () =>
      [...seenIn('C0PATCHING'), ...seenIn('C0APPROVALS'), ...seenIn('D0OLIVIA', 'U0OLIVIA')]
        .toSorted((a, b) => a.ts.localeCompare(b.ts))
        .map(({ seen }) => seen),
    say: (words) => Object.assign(state, { words }),
    async settle() {
      for (let step = 0; step < 40; step++) {
        await clock.advance(250);
        await messenger.answered();
      }
    },
    async restart() {
      await running.stop();
      running = await begin();
      return running;
    },
    async close() {
      await running.stop();
      await bench.close();
    },
  };
}

function plain(text: string | null): string | null {
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') ?? null;
}

conversationContract('the recording double', recorded);
conversationContract('the outbox before a local Slack', outbox);
