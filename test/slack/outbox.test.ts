import { afterEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { OperationId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { Subject } from '../../src/domain/surface.js';
import type { Store } from '../../src/ports/store.js';
import { type Card, card, section } from '../../src/slack/blocks.js';
import { Channels } from '../../src/slack/channels.js';
import { Messenger } from '../../src/slack/outbox/messenger.js';
import { Outbox } from '../../src/slack/outbox/outbox.js';
import { Uploads } from '../../src/slack/outbox/uploads.js';
import { party, safe } from '../../src/slack/text.js';
import { memoryStore } from '../support/memory-store.js';
import { aNotice, noticeWords } from '../support/notices.js';
import { type SlackBench, withSlack } from '../support/slack.js';
import { aTask } from '../support/views.js';
import { VirtualClock } from '../support/virtual-clock.js';

const OLIVIA = 'U0OLIVIA' as PersonId;
const OPEN = 'C0PATCHING';
/** The bot is not a member there. */
const CLOSED = 'C0FINANCE';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const benches: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

function task(n: number): Subject {
  return { kind: 'task', taskId: String(n) as TaskId };
}

/** The outbox with the real SDK before a local Slack, one clock for both, and a state that a test can change. */
async function open(store: Store = memoryStore(), shared?: { slack: SlackBench; clock: VirtualClock }) {
  const clock = shared?.clock ?? new VirtualClock(Date.UTC(2026, 10, 10, 12));
  const bench = shared?.slack ?? (await withSlack({ clock }));
  const state = { words: 'first', blocks: null as Card['blocks'] | null, drawings: 0, also: {} as Partial<Card> };
  const outbox = new Outbox({
    store,
    messenger: new Messenger(bench.web),
    uploads: new Uploads(bench.web),
    channels: new Channels(bench.web, clock),
    draw: async (subject) => {
      state.drawings++;
      const text = safe(subject.kind === 'notice' ? noticeWords(subject) : `${state.words} ${JSON.stringify(subject)}`);
      return { ...card(text, state.blocks ?? [section(text)]), ...(subject.kind === 'task-detail' ? {} : state.also) };
    },
    clock,
    log: silent,
  });
  benches.push({ close: () => outbox.stop() });
  if (shared === undefined) benches.push(bench);
  const { slack } = bench;

  /** Lets virtual time pass, in small steps, until something is so; sockets are real, so each step waits a little. */
  async function until(what: string, isSo: () => unknown, stepMs = 100): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`waited for ${what}`);
      await clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }

  /** Lets so much virtual time pass. */
  async function pass(milliseconds: number): Promise<void> {
    const end = clock.now() + milliseconds;
    await until('time to pass', () => clock.now() >= end);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 3));
  }

  return {
    ...{ bench, slack, store, clock, outbox, state, until, pass },
    show: (id: string, subject: Subject, conversation = OPEN, threadOf?: string) =>
      outbox.show({ id, subject, conversation, person: OLIVIA, ...(threadOf === undefined ? {} : { threadOf }) }),
    posted: async (id: string) => (await store.surfaces.get(id))?.value.state === 'posted',
    calls: (method: string) => slack.calls.filter((call) => call.method === method),
    messages: (conversation = OPEN) =>
      slack.messages(conversation).filter((message) => message.user === slack.bot.userId),
  };
}

describe('a message', () => {
  it('is posted once, however often it is shown', async () => {
    const { show, outbox, until, posted, messages } = await open();
    await outbox.start();
    await show('task-1', task(1));
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    await show('task-1', task(1));
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.text).toContain('first');
  });

  it('calls whom it is for when it is posted in its channel, and in no edit', async () => {
    const { show, outbox, until, posted, state, calls, messages } = await open();
    state.also = { calls: party('U0ANIL' as PersonId) };
    await outbox.start();
    await show('task-1', task(1));
    await show('task-2', task(2), OLIVIA);
    await until('the posts', async () => (await posted('task-1')) && (await posted('task-2')));
    const sent = calls('chat.postMessage').map(({ args }) => JSON.stringify(args));
    expect(sent.filter((one) => one.includes('<@U0ANIL>'))).toHaveLength(1);
    expect(JSON.stringify(messages())).toContain('<@U0ANIL>');
    state.words = 'second';
    outbox.changed(task(1));
    await until('the edit', () => messages()[0]?.text.includes('second'));
    expect(JSON.stringify(messages())).not.toContain('<@U0ANIL>');
    expect(JSON.stringify(calls('chat.update'))).not.toContain('<@U0ANIL>');
  });

  it('that was shown before the start is posted after it', async () => {
    const { show, outbox, until, posted, messages } = await open();
    await show('task-1', task(1));
    expect(messages()).toHaveLength(0);
    await outbox.start();
    await until('the post', () => posted('task-1'));
  });

  it('is edited in place, from the state at its turn: many changes are few edits', async () => {
    const { show, outbox, until, posted, state, calls, messages, pass } = await open();
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    for (let n = 0; n < 100; n++) {
      state.words = `change ${n}`;
      outbox.changed(task(1));
    }
    await until('the edit', () => messages()[0]?.text.includes('change 99'));
    await pass(5000);
    expect(calls('chat.update').length).toBeLessThanOrEqual(2);
    expect(messages()).toHaveLength(1);
  });

  it('that would look the same is not sent again', async () => {
    const { show, outbox, until, posted, calls, pass, state } = await open();
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    const before = state.drawings;
    outbox.changed(task(1));
    await pass(5000);
    expect(state.drawings).toBeGreaterThan(before);
    expect(calls('chat.update')).toHaveLength(0);
  });

  it('belongs in the thread of another one, and waits until that is there', async () => {
    const { show, outbox, until, posted, messages, slack } = await open();
    slack.faults.next('chat.postMessage', { kind: 'drop-before' });
    await outbox.start();
    await show('root', task(1));
    await show('detail', { kind: 'task-detail', taskId: '1' as TaskId }, OPEN, 'root');
    await until('both', () => posted('detail'));
    const [root, detail] = messages();
    expect(detail?.threadTs).toBe(root?.ts);
  });

  it('neither mentions nor links anybody of its own accord', async () => {
    const { show, outbox, until, posted, calls, messages } = await open();
    await outbox.start();
    await show('note', aNotice('<!channel> @here <@U0ADA>'));
    await until('the post', () => posted('note'));
    expect(messages()[0]?.pings).toEqual([]);
    expect(calls('chat.postMessage')[0]?.args).toMatchObject({
      parse: 'none',
      link_names: 'false',
      unfurl_links: 'false',
    });
  });
});

describe('pictures and files', () => {
  const upload = { name: 'chart.png', title: 'Chart', alt: 'Finance 3 of 4', content: async () => PNG };

  it('uploads a picture once, and shows it in the message with its words', async () => {
    const { show, outbox, until, posted, calls, messages, state } = await open();
    state.also = { picture: upload };
    await outbox.start();
    await show('digest', task(1));
    await until('the post', () => posted('digest'));
    state.words = 'second';
    outbox.changed(task(1));
    await until('the edit', () => messages()[0]?.edited);
    expect(calls('files.getUploadURLExternal')).toHaveLength(1);
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.blocks?.at(-1)).toMatchObject({ type: 'image', alt_text: 'Finance 3 of 4' });
  });

  it('leaves out a picture that cannot be uploaded', async () => {
    const { show, outbox, until, posted, messages, state, slack } = await open();
    state.also = { picture: upload };
    slack.faults.next('files.getUploadURLExternal', { kind: 'error', error: 'storage_limit_reached' });
    await outbox.start();
    await show('digest', task(1));
    await until('the post', () => posted('digest'));
    expect(messages()[0]?.blocks).toHaveLength(1);
  });

  it('puts a file into its thread once, also where the answer to the upload was lost', async () => {
    const { show, outbox, until, posted, messages, state, slack } = await open();
    await outbox.start();
    await show('root', { kind: 'task-detail', taskId: '1' as TaskId });
    await until('the root', () => posted('root'));
    state.also = { file: { ...upload, name: 'targets.csv' } };
    slack.faults.next('files.completeUploadExternal', { kind: 'drop-after' });
    await show('file', task(2), OPEN, 'root');
    await until('the file', () => posted('file'));
    await until('all', () => messages().filter((message) => message.files.length > 0).length > 0);
    const withFiles = messages().filter((message) => message.files.length > 0);
    expect(withFiles).toHaveLength(1);
    expect(withFiles[0]?.threadTs).toBe(messages()[0]?.ts);
  });
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('Slack’s rates', () => {
  it('let a channel have one post a second, without holding up another channel', async () => {
    const { show, outbox, until, posted, calls } = await open();
    await outbox.start();
    for (let n = 0; n < 4; n++) await show(`a-${n}`, task(n));
    await show('b-0', task(10), 'C0APPROVALS');
    await until('all', async () => (await posted('a-3')) && (await posted('b-0')));
    const times = (channel: string) =>
      calls('chat.postMessage').flatMap((call) => (call.args.channel === channel ? [call.at] : []));
    const gaps = times(OPEN)
      .slice(1)
      .map((at, index) => at - (times(OPEN)[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(900);
    expect(times('C0APPROVALS')[0]).toBeLessThan(times(OPEN)[1] ?? 0);
  });

  it('let all edits of a minute be forty, spread over it, and a click go at once', async () => {
    const { show, outbox, until, posted, calls, state, clock } = await open();
    await outbox.start();
    for (let n = 0; n < 45; n++) await show(`task-${n}`, task(n));
    await until('the posts', () => posted('task-44'), 1000);
    state.words = 'second';
    for (let n = 0; n < 45; n++) outbox.changed(task(n));
    await until('the first edits', () => calls('chat.update').length === 20);
    const start = clock.now();
    outbox.clicked(task(44));
    await until('the click', () => calls('chat.update').some((call) => call.at >= start));
    expect(clock.now() - start).toBeLessThan(500);
    await until('the others', () => calls('chat.update').length === 45, 1000);
    const times = calls('chat.update').map((call) => call.at);
    for (const from of times)
      expect(times.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(41);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(55_000);
  });

  it('that were exceeded all the same stop edits for as long as Slack says, and posts not at all', async () => {
    const { show, outbox, until, posted, state, calls, clock, slack } = await open();
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    slack.faults.next('chat.update', { kind: 'rate-limited', retryAfterSeconds: 30 });
    state.words = 'second';
    outbox.changed(task(1));
    await until('the refusal', () => calls('chat.update').length === 1);
    const refused = clock.now();
    await show('task-2', task(2));
    await until('another post', () => posted('task-2'));
    expect(clock.now() - refused).toBeLessThan(10_000);
    await until('the edit', () => calls('chat.update').length === 2);
    expect((calls('chat.update')[1]?.at ?? 0) - refused).toBeGreaterThan(28_000);
  });
});

describe('a post whose answer was lost', () => {
  it('is found by its metadata and not doubled', async () => {
    const { show, outbox, until, posted, messages, slack } = await open();
    slack.faults.next('chat.postMessage', { kind: 'drop-after' });
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    expect(messages()).toHaveLength(1);
  });

  it('is doubled rather than lost where we may not look', async () => {
    const { show, outbox, until, posted, messages, slack } = await open();
    slack.faults.next('chat.postMessage', { kind: 'drop-after' });
    slack.faults.next('conversations.history', { kind: 'error', error: 'missing_scope' });
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    expect(messages()).toHaveLength(2);
  });

  it('is found after a crash, a stray twin is removed, and what happened meanwhile is drawn', async () => {
    const first = await open();
    await first.outbox.start();
    await first.show('task-1', task(1));
    await first.until('the post', () => first.posted('task-1'));
    await first.outbox.stop();
    const metadata = { event_type: 'patchbay_surface', event_payload: { surface: 'task-1' } };
    await first.bench.web.chat.postMessage({ channel: OPEN, text: 'twin', metadata });
    await first.store.surfaces.update('task-1', (value) =>
      value === null ? null : { ...value, state: 'posting', channel: null, ts: null },
    );

    const second = await open(first.store, { slack: first.bench, clock: first.clock });
    second.state.words = 'after the crash';
    await second.outbox.start();
    await second.until('the card', () => second.messages()[0]?.text.includes('after the crash'));
    expect(second.messages().filter((message) => !message.deleted)).toHaveLength(1);
  });
});

describe('after a restart', () => {
  it('cards of tasks that run are drawn again, those of tasks long ended are not', async () => {
    const first = await open();
    await first.outbox.start();
    for (const n of [1, 2]) await first.show(`task-${n}`, task(n));
    await first.until('the posts', () => first.posted('task-2'));
    await first.outbox.stop();
    const longAgo = first.clock.now() - 3 * 86_400_000;
    await first.store.tasks.create('1', aTask({ id: '1' as TaskId }));
    await first.store.tasks.create('2', aTask({ id: '2' as TaskId, endedAt: longAgo, status: 'Succeeded' }));

    const second = await open(first.store, { slack: first.bench, clock: first.clock });
    second.state.words = 'after the restart';
    await second.outbox.start();
    await second.until('the card', () => second.messages()[0]?.text.includes('after the restart'));
    await second.pass(5000);
    expect(second.calls('chat.update')).toHaveLength(1);
    expect(second.messages()).toHaveLength(2);
  });
});

describe('a damaged document', () => {
  it('of one message does not keep the others from being posted', async () => {
    const store = memoryStore();
    const surfaces = store.surfaces;
    const damaged: Store = {
      ...store,
      surfaces: {
        ...{ ids: async () => ['broken', ...(await surfaces.ids())], create: surfaces.create.bind(surfaces) },
        ...{ update: surfaces.update.bind(surfaces), replace: surfaces.replace.bind(surfaces) },
        remove: surfaces.remove.bind(surfaces),
        get: async (id) => {
          if (id === 'broken') throw new PatchbayError('PB803', { name: id, aside: 'broken.aside', cause: 'torn' });
          return surfaces.get(id);
        },
      },
    };
    const { show, outbox, until, posted } = await open(damaged);
    await show('task-1', task(1));
    await outbox.start();
    await until('the post', () => posted('task-1'));
  });
});

describe('a channel that other organizations read', () => {
  it('gets nothing: the card goes to the person, with a word on why', async () => {
    const { show, outbox, until, posted, messages, slack } = await open();
    await outbox.start();
    slack.shareOutside(OPEN);
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    expect(messages(OPEN)).toHaveLength(0);
    expect(JSON.stringify(messages('D0OLIVIA')[0]?.blocks)).toContain('other organizations read it');
  });

  it('gets nothing as long as Slack does not say whether it is one', async () => {
    const { show, outbox, until, pass, posted, messages, slack } = await open();
    await outbox.start();
    slack.faults.next('conversations.info', { kind: 'error', error: 'fatal_error' });
    await show('task-1', task(1));
    await until('the question', () => slack.calls.some((call) => call.method === 'conversations.info'));
    await pass(100);
    expect(messages(OPEN)).toHaveLength(0);
    await until('the post', () => posted('task-1'));
    expect(messages(OPEN)).toHaveLength(1);
  });
});

describe('what was clicked on', () => {
  it('is drawn first where it was clicked, and elsewhere when it has changed', async () => {
    const { show, outbox, until, posted, messages, state } = await open();
    const request = { kind: 'request', requestId: 'ask-0000001' as OperationId } as const;
    await outbox.start();
    await show('channel', request);
    await show('direct', request, 'U0OLIVIA');
    await until('both', async () => (await posted('channel')) && (await posted('direct')));
    state.words = 'working';
    outbox.clicked(request, 'U0OLIVIA');
    await until('the edit', () => messages('D0OLIVIA')[0]?.text.startsWith('working'));
    expect(messages(OPEN)[0]?.text).toMatch(/^first/);
    state.words = 'decided';
    outbox.clicked(request);
    await until('both edits', () => [OPEN, 'D0OLIVIA'].every((one) => messages(one)[0]?.text.startsWith('decided')));
  });
});

describe('a channel that is closed to the bot', () => {
  it('makes the card go to the person who asked, with a word on why, and its thread as well', async () => {
    const { show, outbox, until, posted, messages, state } = await open();
    await outbox.start();
    await show('root', task(1), CLOSED);
    await show('detail', { kind: 'task-detail', taskId: '1' as TaskId }, CLOSED, 'root');
    await until('both', () => posted('detail'));
    const [root, detail] = messages('D0OLIVIA');
    expect(JSON.stringify(root?.blocks)).toContain('Invite me there');
    expect(detail?.threadTs).toBe(root?.ts);
    state.words = 'second';
    outbox.changed(task(1));
    await until('the edit', () => messages('D0OLIVIA')[0]?.text.includes('second'));
    expect(JSON.stringify(messages('D0OLIVIA')[0]?.blocks)).toContain('Invite me there');
  });

  it('is not needed for a person: their direct message is opened', async () => {
    const { show, outbox, until, posted, messages } = await open();
    await outbox.start();
    await show('task-1', task(1), 'U0OLIVIA');
    await until('the post', () => posted('task-1'));
    expect(messages('D0OLIVIA')).toHaveLength(1);
    expect(JSON.stringify(messages('D0OLIVIA')[0]?.blocks)).not.toContain('Invite me');
  });
});

describe('what must arrive', () => {
  const end = { threadOf: 'root', mustArrive: true, broadcast: true } as const;

  /** A task's card, and after some trouble with it the word on how it ended. */
  async function ended(trouble: (bench: Awaited<ReturnType<typeof open>>) => void) {
    const bench = await open();
    await bench.outbox.start();
    await bench.show('root', task(1));
    await bench.until('the card', () => bench.posted('root'));
    trouble(bench);
    bench.state.words = 'second';
    bench.outbox.changed(task(1));
    await bench.until('the edit', () => bench.calls('chat.update').length > 0);
    await bench.outbox.show({
      ...end,
      id: 'end',
      subject: aNotice('task 1 failed'),
      conversation: OPEN,
      person: OLIVIA,
    });
    await bench.until('the end', () => bench.posted('end'));
    return bench;
  }

  it('is a reply in the thread that the whole channel sees', async () => {
    const { messages } = await ended(() => undefined);
    expect(messages().map((message) => [message.text.includes('failed'), message.broadcast])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(messages('D0OLIVIA')).toHaveLength(0);
  });

  it('goes to the person where the channel was archived, once, whatever happens afterwards', async () => {
    const first = await ended(({ slack }) => slack.archive(OPEN));
    expect(first.messages('D0OLIVIA').map((message) => message.text)).toEqual(['task 1 failed']);
    expect(JSON.stringify(first.messages('D0OLIVIA')[0]?.blocks)).toContain('I can no longer write where this belongs');
    await first.outbox.stop();
    const second = await open(first.store, { slack: first.bench, clock: first.clock });
    await second.outbox.start();
    await second.outbox.show({ ...end, id: 'end', subject: aNotice('again'), conversation: OPEN, person: OLIVIA });
    await second.pass(5000);
    expect(second.messages('D0OLIVIA')).toHaveLength(1);
  });

  it('goes to the person where the bot was removed from the channel', async () => {
    const { messages } = await ended(({ slack }) => slack.removeBot(OPEN));
    expect(messages('D0OLIVIA')).toHaveLength(1);
  });

  it('goes to the person where somebody deleted the card', async () => {
    const { messages, store } = await ended(({ slack }) =>
      slack.faults.next('chat.update', { kind: 'error', error: 'message_not_found' }),
    );
    expect((await store.surfaces.get('root'))?.value).toMatchObject({ state: 'failed', error: 'message_not_found' });
    expect(messages('D0OLIVIA')).toHaveLength(1);
  });

  it('is neither lost nor doubled where the answer to the direct message was lost', async () => {
    const { messages } = await ended(({ slack }) => {
      slack.archive(OPEN);
      slack.faults.next('conversations.open', { kind: 'drop-after' });
      slack.faults.next('chat.postMessage', { kind: 'drop-after' });
    });
    expect(messages('D0OLIVIA')).toHaveLength(1);
  });
});

describe('what Slack does not take', () => {
  it('is sent as its summary alone where the blocks are at fault', async () => {
    const { show, outbox, until, posted, messages, state } = await open();
    state.blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    expect(messages()[0]?.text).toContain('first');
  });

  it('ends a message for good, with the reason, and those of its thread with it', async () => {
    const { show, outbox, until, store, slack, messages } = await open();
    slack.faults.next('chat.postMessage', { kind: 'error', error: 'as_user_not_supported' });
    await outbox.start();
    await show('root', task(1));
    await show('detail', { kind: 'task-detail', taskId: '1' as TaskId }, OPEN, 'root');
    await until('the end', async () => (await store.surfaces.get('detail'))?.value.state === 'failed');
    expect((await store.surfaces.get('root'))?.value).toMatchObject({
      state: 'failed',
      error: 'as_user_not_supported',
    });
    expect(messages()).toHaveLength(0);
  });

  it('is tried again while Slack or the network is down, with growing pauses', async () => {
    const { show, outbox, until, posted, calls, slack } = await open();
    slack.faults.next('chat.postMessage', { kind: 'http', status: 503 }, 4);
    await outbox.start();
    await show('task-1', task(1));
    await until('the post', () => posted('task-1'));
    const times = calls('chat.postMessage').map((call) => call.at);
    expect(times).toHaveLength(5);
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBeGreaterThan((times[1] ?? 0) - (times[0] ?? 0));
  });
});
