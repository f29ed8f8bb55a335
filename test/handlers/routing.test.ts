import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { FORM_TABLE } from '../../handlers/forms/index.js';
import { registerHandlers } from '../../handlers/index.js';
import type { TaskId } from '../../src/domain/ids.js';
import { ACTIONS, MODALS } from '../../src/slack/actions.js';
import type { Card } from '../../src/slack/blocks.js';
import { approvalCard, askedCard, requestsCard } from '../../src/slack/cards/approval.js';
import { groupCard } from '../../src/slack/cards/group.js';
import { helpCard } from '../../src/slack/cards/help.js';
import { groupsCard, tasksCard, whichGroupCard } from '../../src/slack/cards/lists.js';
import { denialsCard, denyReasonCard, patchGroupCard, patchGroupsCard } from '../../src/slack/cards/patch-groups.js';
import { recommendationsCard } from '../../src/slack/cards/recommendations.js';
import { runCard } from '../../src/slack/cards/run.js';
import { stackCard, stacksCard } from '../../src/slack/cards/stacks.js';
import { statusCard } from '../../src/slack/cards/status.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { confirmCard } from '../../src/slack/cards/trust.js';
import { updatesCard } from '../../src/slack/cards/updates.js';
import { Door } from '../../src/slack/door.js';
import { InFlight } from '../../src/slack/in-flight.js';
import { libraryLogger } from '../../src/slack/log.js';
import { parse } from '../../src/slack/parser.js';
import { safe } from '../../src/slack/text.js';
import { anApprovalView, aRequestLine } from '../support/approval-views.js';
import { deskForTest, ROLES_FOR_TEST } from '../support/desk.js';
import { aGroupView, aPatchGroupView, aStackView } from '../support/groups-desk.js';
import { NOW } from '../support/samples.js';
import { ROLES, realClock, rememberingLog } from '../support/slack-app.js';
import {
  aConfirmView,
  anUpdatesView,
  aPlan,
  aRecommendationsView,
  aRow,
  aRunView,
  aServiceView,
  aStatusView,
  aTarget,
  aTask,
  aTaskView,
  canaryRollout,
  computerId,
  FINANCE,
  OLIVIA,
} from '../support/views.js';

/** Every card that has buttons, in the states that change them. */
function cards(): readonly Card[] {
  const decided = { by: OLIVIA, at: NOW, as: 'decided' };
  const groups = [{ groupId: FINANCE, name: 'Finance', computers: 2, compliant: 0, checkedAt: null }];
  const ended = (kind: 'sync' | 'run' | 'scan-and-check' | 'approve-updates', status: 'Succeeded' | 'Failed') =>
    aTaskView([aTarget(1, status)], {
      task: aTask({
        kind,
        status,
        endedAt: NOW,
        groupId: kind === 'sync' || kind === 'approve-updates' ? null : FINANCE,
      }),
    });
  return [
    taskCard(aTaskView([aTarget(1, 'In Progress')]), '/patch'),
    taskCard(
      aTaskView([aTarget(1, 'Succeeded'), aTarget(2, 'Scheduled')], { task: aTask({ rollout: canaryRollout(1) }) }),
      '/patch',
    ),
    runCard(aRunView({ ...aPlan(1, 0), again: [{ computerId: computerId(0), updates: [] }] })),
    ...(['sync', 'run', 'scan-and-check', 'approve-updates'] as const).flatMap((kind) =>
      (['Succeeded', 'Failed'] as const).map((status) => taskCard(ended(kind, status), '/patch')),
    ),
    ...[{}, { decided }].flatMap((over) => [
      updatesCard(anUpdatesView(2, over)),
      updatesCard(anUpdatesView(30, { page: 1, ...over })),
      recommendationsCard(aRecommendationsView([aRow(1)], over)),
      recommendationsCard(aRecommendationsView([], { counts: { Approved: 1 }, ...over })),
      runCard(aRunView(aPlan(1, 1), over)),
      runCard(aRunView(aPlan(0, 1), over)),
    ]),
    approvalCard(anApprovalView()),
    askedCard(anApprovalView()),
    requestsCard({ command: '/patch', toDecide: [aRequestLine()], asked: [aRequestLine()] }),
    confirmCard(aConfirmView()),
    confirmCard(aServiceView()),
    statusCard(aStatusView(1), FINANCE),
    statusCard(aStatusView(2), null),
    groupsCard(groups, true),
    groupCard(aGroupView()),
    patchGroupsCard([aPatchGroupView()], true),
    patchGroupCard(aPatchGroupView()),
    stacksCard({ stacks: [aStackView()], mayEdit: true }),
    stackCard(aStackView()),
    denialsCard({ denials: [], mayDeny: true }),
    denyReasonCard(['KB5031356']),
    tasksCard([aTaskView([], { task: aTask({ id: '5' as TaskId }) })]),
    whichGroupCard(safe('Which group?'), 'scan', groups),
    ...ROLES_FOR_TEST.map((roles) => helpCard({ command: '/patch', roles, topic: null, group: FINANCE })),
  ];
}

function buttons(): readonly { readonly id: string; readonly value: string }[] {
  return cards().flatMap((card) =>
    card.blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((element) =>
            element.type === 'button' ? [{ id: element.action_id ?? '', value: element.value ?? '' }] : [],
          )
        : [],
    ),
  );
}

/** The real app with all handlers, given events by hand: how often each was acknowledged, and what it was answered. */
function appByHand() {
  const { log, lines } = rememberingLog();
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  // Nobody listens there: every call fails, and is answered as a refusal, which the log shows.
  const client = new WebClient('xoxb-none', {
    slackApiUrl: 'http://127.0.0.1:9/api/',
    retryConfig: { retries: 0 },
    logger: libraryLogger(log),
  });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: 'xoxb-none', botId: 'B0', botUserId: 'U0BOT1', teamId: 'T0' }),
    logger: libraryLogger(log),
    convoStore: false,
  });
  const inFlight = new InFlight();
  const { desk } = deskForTest(ROLES);
  const door = new Door(client, 'T0', realClock);
  registerHandlers(app, {
    desk,
    client,
    door,
    inFlight,
    log,
    clicked: () => undefined,
    openHome: async () => undefined,
  });
  return {
    lines,
    async acks(body: object): Promise<number> {
      let count = 0;
      const event: ReceiverEvent = {
        body: { team: { id: 'T0' }, user: { id: 'U0ADA', team_id: 'T0' }, trigger_id: '1.2.3', ...body },
        ack: async () => void count++,
      };
      await app.processEvent(event);
      return count;
    },
  };
}

const click = (action_id: string, value = 'x') => ({
  type: 'block_actions',
  channel: { id: 'C0PATCHING' },
  actions: [{ type: 'button', action_id, block_id: 'b', value, action_ts: '1' }],
});

describe('the routing table', () => {
  it('acknowledges every button of every card, once', async () => {
    const app = appByHand();
    const all = buttons();
    expect(new Set(all.map(({ id }) => id)).size).toBeGreaterThan(15);
    for (const { id, value } of all) expect(await app.acks(click(id, value)), id).toBe(1);
    expect(app.lines.filter((line) => line.includes('ack() has already been called'))).toEqual([]);
  });

  it('has a listener of its own for every action, and cards for every one of them', () => {
    const ids = new Set(buttons().map(({ id }) => id));
    for (const action of Object.values(ACTIONS)) expect(ids).toContain(action);
    const known = new Set<string>([...Object.values(ACTIONS), ...[...FORM_TABLE.keys()].map((form) => `form.${form}`)]);
    for (const id of ids) expect(id.startsWith('say.') || known.has(id), id).toBe(true);
  });

  it('understands every sentence that a button says', () => {
    const { desk } = deskForTest(ROLES);
    const sentences = buttons().filter(({ id }) => id.startsWith('say.'));
    for (const { value } of sentences) expect(() => parse(value, desk), value).not.toThrow();
  });

  it('acknowledges buttons and sentences that it does not know', async () => {
    const app = appByHand();
    for (const id of ['', 'unknown', 'say', 'run.started', 'xrun.start']) expect(await app.acks(click(id)), id).toBe(1);
  });

  it('acknowledges every modal', async () => {
    const app = appByHand();
    for (const callback_id of Object.values(MODALS)) {
      const view = { id: 'V0', type: 'modal', callback_id, private_metadata: '', state: { values: {} } };
      expect(await app.acks({ type: 'view_submission', view }), callback_id).toBe(1);
    }
  });

  it('acknowledges the slash command before it looks at who asks', async () => {
    const app = appByHand();
    const command = { command: '/patch', text: 'help', user_id: 'not an id', channel_id: 'C0', channel_name: 'x' };
    expect(await app.acks({ ...command, team_id: 'T0', response_url: 'http://127.0.0.1:9/' })).toBe(1);
    expect(app.lines.some((line) => line.includes('PB109'))).toBe(true);
  });
});
