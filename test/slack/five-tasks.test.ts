import { afterEach, describe, expect, it } from 'vitest';
import type { PersonId, TaskId } from '../../src/domain/ids.js';
import type { Subject } from '../../src/domain/surface.js';
import type { Status } from '../../src/domain/target.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { taskDetailCard } from '../../src/slack/cards/task-detail.js';
import { Channels } from '../../src/slack/channels.js';
import { Messenger } from '../../src/slack/outbox/messenger.js';
import { Outbox } from '../../src/slack/outbox/outbox.js';
import { Uploads } from '../../src/slack/outbox/uploads.js';
import { memoryStore } from '../support/memory-store.js';
import { type SlackBench, withSlack } from '../support/slack.js';
import { aTarget, aTask, aTaskView } from '../support/views.js';
import { VirtualClock } from '../support/virtual-clock.js';

const OLIVIA = 'U0OLIVIA' as PersonId;
const TASKS = 5;
const TARGETS = 1_000;
const MINUTES = 3;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let bench: SlackBench | null = null;
let outbox: Outbox | null = null;
afterEach(async () => {
  await outbox?.stop();
  await bench?.close();
});

describe('five running tasks of 1,000 targets each', () => {
  it('take less than 50 edits a minute of the whole workspace, and each card is drawn within 100 ms', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 10, 12));
    bench = await withSlack({ clock });
    let done = 0;
    const drawing: number[] = [];
    const draw = async (subject: Subject) => {
      const began = performance.now();
      const used = process.cpuUsage();
      const view = viewOf(done);
      const card = subject.kind === 'task' ? taskCard(view, '/patch') : taskDetailCard(view, '/patch');
      const { user, system } = process.cpuUsage(used);
      // What other programs took of the processor counts for nothing.
      drawing.push(Math.min(performance.now() - began, (user + system) / 1000));
      return card;
    };
    outbox = new Outbox({
      ...{ store: memoryStore(), clock, log: silent, draw },
      ...{ messenger: new Messenger(bench.web), uploads: new Uploads(bench.web) },
      channels: new Channels(bench.web, clock),
    });
    await outbox.start();
    for (let n = 1; n <= TASKS; n++) {
      await outbox.show({ id: `task-${n}`, subject: subjectOf('task', n), conversation: 'C0PATCHING', person: OLIVIA });
      await outbox.show({
        ...{ id: `detail-${n}`, subject: subjectOf('task-detail', n), conversation: 'C0PATCHING', person: OLIVIA },
        threadOf: `task-${n}`,
      });
    }
    const posts = () => bench?.slack.calls.filter((call) => call.method === 'chat.postMessage').length ?? 0;
    for (let turn = 0; turn < 500 && posts() < 2 * TASKS; turn++) await pass(clock, 500);
    expect(posts()).toBe(2 * TASKS);
    // Every second a target of each task gets further.
    for (let second = 0; second < MINUTES * 60; second++) {
      done = Math.min(TARGETS, done + 5);
      for (let n = 1; n <= TASKS; n++)
        for (const kind of ['task', 'task-detail'] as const) outbox.changed(subjectOf(kind, n));
      await pass(clock, 1_000);
    }
    const edits = bench.slack.calls.filter((call) => call.method === 'chat.update');
    const first = edits[0]?.at ?? 0;
    for (let minute = 0; minute < MINUTES; minute++) {
      const within = edits.filter(({ at }) => at >= first + minute * 60_000 && at < first + (minute + 1) * 60_000);
      expect(within.length).toBeLessThan(50);
    }
    expect(edits.length).toBeGreaterThan(60);
    expect(edits.every(({ answer }) => answer === 'ok')).toBe(true);
    expect(Math.max(...drawing.slice(5))).toBeLessThan(100);
  }, 60_000);
});

/** Lets virtual time pass; sockets are real, so it takes a moment. */
async function pass(clock: VirtualClock, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds);
  await new Promise((resolve) => setTimeout(resolve, 8));
}

function subjectOf(kind: 'task' | 'task-detail', n: number): Subject {
  return { kind, taskId: String(n) as TaskId };
}

function viewOf(done: number) {
  const statusOf = (n: number): Status => {
    if (n >= done + 40) return 'Scheduled';
    if (n >= done) return 'In Progress';
    return n % 25 === 0 ? 'Failed' : 'Succeeded';
  };
  const targets = Array.from({ length: TARGETS }, (_, n) => aTarget(n, statusOf(n)));
  const task = aTask({ kind: 'run', computers: targets.map(({ computerId }) => computerId) });
  return aTaskView(targets, { task, status: 'In Progress' });
}
