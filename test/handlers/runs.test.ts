import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import { PatchbayError } from '../../src/domain/errors.js';
import type { OperationId } from '../../src/domain/ids.js';
import { runCard } from '../../src/slack/cards/run.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { type HandlerBench, withHandlers } from '../support/slack-app.js';
import { aPlan, aRunView, aTarget, aTask, aTaskView, canaryRollout, computerId, REQUEST } from '../support/views.js';

const CHANNEL = 'C0PATCHING';
let bench: HandlerBench;

beforeEach(async () => {
  bench = await withHandlers();
});
afterEach(() => bench.close());

const plan = () => runCard(aRunView(aPlan(3, 1)));
const said = (person: string, words: string) =>
  bench.slack.waitFor(`"${words}" in the modal`, () =>
    JSON.stringify(bench.slack.as(person).modal()?.content ?? '').includes(words),
  );

describe('Options… on the card of a plan', () => {
  async function opened() {
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, plan()), 'run.options');
    return bench.slack.waitFor('the modal', () => bench.slack.as('olivia').modal());
  }

  it('have the plan made anew as chosen, and start nothing', async () => {
    const values = { mode: 'distribute', restart: 'never', canaries: '1', 'at-once': '2', failures: '3' };
    await bench.slack.as('olivia').submit(await opened(), values);
    await said('olivia', 'Nothing has started');
    const options = { mode: 'distribute', restart: 'never', canaries: 1, atOnce: 2, stopAfterFailures: 3 };
    expect(bench.asked).toMatchObject([{ what: 'setRunOptions', with: { request: REQUEST, options } }]);
    expect(bench.clicked).toContainEqual({ kind: 'request', requestId: REQUEST });
  });

  it('are not for those who could not run', async () => {
    await bench.slack.as('vera').click(await bench.post(CHANNEL, plan()), 'run.options');
    await bench.sees('vera', CHANNEL, 'You need the operator role');
    expect(bench.slack.as('vera').modal()).toBeNull();
  });
});

describe('Run on the card of a plan', () => {
  it('says which plan was confirmed, by its hash', async () => {
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, plan()), 'run.start');
    await bench.slack.waitFor('the run', () => bench.asked.length > 0);
    expect(bench.asked[0]).toMatchObject({ what: 'run', with: { request: REQUEST, shown: 'hash' } });
  });

  it('says where the card is, if it does not come up here', async () => {
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, plan()), 'run.start');
    // The test's task lies in a channel without the bot.
    await bench.sees('olivia', CHANNEL, 'has started. Its card is in your direct messages with me.');
  });

  it('says nothing more where the card comes up just here', async () => {
    await bench.close();
    bench = await withHandlers({ run: async () => aTask({ conversation: CHANNEL }) });
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, plan()), 'run.start');
    await bench.slack.waitFor('the click', () => bench.clicked.length > 0);
    await bench.slack.as('olivia').type(CHANNEL, '/patch tasks');
    await bench.sees('olivia', CHANNEL, 'Tasks');
    expect(JSON.stringify(bench.slack.as('olivia').sees(CHANNEL))).not.toContain('has started');
  });

  it('gives the whole plan as a file, to whoever asks', async () => {
    await bench.slack.as('vera').click(await bench.post(CHANNEL, plan()), 'run.plan-file');
    await bench.sees('vera', CHANNEL, 'I sent');
    await bench.slack.waitFor('the file', () => bench.slack.messages('D0VERA').find(({ files }) => files.length === 1));
  });
});

describe('a plan of what failed', () => {
  const again = () => runCard(aRunView({ ...aPlan(1, 0), again: [{ computerId: computerId(0), updates: [] }] }));

  it('is approved again by an approver, who runs nothing by it', async () => {
    await bench.slack.as('anil').click(await bench.post(CHANNEL, again()), 'run.approve-again');
    await bench.sees('anil', CHANNEL, '1 recommendation approved');
    expect(bench.asked).toMatchObject([{ what: 'approveAgain', with: { request: REQUEST, shown: 'hash' } }]);
  });

  it('is approved and run by one click of whoever may do both', async () => {
    await bench.slack.as('ada').click(await bench.post(CHANNEL, again()), 'run.approve-and-run');
    await bench.slack.waitFor('the run', () => bench.asked.length > 0);
    expect(bench.asked).toMatchObject([{ what: 'approveAndRun', asker: { operation: REQUEST } }]);
  });
});

describe('the card of a task that runs', () => {
  const waits = () =>
    taskCard(
      aTaskView([aTarget(1, 'Succeeded'), aTarget(2, 'Scheduled')], {
        task: aTask({ kind: 'run', rollout: canaryRollout(1) }),
      }),
      '/patch',
    );

  it('lets the others follow the canary computers, and is drawn again', async () => {
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, waits()), 'task.continue');
    await bench.sees('olivia', CHANNEL, 'The other 10 computers follow now.');
    expect(bench.asked).toMatchObject([{ what: 'continueRun', with: '17' }]);
    await bench.slack.waitFor('the card', () => bench.clicked.length > 0);
    expect(bench.clicked).toEqual([{ kind: 'task', taskId: '17' }]);
  });

  it('says who continued it where that was done before', async () => {
    await bench.close();
    bench = await withHandlers({
      continueRun: async () => {
        throw new PatchbayError('PB303', { as: 'task 17 continued', by: '@U0ADA' });
      },
    });
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, waits()), 'task.continue');
    await bench.sees('olivia', CHANNEL, 'That was decided already: task 17 continued, by <@U0ADA>');
  });

  it('stops everything, and says what nobody can reach and what is for others to stop', async () => {
    await bench.close();
    bench = await withHandlers({
      stop: async () => ({
        stopped: [aTask().id],
        stillRunning: 3,
        lost: [aTarget(7, 'Failed')],
        others: [aTask({ id: '9' as never }).id],
      }),
    });
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, waits()), 'task.stop-everything');
    const answer = await bench.sees('olivia', CHANNEL, 'Stopped task 17: nothing further starts.');
    expect(answer.text).toContain('3 computers will end what runs there now.');
    expect(answer.text).toContain('I lost sight of the jobs on fin-7.contoso.example');
    expect(answer.text).toContain('Not yours to stop, so they go on: 9.');
  });

  it('changes nothing by a button whose value is none of ours', async () => {
    const forged = taskCard(
      aTaskView([aTarget(1, 'Succeeded'), aTarget(2, 'Scheduled')], {
        task: aTask({ id: '../x' as never, rollout: canaryRollout(1) }),
      }),
      '/patch',
    );
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, forged), 'task.continue');
    await bench.sees('olivia', CHANNEL, 'I no longer know this card');
    const plans = runCard(aRunView(aPlan(1, 0), { requestId: '../x' as OperationId }));
    await bench.slack.as('olivia').click(await bench.post(CHANNEL, plans), 'run.options');
    await bench.slack.waitFor('both', () => bench.lines.filter((line) => line.includes('PB304')).length === 2);
    expect(bench.asked).toEqual([]);
  });
});

describe('what is said', () => {
  it('of a retry, the way of a run and single patches reaches the desk', async () => {
    await bench.slack.as('olivia').type(CHANNEL, '/patch retry 17');
    await bench.slack.as('olivia').type(CHANNEL, '/patch run finance distribute');
    await bench.slack.as('olivia').type(CHANNEL, '/patch install KB5031356 on finance');
    await bench.slack.waitFor('all', () => bench.asked.length === 3);
    expect(bench.asked).toMatchObject([
      { what: 'offerRetry', with: '17' },
      { what: 'offerRun', with: { group: 'finance', chosen: { mode: 'distribute' } } },
      { what: 'offerInstall', with: { group: 'finance', patches: ['5031356'] } },
    ]);
  });
});

describe('single patches that nobody has approved', () => {
  const notApproved = async () => {
    const details = {
      group: 'Finance',
      patches: 'KB5031356',
      states: '2 Opened',
      next: 'Approve it first',
    };
    throw new PatchbayError('PB134', details);
  };

  async function answered(person: string, words: string) {
    await bench.close();
    bench = await withHandlers({ offerInstall: notApproved });
    await bench.slack.as(person).type(CHANNEL, `/patch install ${words} on finance`);
    return bench.sees(person, CHANNEL, 'Nothing of KB5031356 can be installed on Finance now: 2 Opened');
  }

  it.each([
    ['olivia', 'Show recommendations'],
    ['ada', 'Approve…'],
  ])('are one click away, and nothing but them (%s: %s)', async (person, label) => {
    const answer = await answered(person, 'KB5031356, KB5034441');
    expect(textOfMessage(answer)).toContain(label);
    await bench.slack.as(person).click(answer, 'say.recommendations-finance-KB5031356-KB5034441');
    await bench.slack.waitFor('the recommendations', () => bench.asked.length > 0);
    expect(bench.asked[0]).toMatchObject({
      what: 'offerRecommendations',
      with: { group: 'finance', filter: { words: ['KB5031356', 'KB5034441'] } },
    });
  });

  it('are shown with all the others where they are too many to be named', async () => {
    const many = Array.from({ length: 13 }, (_, n) => `KB50313${56 + n}`).join(' ');
    const answer = await answered('olivia', many);
    await bench.slack.as('olivia').click(answer, 'say.recommendations-finance');
    await bench.slack.waitFor('the recommendations', () => bench.asked.length > 0);
    expect(bench.asked[0]).toMatchObject({ with: { filter: { words: [] } } });
  });
});
