import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import { VERBS, type Verb } from '../../src/slack/verbs.js';
import { example } from '../../src/slack/words/help.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { aTarget, aTaskView } from '../support/views.js';

const CHANNEL = 'C0PATCHING';
let bench: HandlerBench;

beforeEach(async () => {
  bench = await withHandlers();
});
afterEach(() => bench.close());

describe('the slash command', () => {
  it('starts a scan in the channel it was typed in, and says so at once', async () => {
    const typed = await bench.slack.as('olivia').type(CHANNEL, '/patch scan finance');
    expect(typed.outcome).toBe('acked');
    await bench.sees('olivia', CHANNEL, 'Task 17, Compliance Scan and Check, has started');
    expect(bench.asked).toEqual([
      {
        what: 'scan',
        asker: { person: 'U0OLIVIA', conversation: CHANNEL, operation: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/) },
        with: 'finance',
      },
    ]);
  });

  it('delivered twice carries the same operation, so that it can take effect once', async () => {
    bench.slack.faults.duplicateEnvelopes(1);
    await bench.slack.as('olivia').type(CHANNEL, '/patch sync');
    await bench.slack.waitFor('both deliveries', () => bench.asked.length === 2);
    expect(bench.asked[0]?.asker.operation).toBe(bench.asked[1]?.asker.operation);
  });

  it('typed twice carries two operations', async () => {
    await bench.slack.as('olivia').type(CHANNEL, '/patch sync');
    await bench.slack.as('olivia').type(CHANNEL, '/patch sync');
    await bench.slack.waitFor('both', () => bench.asked.length === 2);
    expect(bench.asked[0]?.asker.operation).not.toBe(bench.asked[1]?.asker.operation);
  });

  it('knows every verb', async () => {
    for (const verb of Object.keys(VERBS) as Verb[]) {
      const words = example(verb, '/patch', 'finance');
      expect((await bench.slack.as('ada').type(CHANNEL, words)).outcome).toBe('acked');
    }
    await bench.slack.waitFor('all that ask the desk', () => bench.asked.length >= 8);
    await bench.sees('ada', CHANNEL, 'Stopped task 17');
    await bench.sees('ada', CHANNEL, 'Workflow execution log 17.3');
    expect(JSON.stringify(bench.slack.as('ada').sees(CHANNEL))).not.toMatch(/PB\d{3}/);
  });

  it('refuses, with the names of those who may, and only to the person who asked', async () => {
    await bench.slack.as('vera').type(CHANNEL, '/patch scan finance');
    const answer = await bench.sees('vera', CHANNEL, 'You need the operator role');
    expect(answer.ephemeralFor).toBe('U0VERA');
    expect(bench.asked).toEqual([]);
  });

  it('takes no orders from guests', async () => {
    await bench.slack.as('gus').type(CHANNEL, '/patch status');
    await bench.sees('gus', CHANNEL, 'full members of this workspace');
  });

  it('does nothing where another organization reads along, and says why to the person alone', async () => {
    bench.slack.shareOutside(CHANNEL);
    await bench.slack.as('ada').type(CHANNEL, '/patch sync');
    const answer = await bench.sees('ada', CHANNEL, 'Other organizations read this channel');
    expect(answer.ephemeralFor).toBe('U0ADA');
    await bench.slack.as('ada').type(CHANNEL, '@Patchbay sync');
    await bench.slack.as('ada').type('U0ADA', 'groups');
    await bench.sees('ada', 'D0ADA', '0/2 compliant');
    expect(bench.asked).toEqual([]);
  });

  it('does nothing where Slack does not let it see who reads along', async () => {
    bench.slack.faults.next('conversations.info', { kind: 'error', error: 'missing_scope' });
    await bench.slack.as('ada').type(CHANNEL, '/patch sync');
    await bench.sees('ada', CHANNEL, 'I cannot see whether');
    expect(bench.asked).toEqual([]);
  });

  it('by the thousand tires nobody but whoever sends them: one refusal, then silence', async () => {
    const vera = bench.slack.as('vera');
    for (let n = 0; n < 80; n++) await vera.type(CHANNEL, `/patch groups ${n}`);
    await bench.sees('vera', CHANNEL, 'more than I take from one person in a minute');
    await bench.slack.as('olivia').type(CHANNEL, '/patch sync');
    await bench.slack.waitFor('the other person’s order', () => bench.asked.length === 1);
    const answers = vera.sees(CHANNEL).filter((message) => message.ephemeralFor === 'U0VERA');
    expect(answers).toHaveLength(61);
  });

  it('names no group to whoever may not look', async () => {
    await bench.close();
    const refuse = async (person: string) => {
      if (person === 'U0VERA') throw new PatchbayError('PB104', { role: 'viewer', people: '@U0ADA' });
    };
    bench = await withHandlers({ rolesOf: async () => [], demand: refuse });
    for (const words of ['', 'scan', 'scan nowhere', 'groups']) {
      await bench.slack.as('vera').type(CHANNEL, `/patch ${words}`.trim());
    }
    const seen = () => bench.slack.as('vera').sees(CHANNEL);
    await bench.slack.waitFor('all answers', () => seen().filter((one) => one.ephemeralFor !== null).length === 4);
    const refusals = seen().filter((one) => JSON.stringify(one.blocks).includes('You need the viewer role'));
    expect(refusals).toHaveLength(3);
    expect(JSON.stringify(seen())).not.toMatch(/Finance|Your groups/);
  });

  it('lets nobody in while Slack does not say who they are', async () => {
    bench.slack.faults.next('users.info', { kind: 'http', status: 500 });
    await bench.slack.as('ada').type(CHANNEL, '/patch sync');
    await bench.sees('ada', CHANNEL, 'PB701');
    expect(bench.asked).toEqual([]);
  });

  it('answers a sentence without its group with the groups, one click away', async () => {
    await bench.slack.as('olivia').type(CHANNEL, '/patch scan');
    const question = await bench.sees('olivia', CHANNEL, 'I need the name of a group');
    await bench.slack.as('olivia').click(question, 'Finance');
    await bench.slack.waitFor('the scan', () => bench.asked.some(({ what }) => what === 'scan'));
  });

  it('works where the bot is not a member, for it answers on its own address', async () => {
    await bench.slack.as('vera').type('C0FINANCE', '/patch groups');
    await bench.sees('vera', 'C0FINANCE', '0/2 compliant');
  });

  it('asks Slack once a minute at most who somebody is', async () => {
    for (let n = 0; n < 3; n++) await bench.slack.as('vera').type(CHANNEL, '/patch groups');
    await bench.slack.waitFor('three answers', () => {
      const seen = bench.slack.as('vera').sees(CHANNEL);
      return seen.filter((message) => message.ephemeralFor === 'U0VERA').length === 3;
    });
    expect(bench.slack.calls.filter(({ method }) => method === 'users.info')).toHaveLength(1);
  });
});

describe('help', () => {
  it('shows by role what can be done now, with examples of this very installation', async () => {
    await bench.slack.as('vera').type(CHANNEL, '/patch');
    const viewer = await bench.sees('vera', CHANNEL, '/patch status finance');
    expect(JSON.stringify(viewer.blocks)).toContain('With another role also');
    await bench.slack.as('ada').type(CHANNEL, '/patch help');
    const admin = await bench.sees('ada', CHANNEL, '/patch run finance');
    expect(JSON.stringify(admin.blocks)).not.toContain('With another role also');
  });
});

describe('other ways to say it', () => {
  it('a direct message is answered there, and its tasks are shown there', async () => {
    await bench.slack.as('olivia').type('U0OLIVIA', 'scan finance');
    await bench.slack.waitFor('the scan', () => bench.asked.some(({ what }) => what === 'scan'));
    expect(bench.asked[0]?.asker.conversation).toBe('U0OLIVIA');
  });

  it('a mention is answered to the person alone', async () => {
    await bench.slack.as('vera').type(CHANNEL, '@Patchbay status finance');
    const answer = await bench.sees('vera', CHANNEL, 'Not compliant');
    expect(answer.ephemeralFor).toBe('U0VERA');
  });

  it('a mention that misses its group is answered with the groups', async () => {
    await bench.slack.as('olivia').type(CHANNEL, '@Patchbay scan');
    const question = await bench.sees('olivia', CHANNEL, 'I need the name of a group');
    await bench.slack.as('olivia').click(question, 'Finance');
    await bench.slack.waitFor('the scan', () => bench.asked.some(({ what }) => what === 'scan'));
  });

  it('the bot does not talk to itself', async () => {
    await bench.app.client.chat.postMessage({ channel: 'D0OLIVIA', text: 'sync' });
    await bench.slack.as('olivia').type('U0OLIVIA', 'tasks');
    await bench.sees('olivia', 'D0OLIVIA', 'Task 17');
    expect(bench.asked).toEqual([]);
  });
});

describe('a task', () => {
  it('with more targets than a message holds sends them all as a file', async () => {
    await bench.close();
    const targets = Array.from({ length: 300 }, (_, n) => aTarget(n + 1, 'Failed', { message: '=cmd()' }));
    bench = await withHandlers({ task: async () => aTaskView(targets) });
    await bench.slack.as('olivia').type(CHANNEL, '/patch task 17');
    await bench.sees('olivia', CHANNEL, 'more targets, none worse');
    await bench.slack.waitFor('the file', () =>
      bench.slack.messages('D0OLIVIA').find(({ files }) => files.length === 1),
    );
  });
});

describe('a workflow execution log', () => {
  it('that is long goes as a file to the person’s direct messages', async () => {
    await bench.close();
    const entries = Array.from({ length: 500 }, (_, n) => ({ n, at: 0, level: 'info' as const, text: `line ${n}` }));
    bench = await withHandlers({
      log: async (logId) => ({
        ...{ logId, taskId: '17' as never, taskName: 'Compliance Scan and Check', computerId: 'fin-1' as never },
        ...{ status: 'Succeeded', failure: null, entries },
      }),
    });
    await bench.slack.as('olivia').type(CHANNEL, '/patch log 17.3');
    const short = await bench.sees('olivia', CHANNEL, 'earlier lines not shown');
    await bench.slack.as('olivia').click(short, 'Whole log as a file');
    const answer = await bench.sees('olivia', CHANNEL, 'in the file that I sent to our direct messages');
    expect(JSON.stringify(answer.blocks)).toContain('line 499');
    await bench.slack.waitFor('the file', () =>
      bench.slack.messages('D0OLIVIA').find(({ files }) => files.length === 1),
    );
  });
});

describe('the Home tab', () => {
  it('shows the groups, and opens what is clicked on in the direct messages', async () => {
    bench.slack.as('olivia').openHome();
    const home = await bench.slack.waitFor('the tab', () => bench.slack.as('olivia').home());
    expect(JSON.stringify(home.content)).toContain('0/2 compliant');
    await bench.slack.as('olivia').click(home, 'Show tasks');
    await bench.sees('olivia', 'D0OLIVIA', 'Tasks');
  });
});
