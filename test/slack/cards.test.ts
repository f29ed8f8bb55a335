import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComputerId, OperationId, TaskId } from '../../src/domain/ids.js';
import type { Card } from '../../src/slack/blocks.js';
import { failureCard } from '../../src/slack/cards/failure.js';
import { helpCard } from '../../src/slack/cards/help.js';
import { groupsCard, tasksCard, whichGroupCard } from '../../src/slack/cards/lists.js';
import { logCard, logFile } from '../../src/slack/cards/log.js';
import { runCard } from '../../src/slack/cards/run.js';
import { statusCard } from '../../src/slack/cards/status.js';
import { taskCard } from '../../src/slack/cards/task.js';
import { fitsDetail, targetsFile, taskDetailCard } from '../../src/slack/cards/task-detail.js';
import { updatesCard } from '../../src/slack/cards/updates.js';
import { safe } from '../../src/slack/text.js';
import { validateMessage } from '../../src/slack/validate.js';
import { ROLES_FOR_TEST } from '../support/desk.js';
import { aPatch, NOW } from '../support/samples.js';
import {
  anUpdatesView,
  aPlan,
  aRunView,
  aStatusView,
  aTarget,
  aTask,
  aTaskView,
  FINANCE,
  OLIVIA,
} from '../support/views.js';

const MAX_BLOCK_TEXT = 10_000;

/** All that a card shows, labels of buttons and cells of tables included. */
function shown(card: Card): string {
  return JSON.stringify(card.blocks);
}

function buttonsOf(card: Card): readonly string[] {
  return card.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap((element) => element.action_id ?? []) : [],
  );
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + textLength(part), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, part]) => sum + (name === 'text' && typeof part === 'string' ? part.length : textLength(part)),
    0,
  );
}

function expectSendable(card: Card): void {
  expect(validateMessage({ text: card.text, blocks: card.blocks }, 'update')).toEqual([]);
  expect(textLength(card.blocks)).toBeLessThanOrEqual(MAX_BLOCK_TEXT);
  expect(card.text.length).toBeGreaterThan(0);
  const markup = [card.text, ...markupIn(card.blocks)];
  for (const text of markup) expect(text.replaceAll(/<(?:@U0\w+|!date\^[^<>]*)>/g, '')).not.toMatch(/[<>]/);
  expect(shown(card)).not.toMatch(/\u202e|"emoji":true|"verbatim":false/);
}

/** Where Slack would see mentions and links: plain text shows them as they are. */
function markupIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(markupIn);
}

const hostile = fc.oneof(
  fc.constant('<!channel> <@U123ABC> '.repeat(250)),
  fc.constant('\u202e&<>`*_~😀'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

describe('the card of a task', () => {
  it('shows a running scan as the module does: subtasks, targets, who started it, and a way to stop it', () => {
    const view = aTaskView([aTarget(1, 'Succeeded', { leg: 'validate' }), aTarget(2, 'In Progress')]);
    const card = taskCard(view, '/patch');
    expectSendable(card);
    expect(shown(card)).toContain('Discovery_OnDevice');
    expect(shown(card)).toContain('Compliance_Validation');
    expect(shown(card)).toContain('1 In Progress, 1 Succeeded');
    expect(shown(card)).toContain('<@U0OLIVIA>');
    expect(buttonsOf(card)).toEqual(['task.stop', 'task.stop-everything', 'say.task-17']);
    expect(card.text).toContain('Task 17, Compliance Scan and Check for Finance: In Progress');
  });

  it('offers the next step instead, once the scan has ended', () => {
    const task = aTask({ status: 'Succeeded', endedAt: NOW });
    const card = taskCard(aTaskView([aTarget(1, 'Succeeded')], { task, compliant: { yes: 0, of: 2 } }), '/patch');
    expect(buttonsOf(card)).toEqual(['say.recommendations-finance', 'say.status-finance', 'say.task-17']);
    expect(card.text).toContain('*Not compliant*: 0/2 computers are compliant');
  });

  it('cannot be stopped twice', () => {
    const task = aTask({ stop: { by: OLIVIA, at: NOW, reason: null } });
    const card = taskCard(aTaskView([aTarget(1, 'In Progress')], { task }), '/patch');
    expect(buttonsOf(card)).not.toContain('task.stop');
    expect(shown(card)).toContain('nothing further starts');
  });

  it('names a reason that many share once, with how many, some names and a log', () => {
    const failed = Array.from({ length: 12 }, (_, n) => aTarget(n + 1, 'Failed'));
    const card = taskCard(aTaskView(failed, { task: aTask({ status: 'Failed', endedAt: NOW }) }), '/patch');
    expectSendable(card);
    expect(shown(card)).toContain('*12 ×* The computer does not answer.');
    expect(shown(card)).toContain('/patch log 17.1');
    expect(shown(card)).toContain('and 9 more');
    expect(buttonsOf(card)).toContain('say.log-17.1');
  });

  it('leads from an ended run to the status', () => {
    const task = aTask({ kind: 'run', name: 'Install recommended patches', status: 'Succeeded', endedAt: NOW });
    const counts = { needed: 4, planned: 4, implemented: 3, failed: 0, restartPending: 1, downloaded: 0 };
    const card = taskCard(aTaskView([aTarget(1, 'Succeeded', { counts })], { task }), '/patch');
    expect(buttonsOf(card)[0]).toBe('say.status-finance');
    expect(shown(card)).toContain('3 of 4 Implemented, 1 waiting for a restart, 0 failed');
  });

  it('fits Slack with 1,000 targets and whatever they are called', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('Failed', 'In Progress', 'Succeeded'), (name, status) => {
        const targets = Array.from({ length: 1000 }, (_, n) =>
          aTarget(n, status as 'Failed', {
            computerId: name as ComputerId,
            message: name,
            failure: status === 'Failed' ? { code: 'PB408', details: { computer: name, cause: name } } : null,
          }),
        );
        const view = aTaskView(targets, { task: aTask({ name, summary: name }), groupName: name });
        expectSendable(taskCard(view, '/patch'));
        expectSendable(taskDetailCard(view, '/patch'));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the detail of a task', () => {
  it('lists targets, the worst first, with the number of their log', () => {
    const card = taskDetailCard(aTaskView([aTarget(1, 'Succeeded'), aTarget(2, 'Failed')]), '/patch');
    expectSendable(card);
    expect(shown(card).indexOf('fin-2')).toBeLessThan(shown(card).indexOf('fin-1.'));
    expect(shown(card)).toContain('17.2');
    // What is long stands last, and takes the lines that it needs.
    const wraps = [false, false, false, true].map((is_wrapped) => ({ is_wrapped }));
    expect(card.blocks.find((block) => block.type === 'table')).toMatchObject({ column_settings: wraps });
  });

  it('as a file has all of them, and nothing that a spreadsheet would calculate', () => {
    const targets = Array.from({ length: 1000 }, (_, n) => aTarget(n, 'Succeeded', { message: '=1+1 "x"' }));
    const file = targetsFile(aTaskView(targets));
    expect(file.name).toBe('task-17-targets.csv');
    expect(file.content.split('\r\n')).toHaveLength(1002);
    expect(file.content).toContain('"fin-1.contoso.example","Succeeded","17.1","\'=1+1 ""x"""');
    const [, wide = ''] = targetsFile(aTaskView([aTarget(1, 'Succeeded', { message: '＝1+1' })])).content.split('\r\n');
    expect(wide).toContain(`"'＝1+1"`);
    expect(fitsDetail(aTaskView(targets))).toBe(false);
    expect(fitsDetail(aTaskView(targets.slice(0, 20)))).toBe(true);
  });

  it('says how many targets are left out', () => {
    const targets = Array.from({ length: 1000 }, (_, n) => aTarget(n, 'In Progress'));
    const card = taskDetailCard(aTaskView(targets), '/patch');
    expect(shown(card)).toMatch(/and 9\d\d more targets/);
  });
});

describe('the card of updates', () => {
  it('shows what decides: severity, KB, product, reboot behaviour, need', () => {
    const patch = aPatch(1, { severity: 'Critical', kbs: ['5034441'], rebootBehavior: 'always' });
    const card = updatesCard(anUpdatesView(0, { rows: [{ patch, approvedFor: [], neededBy: 3 }] }));
    expectSendable(card);
    for (const part of ['*Critical*', 'KB5034441', 'Windows Server 2022', 'always restarts', 'needed by 3 computers']) {
      expect(shown(card)).toContain(part);
    }
    expect(buttonsOf(card)[0]).toBe('updates.approve');
    expect(card.text).toContain('1 patch (1 Critical) waits for an approval on WSUS.');
  });

  it('shows a page that fits a screen; the next ones are one click away', () => {
    const card = updatesCard(anUpdatesView(19));
    expectSendable(card);
    expect(shown(card).match(/• /g)).toHaveLength(8);
    expect(shown(card)).toContain('Patches 1 to 8 of 19, the weightiest first.');
    expect(buttonsOf(card)[0]).toBe('updates.next');
    expect(shown(card)).not.toContain('more');
    const last = updatesCard(anUpdatesView(19, { page: 99 }));
    expect(shown(last)).toContain('Patches 17 to 19 of 19');
    expect(buttonsOf(last)[0]).toBe('updates.previous');
    expect(shown(last)).toMatch(/"value":"\S+ 1"/);
    expect(buttonsOf(updatesCard(anUpdatesView(8)))[0]).toBe('updates.approve');
  });

  it('does not repeat a KB number that the title holds', () => {
    const patch = aPatch(1, { title: 'Update (KB5034441)', kbs: ['5034441'] });
    const card = updatesCard(anUpdatesView(0, { rows: [{ patch, approvedFor: [], neededBy: 3 }] }));
    expect(shown(card).split('5034441')).toHaveLength(2);
  });

  it('has no Approve button when it is decided', () => {
    const decided = { by: OLIVIA, at: NOW, as: '3 patches approved' };
    expect(buttonsOf(updatesCard(anUpdatesView(3, { decided })))).not.toContain('updates.approve');
    expect(updatesCard(anUpdatesView(3, { decided })).text).toContain('3 patches approved, by <@U0OLIVIA>');
  });

  it('fits Slack with 1,000 patches of any name', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const patch = aPatch(1, { title: name, kbs: [name, name], products: [name, name, name] });
        const rows = Array.from({ length: 1000 }, () => ({ patch, approvedFor: [name, name], neededBy: 1 }));
        expectSendable(updatesCard(anUpdatesView(0, { rows })));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the plan of a run', () => {
  it('says who gets what, who is blocked and why, and repeats the counts before it runs', () => {
    const card = runCard(aRunView(aPlan(2, 1)));
    expectSendable(card);
    const counts = '2 installs on 2 computers, up to 680 MB in all. 2 may restart. 1 computer blocked.';
    expect(card.text).toContain(counts);
    expect(shown(card).split(counts).length - 1).toBe(2);
    expect(shown(card)).toContain('has no complete scan younger than 24 hours');
    expect(buttonsOf(card)[0]).toBe('run.start');
  });

  it('cannot be run where nobody can be patched, nor twice', () => {
    expect(buttonsOf(runCard(aRunView(aPlan(0, 3))))).not.toContain('run.start');
    const decided = { by: OLIVIA, at: NOW, as: 'task 7 started' };
    expect(buttonsOf(runCard(aRunView(aPlan(3, 0), { decided })))).not.toContain('run.start');
  });

  it('fits Slack with 1,000 computers, whatever their updates are called', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const plan = aPlan(1000, 1000);
        const rows = plan.rows.map((row) => ({
          ...row,
          updates: row.updates.map((update) => ({ ...update, title: name, kbs: [] })),
        }));
        const blocked = plan.blocked.map((entry) => ({
          ...entry,
          failure: { code: 'PB517' as const, details: { title: name } },
        }));
        expectSendable(runCard(aRunView({ ...plan, rows, blocked }, { groupName: name })));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the status of one computer', () => {
  it('says how it was logged on to last, and why so', () => {
    const view = aStatusView(1);
    const way = 'Negotiate (NTLM) over HTTP, sealed, because over http nothing else is sealed';
    const told = `Last reached by ${way}.`;
    const rows = view.rows.map((row) => ({ ...row, way }));
    expect(shown(statusCard({ ...view, rows }, null))).toContain(told);
    expect(shown(statusCard(view, null))).not.toContain('reached by');
    const two = [...rows, ...rows];
    expect(shown(statusCard({ ...view, rows: two }, 'finance'))).not.toContain('reached by');
  });
});

describe('a line of the status', () => {
  it('goes on after what keeps the computer from being reached', () => {
    const view = aStatusView(1);
    const blocked = { code: 'PB403', details: { computer: 'a', cause: 'expired' } } as const;
    const text = shown(statusCard({ ...view, rows: view.rows.map((row) => ({ ...row, blocked })) }, 'finance'));
    expect(text).toContain('The certificate of a is not one that I trust');
    expect(text).not.toContain('.;');
  });
});

describe('other answers', () => {
  it('fit Slack, whatever is in them', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const view = aStatusView(1000);
        const rows = view.rows.map((row) => ({
          ...row,
          compliance: { at: NOW, state: 'unknown' as const, missing: 2, reasons: [name, name], checks: [] },
        }));
        expectSendable(statusCard({ ...view, title: name, rows }, 'finance'));
        expectSendable(failureCard({ code: 'PB604', details: { cause: name } }));
        const tasks = Array.from({ length: 50 }, (_, n) =>
          aTaskView([], { task: aTask({ id: `${n + 1}` as TaskId, name }), groupName: name }),
        );
        expectSendable(tasksCard(tasks));
        const groups = Array.from({ length: 200 }, (_, n) => ({
          ...{ groupId: `${FINANCE}-${n}` as typeof FINANCE, name, computers: 3, compliant: 1, checkedAt: null },
        }));
        expectSendable(groupsCard(groups, true));
        expectSendable(whichGroupCard(safe(name), 'scan', groups));
        const entries = Array.from({ length: 300 }, (_, n) => ({ n, at: NOW, level: 'info' as const, text: name }));
        const log = {
          ...{ logId: '17.1', taskId: '17' as TaskId, taskName: name, computerId: name as ComputerId },
          ...{ status: 'Failed' as const, failure: { code: 'PB501' as const, details: { cause: name } }, entries },
        };
        expectSendable(logCard(log, 'debug'));
        expect(logFile(log, 'debug').content.split('\n')).toHaveLength(301);
      }),
      { numRuns: 20 },
    );
  });

  it('name the people to ask, as mentions', () => {
    const card = failureCard({ code: 'PB104', details: { role: 'approver', people: '@U0OLIVIA, @U0ADMIN1' } });
    expect(card.text).toContain('<@U0OLIVIA>, <@U0ADMIN1>');
  });

  it('help everybody by their role', () => {
    for (const roles of ROLES_FOR_TEST) {
      const card = helpCard({ command: '/patch', roles, topic: null, group: FINANCE });
      expectSendable(card);
      expect(shown(card).includes('With another role also')).toBe(!roles.includes('admin'));
    }
  });

  it('help on one screen: the six steps with an example each, the rest in a line', () => {
    for (const roles of ROLES_FOR_TEST) {
      const said = helpCard({ command: '/patch', roles, topic: null, group: FINANCE }).blocks.flatMap(markupIn);
      expect(said.join('\n').split('\n').length).toBeLessThanOrEqual(12);
      expect(said.join('').length).toBeLessThan(1500);
    }
  });

  it('explain a verb with examples that can be typed as they are', () => {
    const card = helpCard({ command: '/patch', roles: ['viewer'], topic: 'run', group: FINANCE });
    expectSendable(card);
    for (const words of ['`/patch run finance`', '`/patch run finance distribute`', 'You need the operator role'])
      expect(shown(card)).toContain(words);
  });

  it('need no colour and no emoji to be understood', () => {
    const cards = [taskCard(aTaskView([aTarget(1, 'Failed')]), '/patch'), runCard(aRunView(aPlan(1, 1)))];
    for (const card of cards) expect(shown(card)).not.toMatch(/:[a-z_]+:|\p{Extended_Pictographic}/u);
  });
});

describe('a button', () => {
  it('carries only an id that was parsed before, or words of ours', () => {
    const card = runCard(aRunView(aPlan(1, 0), { requestId: 'opaque-id-1' as OperationId }));
    const values = [...shown(card).matchAll(/"value":"([^"]*)"/g)].map((match) => match[1]);
    expect(values).toEqual([
      'opaque-id-1 hash',
      'opaque-id-1',
      'opaque-id-1',
      'recommendations finance',
      'plan:opaque-id-1',
    ]);
  });
});
