import { describe, expect, it } from 'vitest';
import { guideOf } from '../../../sandbox/room/guide.js';
import type { GuideFacts } from '../../../sandbox/room/guide-facts.js';
import type { Victim } from '../../../sandbox/room/guide-victims.js';
import type { ShownGuide } from '../../../sandbox/room/shown.js';
import type { Card } from '../../../sandbox/room/talk.js';

const VICTIM: Victim = {
  id: 'fin-ws-02',
  name: 'FIN-WS-02',
  needs: 3,
  unapproved: 0,
  isArmed: false,
  group: { id: 'finance', name: 'Finance' },
  wsusGroup: 'Finance',
};
const HQ: Victim = { ...VICTIM, id: 'hq-dc-01', name: 'HQ-DC-01', group: { id: 'hq', name: 'Headquarters' } };
const MORNING: GuideFacts = {
  group: { id: 'finance', name: 'Finance' },
  wsusAnswers: true,
  sync: { isRunning: false, newUpdates: null, endedAt: 0 },
  approvals: 0,
  isApproving: false,
  offersChangedAt: 0,
  pending: 0,
  scans: { running: 0, ended: 0 },
  needed: 12,
  installs: { running: [], jobs: [], count: 0, doubles: 0, failed: [] },
  unsynced: 0,
  cards: [],
  victim: VICTIM,
  cutOff: [],
};
const SYNCED: GuideFacts = { ...MORNING, sync: { isRunning: false, newUpdates: 15, endedAt: 5000 } };
const APPROVED: GuideFacts = { ...SYNCED, approvals: 5 };
const SCANNED: GuideFacts = { ...APPROVED, scans: { running: 0, ended: 4 } };
const PLANNED: GuideFacts = { ...SCANNED, cards: [card('30', 'Plan of a run · Finance', 'Run run.start')] };

function card(second: string, title: string, ...buttons: readonly string[]): Card {
  return {
    conversation: 'C0PATCHING',
    ts: `${second}.000000`,
    title,
    buttons: buttons.map((one) => one.toLowerCase()),
  };
}

function ran(scannedAt: number | null): GuideFacts['installs'] {
  return { running: [], jobs: [{ begunAt: 40_000, isRunning: false, scannedAt }], count: 8, doubles: 0, failed: [] };
}

function current(guide: ShownGuide): string | undefined {
  return guide.steps.find(({ state }) => state === 'now')?.title;
}

describe('the guide', () => {
  it('begins with a synchronization, by Olivia, and offers to type it', () => {
    const guide = guideOf(MORNING);
    expect(current(guide)).toBe('Synchronize WSUS');
    expect(guide.leads).toEqual([{ kind: 'say', person: 'U0OLIVIA', conversation: 'C0PATCHING', text: '/patch sync' }]);
  });

  it('offers nothing to press while it must be waited for', () => {
    expect(guideOf({ ...MORNING, sync: { isRunning: true, newUpdates: null, endedAt: 0 } }).leads).toEqual([]);
    expect(guideOf({ ...APPROVED, scans: { running: 2, ended: 2 } }).leads).toEqual([]);
    expect(
      guideOf({ ...PLANNED, installs: { ...MORNING.installs, running: ['FIN-WS-01'], jobs: [] } }).leads,
    ).toHaveLength(1);
    const running = [{ begunAt: 40_000, isRunning: true, scannedAt: null }];
    const installing = { ...MORNING.installs, running: ['FIN-WS-01'], jobs: running };
    expect(guideOf({ ...PLANNED, installs: installing })).toMatchObject({ title: 'Install', leads: [] });
  });

  it('goes on only when the bot has ended its task, too, and when WSUS has the files', () => {
    const open = (title: string) => [card('10', title, 'Stop task.stop')];
    expect(current(guideOf({ ...SYNCED, cards: open('Synchronize WSUS') }))).toBe('Synchronize WSUS');
    expect(current(guideOf({ ...APPROVED, pending: 3 }))).toBe('Approve patches on WSUS');
    expect(current(guideOf({ ...APPROVED, cards: open('Approve patches on WSUS') }))).toBe('Approve patches on WSUS');
    const scanning = { ...SCANNED, cards: open('Compliance Scan and Check · Finance') };
    expect(current(guideOf(scanning))).toBe('Scan for missing patches');
  });

  it('sends Anil to the card that he approves on, and Olivia to the one that she runs', () => {
    const updates = card('10', 'Patches to approve on WSUS', 'Approve… updates.approve');
    expect(guideOf({ ...SYNCED, cards: [updates] }).leads).toEqual([
      { kind: 'card', person: 'U0ANIL', conversation: 'C0PATCHING', ts: '10.000000' },
    ]);
    const recommendations = card('20', 'Recommendations · Finance', 'Approve all recommendations.approve');
    expect(guideOf({ ...SCANNED, cards: [updates, recommendations] }).leads).toMatchObject([
      { kind: 'card', person: 'U0ANIL', ts: '20.000000' },
    ]);
    expect(guideOf(PLANNED).leads).toMatchObject([{ kind: 'card', person: 'U0OLIVIA', ts: '30.000000' }]);
  });

  it('takes recommendations for decided when their card, or the request for them, leads on to the run', () => {
    const open = card('20', 'Recommendations · Finance', 'Approve all recommendations.approve');
    const decided = card('20', 'Recommendations · Finance', 'Plan the run say.run-finance');
    expect(current(guideOf({ ...SCANNED, cards: [open] }))).toBe('Approve recommendations');
    expect(current(guideOf({ ...SCANNED, cards: [decided] }))).toBe('Install');
    const asked = card('21', 'Approve 8 patches for Finance?', 'Approve requests.approve', 'Decline… requests.decline');
    expect(guideOf({ ...SCANNED, cards: [open, asked] }).leads).toMatchObject([{ kind: 'card', ts: '21.000000' }]);
    const declined = card('21', 'Approve 8 patches for Finance?');
    expect(current(guideOf({ ...SCANNED, cards: [open, declined] }))).toBe('Approve recommendations');
  });

  it('never goes back: what came later shows that the earlier was done, or was not needed', () => {
    expect(current(guideOf({ ...SCANNED, approvals: 0 }))).toBe('Approve recommendations');
    const status = card('70', 'Status · Finance');
    const verified = { ...PLANNED, cards: [...PLANNED.cards, status], installs: ran(60_000) };
    expect(current(guideOf(verified))).toBe('Break it');
    const second = { begunAt: 80_000, isRunning: true, scannedAt: null };
    const again = { ...verified, installs: { ...verified.installs, jobs: [...verified.installs.jobs, second] } };
    expect(current(guideOf(again))).toBe('Break it');
  });

  it('asks for the result only when a scan has followed the install, and counts a status only from then on', () => {
    expect(current(guideOf({ ...PLANNED, installs: ran(null) }))).toBe('Install');
    expect(current(guideOf({ ...PLANNED, installs: ran(60_000) }))).toBe('Verify');
    const failed = { ...ran(60_000), failed: ['FIN-WS-03'] };
    expect(guideOf({ ...PLANNED, installs: failed }).happened).toContain('On FIN-WS-03 something failed');
    const early = [...PLANNED.cards, card('50', 'Status · Finance')];
    expect(current(guideOf({ ...PLANNED, cards: early, installs: ran(60_000) }))).toBe('Verify');
  });

  it('asks to continue where canary computers are done and the others wait', () => {
    const waits = card('41', 'Install recommended patches · Finance', 'Continue task.continue', 'Stop task.stop');
    const guide = guideOf({ ...PLANNED, cards: [...PLANNED.cards, waits], installs: ran(60_000) });
    expect(current(guide)).toBe('Install');
    expect(guide.next).toContain('press Continue');
    expect(guide.leads).toEqual([{ kind: 'card', person: 'U0OLIVIA', conversation: 'C0PATCHING', ts: '41.000000' }]);
  });

  it('does not wait for a scan that never comes: a card without Stop has ended', () => {
    const cards = [...PLANNED.cards, card('41', 'Install recommended patches · Finance', 'Show status say.status')];
    expect(current(guideOf({ ...PLANNED, cards, installs: ran(null) }))).toBe('Verify');
  });

  it('then leads to a pulled plug: pull it while an install runs, restore it, and see that nothing came twice', () => {
    const done = { ...PLANNED, cards: [...PLANNED.cards, card('70', 'Status · Finance')], installs: ran(60_000) };
    const busy = { ...done, installs: { ...done.installs, running: ['FIN-WS-02'] } };
    expect(guideOf(busy).leads[0]).toMatchObject({
      kind: 'act',
      act: { kind: 'computer', computer: 'fin-ws-02', condition: 'no-power', on: true },
    });
    const dark = { id: 'fin-ws-02', name: 'FIN-WS-02', stands: 'off', at: 1 } as const;
    expect(guideOf({ ...done, cutOff: [dark] }).leads[0]).toMatchObject({ act: { condition: 'no-power', on: false } });
    const idle = { ...done, victim: { ...VICTIM, needs: 0 } };
    expect(guideOf(idle).leads).toMatchObject([{ act: { kind: 'patch-tuesday' } }]);
    expect(guideOf({ ...idle, unsynced: 1 }).leads).toMatchObject([{ kind: 'say', text: '/patch sync' }]);
    const healed = guideOf({ ...done, cutOff: [{ ...dark, stands: 'on' }] });
    expect(healed.happened).toContain('FIN-WS-02 is back. 8 updates are installed by now, none of them twice.');
  });

  it('leads through the second time by the cards of the group that is to be broken, and by no others', () => {
    const status = card('70', 'Status · Finance');
    const first = (...cards: ReturnType<typeof card>[]) => {
      const all = [
        ...PLANNED.cards,
        status,
        card('80', 'Recommendations · Finance', 'Approve all x.approve'),
        ...cards,
      ];
      return guideOf({ ...PLANNED, victim: HQ, cards: all, installs: ran(60_000) }).leads[0];
    };
    const scan = card('81', 'Compliance Scan and Check · Headquarters', 'Show recommendations say.recommendations-hq');
    const running = card('81', 'Compliance Scan and Check · Headquarters', 'Stop task.stop');
    const open = card('82', 'Recommendations · Headquarters', 'Approve all recommendations.approve');
    const decided = card('82', 'Recommendations · Headquarters', 'Plan the run say.run-hq');
    const plan = card('83', 'Plan of a run · Headquarters', 'Run run.start');
    expect(first()).toMatchObject({ text: '/patch scan hq' });
    expect(first(running)).toBeUndefined();
    expect(first(scan)).toMatchObject({ text: '/patch recommendations hq' });
    expect(first(scan, open)).toMatchObject({ kind: 'card', person: 'U0ANIL', ts: '82.000000' });
    expect(first(scan, decided)).toMatchObject({ text: '/patch run hq' });
    expect(first(scan, decided, plan)).toMatchObject({ act: { computer: 'hq-dc-01', condition: 'no-power-next' } });
  });

  describe('where a plug is to be pulled', () => {
    const run = (...buttons: string[]) => card('84', 'Install recommended patches · Headquarters', ...buttons);
    const plan = (...buttons: string[]) => card('83', 'Plan of a run · Headquarters', ...buttons);
    const at = (victim: Partial<Victim>, ...cards: Card[]) =>
      guideOf({
        ...PLANNED,
        victim: { ...HQ, ...victim },
        cards: [...PLANNED.cards, card('70', 'Status · Finance'), ...cards],
        installs: ran(60_000),
      });
    const arming = { act: { kind: 'computer', computer: 'hq-dc-01', condition: 'no-power-next', on: true } };
    const planCard = { kind: 'card', person: 'U0OLIVIA', ts: '83.000000' };

    it('needs nobody to be quick: from the plan on, the plug can be pulled as soon as the computer installs', () => {
      const unarmed = at({}, plan('Run run.start'));
      expect(unarmed.leads).toMatchObject([arming, planCard]);
      const ready = at({ isArmed: true }, plan('Run run.start'));
      expect(ready.next).toContain('press Run');
      expect(ready.leads).toMatchObject([planCard, { act: { ...arming.act, on: false } }]);
    });

    it('says that the run is under way between its plan and its first install, and sends nobody to scan', () => {
      const steps = [
        at({}, plan('Show status say.status-hq', 'Save as a stack… stack.save')),
        at({}, plan()),
        at({}, plan('Show status say.status-hq'), run('Stop task.stop')),
      ];
      for (const { leads } of steps) {
        expect(leads[0]).toMatchObject(arming);
        expect(JSON.stringify(leads)).not.toContain('/patch scan');
      }
      expect(steps[2]?.happened).toBe('The run of Headquarters is under way; nobody installs right now.');
      expect(at({ isArmed: true }, run('Stop task.stop')).leads).toEqual([{ kind: 'computer', id: 'hq-dc-01' }]);
      const waits = at({}, run('Continue task.continue', 'Stop task.stop'));
      expect(waits.next).toContain('press Continue');
    });

    it('starts over with a scan when the run has ended and the computer still needs updates', () => {
      expect(at({}, plan('Show status say.status-hq'), run('Show status say.status-hq')).leads[0]).toMatchObject({
        text: '/patch scan hq',
      });
    });

    it('counts no card that is older than what WSUS offers', () => {
      const old = { cards: [...PLANNED.cards, card('70', 'Status · Finance'), plan('Run run.start')] };
      const facts = { ...PLANNED, ...old, victim: HQ, installs: ran(60_000), offersChangedAt: 90_000 };
      expect(guideOf(facts).leads[0]).toMatchObject({ text: '/patch scan hq' });
    });

    it('leads to a card that the bot would not show again, where the same is asked twice', () => {
      const open = card('82', 'Recommendations · Headquarters', 'Approve all recommendations.approve');
      const scan = card('83', 'Compliance Scan and Check · Headquarters', 'Show say.recommendations-hq');
      const there = { kind: 'card', person: 'U0ANIL', ts: '82.000000' };
      expect(at({}, open, scan).leads).toMatchObject([there, { text: '/patch recommendations hq' }]);
      const facts = {
        ...PLANNED,
        cards: [card('70', 'Status · Finance'), open, scan],
        victim: HQ,
        installs: ran(60_000),
      };
      expect(guideOf({ ...facts, offersChangedAt: 82_500 }).leads).toMatchObject([
        { text: '/patch recommendations hq' },
        there,
      ]);
    });

    it('waits for the plug to come out, and brings back a computer that does not come up by itself', () => {
      const busy = { ...PLANNED, cards: [card('70', 'Status · Finance')], installs: ran(60_000) };
      const installs = { ...busy.installs, running: ['HQ-DC-01'] };
      const armed = guideOf({ ...busy, installs, victim: { ...HQ, isArmed: true } });
      expect(armed).toMatchObject({ leads: [], next: expect.stringContaining('Its plug comes out in a moment') });
      const cut = { id: 'hq-dc-01', name: 'HQ-DC-01', at: 1 } as const;
      expect(guideOf({ ...busy, cutOff: [{ ...cut, stands: 'coming' }] }).leads).toEqual([]);
      expect(guideOf({ ...busy, cutOff: [{ ...cut, stands: 'held' }] }).leads[0]).toMatchObject({
        act: { kind: 'heal' },
      });
    });
  });
});
