import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, PersonId } from '../../src/domain/ids.js';
import type { Notice } from '../../src/domain/notice.js';
import type { AuditEntry } from '../../src/domain/operation.js';
import type { UserGroupId } from '../../src/domain/roles.js';
import { auditOrder } from '../../src/slack/audit-words.js';
import type { Card } from '../../src/slack/blocks.js';
import { approvalCard, askedCard, requestsCard } from '../../src/slack/cards/approval.js';
import { auditCard, auditFile, fitsAudit, verifiedCard } from '../../src/slack/cards/audit.js';
import { noticeCard } from '../../src/slack/cards/notice.js';
import { declineModal, readDeclineAnswer } from '../../src/slack/modals/decline.js';
import { validateMessage, validateView } from '../../src/slack/validate.js';
import { anApprovalView, aRequestLine } from '../support/approval-views.js';
import { NOW, updateId } from '../support/samples.js';
import { FINANCE, REQUEST } from '../support/views.js';

const ANIL = 'U0ANIL' as PersonId;
const BEA = 'U0BEA' as PersonId;

const shown = (card: Card): string => JSON.stringify(card.blocks);

function buttonsOf(card: Card): readonly string[] {
  return card.blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.flatMap((element) => element.action_id ?? []) : [],
  );
}

function expectSendable(card: Card): void {
  expect(validateMessage({ text: card.text, blocks: card.blocks }, 'update')).toEqual([]);
  expect(shown(card)).not.toMatch(/\u202e|"emoji":true|"verbatim":false/);
  for (const text of [card.text, ...markupIn(card.blocks)])
    expect(text.replaceAll(/<(?:@U0\w+|!date\^[^<>]*)>/g, '')).not.toMatch(/[<>]/);
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

describe('the card of a request for approval', () => {
  it('asks, counts, names the weightiest and the blocked, and says who asked and until when', () => {
    const window = { windowId: 'w', opensAt: NOW + 1000, closesAt: NOW + 2000 };
    const card = approvalCard(anApprovalView({ window }));
    expectSendable(card);
    for (const words of [
      'Approve 14 patches for Finance?',
      '14 patches (3 critical) on 42 computers',
      '12 computers may restart',
      'Next maintenance window: <!date^',
      'Update 0',
      'and 9 more',
      '2 computers could not be patched now',
      'AUOptions 4',
      'Asked by <@U0OLIVIA>',
      'it waits until <!date^',
    ])
      expect(shown(card)).toContain(words);
    expect(buttonsOf(card)).toEqual(['approval.approve', 'recommendations.review', 'approval.decline']);
  });

  it('can be decided by its notification alone', () => {
    const { text } = approvalCard(anApprovalView());
    expect(text).toMatch(
      /^Approve 14 patches for Finance\? 14 patches \(3 critical\) on 42 computers\. 12 computers may restart\. 2 computers could not be patched now: .* Asked by <@U0OLIVIA>/,
    );
  });

  it('repeats the counts before an approval is final', () => {
    const confirm = shown(approvalCard(anApprovalView())).match(/"confirm":\{.*?"style"/)?.[0] ?? '';
    expect(confirm).toContain('14 patches (3 critical) on 42 computers');
    expect(confirm).toContain('2 computers blocked');
    expect(confirm).toContain('Nothing is installed until somebody runs it');
  });

  it('has no buttons while a click is being carried out, and says whose', () => {
    const card = approvalCard(anApprovalView({ working: ANIL }));
    expect(buttonsOf(card)).toEqual([]);
    expect(shown(card)).toContain('Working… <@U0ANIL>');
  });

  it('says who has approved where a second person has to', () => {
    const half = { state: 'half-approved', approversNeeded: 2, approvals: [{ by: ANIL, at: NOW }] } as const;
    expect(shown(approvalCard(anApprovalView(half)))).toContain(
      '<@U0ANIL> has approved; a second person has to approve as well',
    );
    expect(shown(approvalCard(anApprovalView({ approversNeeded: 2 })))).toContain('Two persons have to approve');
  });

  it('says that it is a reminder', () => {
    const card = approvalCard(anApprovalView({ isReminder: true }));
    expect(card.text).toMatch(/^Reminder: Approve 14 patches/);
    expect(shown(card)).toContain('Reminder: Approve 14 patches for Finance?');
  });

  it.each([
    ['approved', '*approved* by <@U0ANIL> and <@U0BEA>', ['say.run-finance']],
    ['declined', '*declined* by <@U0BEA>', []],
    ['expired', '*expired without a decision*', []],
    ['withdrawn', '*withdrawn* by <@U0BEA>', []],
    ['overtaken', '*settled otherwise* by <@U0BEA>', []],
  ] as const)('that was %s says so, without a button that decides', (state, words, buttons) => {
    const by = state === 'expired' ? null : BEA;
    const approvals = state === 'approved' ? [ANIL, BEA].map((one) => ({ by: one, at: NOW })) : [];
    const ended = { by, at: NOW, reason: state === 'declined' ? 'year <end>' : null };
    const card = approvalCard(anApprovalView({ state, ended, approvals, weightiest: [], blocked: [] }));
    expectSendable(card);
    expect(shown(card)).toContain(words);
    expect(card.text).toContain(words);
    expect(buttonsOf(card)).toEqual(buttons);
    if (state === 'declined') expect(shown(card)).toContain('Reason: year &lt;end&gt;');
  });

  it('fits Slack whatever patches, computers, groups and reasons are called', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (name, over) => {
        const weightiest = Array.from({ length: 5 }, (_, n) => ({
          ...{ updateId: updateId(n), title: name, kbs: [name], severity: 'Critical' as const, computers: 1 },
        }));
        const failure = { code: 'PB517' as const, details: { title: name } };
        const blocked = Array.from({ length: 1000 }, () => ({ computerId: name as ComputerId, failure }));
        const ended = over ? { by: ANIL, at: NOW, reason: name } : null;
        const view = anApprovalView({ groupName: name, weightiest, blocked, ended });
        expectSendable(approvalCard(view));
        expectSendable(askedCard(view));
        expect(validateView(declineModal(view))).toEqual([]);
        const lines = Array.from({ length: 40 }, () => aRequestLine({ groupName: name, ended }));
        expectSendable(requestsCard({ command: '/patch', toDecide: lines, asked: lines }));
      }),
      { numRuns: 15 },
    );
  });
});

describe('what who asked is told', () => {
  const notice = {
    about: 'request-ended',
    state: 'approved',
    groupId: FINANCE,
    groupName: 'Finance',
    by: ANIL,
    reason: null,
    mayRun: true,
    counts: { patches: 1, critical: 0, computers: 1, restarts: 0 },
  } as const;

  it('is the outcome with the next step, one click away', () => {
    const card = noticeCard(notice, '/patch');
    expectSendable(card);
    expect(card.text).toContain('Your request to approve 1 patch for Finance was *approved* by <@U0ANIL>');
    expect(card.text).toContain('Plan the run when you are ready');
    expect(buttonsOf(card)).toEqual(['say.run-finance']);
  });

  it('calls who decides, in words that only the post has', () => {
    const card = approvalCard(anApprovalView({ approvers: [ANIL, 'S0APPROVERS' as UserGroupId] }));
    expect(card.calls).toBe('<@U0ANIL> and <!subteam^S0APPROVERS>: your decision is asked for.');
    expect(JSON.stringify([card.text, card.blocks])).not.toMatch(/U0ANIL|S0APPROVERS/);
  });

  it('does not send who may not run to a run', () => {
    const card = noticeCard({ ...notice, mayRun: false }, '/patch');
    expect(card.text).toContain('An operator can plan the run now');
    expect(buttonsOf(card)).toEqual(['say.recommendations-finance']);
  });

  it('is, of a part, what was decided and what is still open', () => {
    const partly: Extract<Notice, { about: 'request-partly' }> = {
      ...{ about: 'request-partly', event: 'approve', recommendations: 4, computers: 2, patchCount: 4 },
      patches: [1, 2, 3].map((n) => ({ title: `Update ${n}`, kbs: [`503135${n}`] })),
      left: { patches: 11, critical: 3, computers: 4, restarts: 0 },
      ...{ groupId: FINANCE, groupName: 'Finance', by: ANIL, reason: null },
    };
    const card = noticeCard(partly, '/patch');
    expectSendable(card);
    expect(card.text).toBe(
      '<@U0ANIL> approved a part of what you asked for in Finance. *Approved*: 4 recommendations on 2 computers: KB5031351 Update 1; KB5031352 Update 2; KB5031353 Update 3; and 1 more. Still open: 11 patches (3 critical) on 4 computers. No computer restarts.',
    );
    const ignored = noticeCard({ ...partly, event: 'ignore', reason: 'year end' }, '/patch');
    expect(ignored.text).toMatch(/turned down a part[\s\S]*\*Ignored\*: 4[\s\S]*Reason: year end\. Still open: 11/);
    expect(buttonsOf(ignored)).toEqual(['say.recommendations-finance']);
  });

  it('is the reason, where it was declined or nobody decided', () => {
    const declined = noticeCard({ ...notice, state: 'declined', reason: 'year end' }, '/patch');
    expect(declined.text).toContain('*declined* by <@U0ANIL>. Reason: year end');
    expect(buttonsOf(declined)).toEqual(['say.recommendations-finance']);
    const expired = noticeCard({ ...notice, state: 'expired', by: null }, '/patch');
    expect(expired.text).toContain('was *not decided in time*. Nothing was approved. Ask again');
  });
});

describe('the list of approvals', () => {
  it('leads to what waits, and offers to withdraw what is still open', () => {
    const asked = [aRequestLine(), aRequestLine({ state: 'approved', ended: { by: ANIL, at: NOW, reason: null } })];
    const card = requestsCard({ command: '/patch', toDecide: [aRequestLine()], asked });
    expectSendable(card);
    expect(card.text).toBe('1 request waits for your decision. You asked for 2 approvals.');
    expect(buttonsOf(card)).toEqual(['approval.show', 'approval.withdraw', 'say.run-finance']);
  });

  it('says so where there is nothing', () => {
    expect(requestsCard({ command: '/patch', toDecide: [], asked: [] }).text).toBe('Nothing waits for your decision.');
  });
});

describe('the answer of the modal that asks why', () => {
  const submission = (value: unknown, metadata: unknown = REQUEST) => ({
    private_metadata: metadata,
    state: { values: { reason: { value: { value } } } },
  });

  it('is read back', () => {
    expect(readDeclineAnswer(submission('year end'), '/patch')).toEqual({ request: REQUEST, reason: 'year end' });
    expect(readDeclineAnswer(submission(null), '/patch').reason).toBe('');
  });

  it('is refused where it does not hold what we put into it', () => {
    const forged = [
      null,
      {},
      submission(7),
      submission('x', '../../x'),
      submission('x', null),
      { private_metadata: REQUEST },
    ];
    for (const view of forged) expect(() => readDeclineAnswer(view, '/patch')).toThrow(PatchbayError);
    fc.assert(
      fc.property(fc.anything(), (view) => {
        expect(() => readDeclineAnswer(view, '/patch')).toThrow(/PB304/);
      }),
    );
  });
});

describe('what is asked of the audit log', () => {
  const resolve = (name: string) => {
    if (name.toLowerCase() !== 'finance') throw new PatchbayError('PB102', { group: name });
    return FINANCE;
  };
  it.each([
    ['', { verify: false, who: null, count: 20, about: null }],
    ['verify', { verify: true }],
    ['Finance 50', { verify: false, who: null, count: 50, about: 'finance' }],
    ['KB5031356', { verify: false, who: null, count: 20, about: 'kb5031356' }],
    ['5031356 9999', { verify: false, who: null, count: 1000, about: 'kb5031356' }],
    ['<@U0ANIL|anil> 3', { verify: false, who: 'U0ANIL', count: 3, about: null }],
    ['@patchbay', { verify: false, who: 'system', count: 20, about: null }],
    ['0', { verify: false, who: null, count: 1, about: null }],
  ])('is read: "%s"', (words, order) => {
    expect(auditOrder(words, resolve)).toEqual(order);
  });

  it('is refused by name where there is no such group', () => {
    expect(() => auditOrder('finanec 7', resolve)).toThrow(/PB102/);
  });
});

describe('the audit log', () => {
  const entry = (n: number, over: Partial<AuditEntry> = {}): AuditEntry => ({
    ...{ at: NOW + n, who: ANIL, what: 'approve', on: 'finance', operation: REQUEST, planHash: null },
    ...{ detail: `${n} recommendations approved: KB5031356` },
    ...over,
  });

  it('shows who, when, what, on what, the plan and the details', () => {
    const card = auditCard({
      entries: [entry(14, { planHash: 'f00dcafe'.repeat(8) }), entry(1, { who: 'system' })],
      searched: 7,
      groupNames: { finance: 'Finance & Controlling' },
    });
    expectSendable(card);
    expect(card.text).toBe('2 entries of the newest 7 lines of the audit log, the newest first.');
    expect(shown(card)).toContain(
      '<@U0ANIL>: 14 recommendations approved: KB5031356 (*approve* for Finance &amp; Controlling; plan `f00dcafef00d`)',
    );
    expect(shown(card)).toContain('Patchbay: 1 recommendations approved');
  });

  it('goes as a file where it is long, whose cells no spreadsheet takes for formulas', () => {
    const entries = Array.from({ length: 1000 }, (_, n) => entry(n, { detail: '=HYPERLINK("http://x")' }));
    const view = { entries, searched: 1000, groupNames: {} };
    expect(fitsAudit(view)).toBe(false);
    expectSendable(auditCard(view));
    expect(shown(auditCard(view))).toContain('980 entries more');
    expect(auditFile(view).content.split('\r\n')).toHaveLength(1002);
    expect(auditFile(view).content).toContain(`"'=HYPERLINK(""http://x"")"`);
  });

  it('says that nothing was found, and that the chain is whole', () => {
    expect(auditCard({ entries: [], searched: 3, groupNames: {} }).text).toBe(
      'Nothing of that is in the newest 3 lines of the audit log.',
    );
    expect(verifiedCard(12).text).toContain('whole: each of its 12 lines');
  });

  it('fits Slack whatever is in it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const entries = Array.from({ length: 30 }, (_, n) => entry(n, { what: text, on: text, detail: text }));
        expectSendable(auditCard({ entries, searched: 30, groupNames: {} }));
      }),
      { numRuns: 10 },
    );
  });
});
