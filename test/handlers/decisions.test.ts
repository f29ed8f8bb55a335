import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { OperationId } from '../../src/domain/ids.js';
import { card, section } from '../../src/slack/blocks.js';
import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { runCard } from '../../src/slack/cards/run.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { updatesCard } from '../../src/slack/cards/updates.js';
import { mrkdwn } from '../../src/slack/text.js';
import { updateId } from '../support/samples.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import {
  anUpdatesView,
  aPlan,
  aRecommendationsView,
  aRow,
  aRunView,
  aTarget,
  aTaskView,
  REQUEST,
} from '../support/views.js';

const CHANNEL = 'C0APPROVALS';
const request = { kind: 'request', requestId: REQUEST };
let bench: HandlerBench;

beforeEach(async () => {
  bench = await withHandlers();
});
afterEach(() => bench.close());

const recommendations = () => recommendationsCard(aRecommendationsView([aRow(1), aRow(2)]));
const modalOf = (person: string) => bench.slack.waitFor('the modal', () => bench.slack.as(person).modal());
const said = (person: string, words: string) =>
  bench.slack.waitFor(`"${words}" in the modal`, () =>
    JSON.stringify(bench.slack.as(person).modal()?.content ?? '').includes(words),
  );

describe('the pages of a list of patches', () => {
  it('are turned in place', async () => {
    const message = await bench.post(CHANNEL, updatesCard(anUpdatesView(19, { page: 1 })));
    await bench.slack.as('anil').click(message, 'updates.next');
    await bench.slack.as('anil').click(message, 'updates.previous');
    await bench.slack.waitFor('both', () => bench.clicked.length === 2);
    expect(bench.asked.map((one) => [one.what, one.with])).toEqual([
      ['turnUpdates', { request: REQUEST, page: 2 }],
      ['turnUpdates', { request: REQUEST, page: 0 }],
    ]);
  });
});

describe('Approve all', () => {
  it('decides once under the card’s own id, and the card is drawn again', async () => {
    const message = await bench.post(CHANNEL, recommendations());
    expect(await bench.slack.as('anil').click(message, 'recommendations.approve')).toBe('acked');
    await bench.sees('anil', CHANNEL, '2 recommendations approved');
    expect(bench.asked).toEqual([
      {
        what: 'approve',
        asker: { person: 'U0ANIL', conversation: CHANNEL, operation: REQUEST },
        with: { request: REQUEST, selection: { updates: 'all', exceptComputers: [] } },
      },
    ]);
    expect(bench.clicked).toEqual([request, request]);
  });

  it('clicked a second time says who decided, and draws the card again', async () => {
    const message = await bench.post(CHANNEL, recommendations());
    await bench.slack.as('anil').click(message, 'recommendations.approve');
    await bench.sees('anil', CHANNEL, 'approved');
    await bench.slack.as('ada').click(message, 'recommendations.approve');
    await bench.sees('ada', CHANNEL, 'That was decided already: approved, by <@U0ANIL>');
    expect(bench.clicked).toEqual([request, request, request, request]);
  });

  it('by somebody without the role is refused, with the names of those who have it', async () => {
    const message = await bench.post(CHANNEL, recommendations());
    await bench.slack.as('olivia').click(message, 'recommendations.approve');
    const answer = await bench.sees('olivia', CHANNEL, 'You need the approver role');
    expect(JSON.stringify(answer.blocks)).toContain('<@U0ADMIN1>');
  });

  it('on a card of a state that is gone says so, and the card shows how it stands', async () => {
    await bench.close();
    bench = await withHandlers({
      approve: async () => {
        throw new PatchbayError('PB302');
      },
    });
    const message = await bench.post(CHANNEL, recommendations());
    await bench.slack.as('anil').click(message, 'recommendations.approve');
    await bench.sees('anil', CHANNEL, 'This changed since it was shown to you');
    expect(bench.clicked).toEqual([request, request]);
  });

  it('that fails unexpectedly is told without its details, which are logged', async () => {
    await bench.close();
    bench = await withHandlers({
      approve: async () => {
        throw new Error('disk on fire');
      },
    });
    const message = await bench.post(CHANNEL, recommendations());
    await bench.slack.as('anil').click(message, 'recommendations.approve');
    const answer = await bench.sees('anil', CHANNEL, 'Something went wrong on my side');
    expect(JSON.stringify(answer.blocks)).not.toContain('disk on fire');
    expect(bench.lines.join('\n')).toContain('disk on fire');
  });
});

describe('Approve… on the card of updates', () => {
  it('starts the task that tells WSUS, for the group and the patches chosen', async () => {
    const message = await bench.post(CHANNEL, updatesCard(anUpdatesView(2)));
    await bench.slack.as('anil').click(message, 'updates.approve');
    const modal = await modalOf('anil');
    const values = { which: 'except', updates: [updateId(0)], groups: [updateId(900)], action: 'install' };
    await bench.slack.as('anil').submit(modal, values);
    await said('anil', 'has started');
    expect(bench.asked[0]).toMatchObject({
      what: 'approveUpdates',
      asker: { operation: REQUEST },
      with: { request: REQUEST, order: { updates: [updateId(1)], wsusGroups: [updateId(900)], action: 'install' } },
    });
  });
});

describe('Run on the card of a plan', () => {
  it('starts the run once', async () => {
    const message = await bench.post(CHANNEL, runCard(aRunView(aPlan(2, 1))));
    await bench.slack.as('olivia').click(message, 'run.start');
    await bench.sees('olivia', CHANNEL, 'has started');
    await bench.slack.as('ada').click(message, 'run.start');
    await bench.sees('ada', CHANNEL, 'decided already');
  });
});

describe('Stop on the card of a task', () => {
  it('stops that task and says what still runs', async () => {
    const message = await bench.post(CHANNEL, taskCard(aTaskView([aTarget(1, 'In Progress')]), '/patch'));
    await bench.slack.as('olivia').click(message, 'task.stop');
    await bench.sees('olivia', CHANNEL, '1 computer will end what runs there now');
    expect(bench.asked[0]).toMatchObject({ what: 'stop', with: { task: '17' } });
    expect(bench.clicked).toEqual([{ kind: 'task', taskId: '17' }]);
  });
});

describe('a button that we no longer know', () => {
  it('is acknowledged and answered', async () => {
    const old = {
      type: 'actions' as const,
      elements: [
        { type: 'button' as const, action_id: 'old.button', text: { type: 'plain_text' as const, text: 'Old' } },
      ],
    };
    const message = await bench.post(CHANNEL, card(mrkdwn`old`, [section(mrkdwn`old`), old]));
    expect(await bench.slack.as('anil').click(message, 'old.button')).toBe('acked');
    await bench.sees('anil', CHANNEL, 'I no longer know this card');
  });

  it('or whose value is none of ours changes nothing', async () => {
    const forged = runCard(aRunView(aPlan(1, 0), { requestId: '../../x' as OperationId }));
    const message = await bench.post(CHANNEL, forged);
    await bench.slack.as('olivia').click(message, 'run.start');
    await bench.sees('olivia', CHANNEL, 'I no longer know this card');
    expect(bench.asked).toEqual([]);
  });
});
