import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guideOf } from '../../../sandbox/room/guide.js';
import type { GuideFacts } from '../../../sandbox/room/guide-facts.js';
import type { Lead } from '../../../sandbox/room/shown.js';
import type { Card } from '../../../sandbox/room/talk.js';

/** A visitor who follows the guide in a world that is no more than what the guide goes by. */
class Walk {
  #second = 1000;
  #facts: GuideFacts;
  /** Whether critical updates of the last synchronization wait for an approval. */
  #waiting = false;

  constructor() {
    const group = { id: 'finance', name: 'Finance' };
    this.#facts = {
      group,
      wsusAnswers: true,
      sync: { isRunning: false, newUpdates: 15, endedAt: 10_000 },
      approvals: 5,
      isApproving: false,
      offersChangedAt: 20_000,
      pending: 0,
      scans: { running: 0, ended: 4 },
      needed: 0,
      installs: {
        running: [],
        jobs: [{ begunAt: 40_000, isRunning: false, scannedAt: 60_000 }],
        count: 8,
        doubles: 0,
        failed: [],
      },
      unsynced: 0,
      cards: [this.#card('Status · Finance')],
      victim: {
        ...{ id: 'fin-ws-02', name: 'FIN-WS-02', group },
        needs: 2,
        unapproved: 0,
        isArmed: false,
        wsusGroup: 'Finance',
      },
      cutOff: [],
    };
  }

  get guide() {
    return guideOf(this.#facts);
  }

  get isCutOff(): boolean {
    return this.#facts.cutOff.length > 0;
  }

  press(lead: Lead): void {
    this.#second += 10;
    if (lead.kind === 'say') this.#say(lead.text);
    if (lead.kind === 'card') this.#decide(lead.ts);
    if (lead.kind === 'act') this.#act(JSON.stringify(lead.act));
  }

  #say(text: string): void {
    if (text === '/patch sync') {
      this.#change({ unsynced: 0, sync: { isRunning: false, newUpdates: 8, endedAt: this.#second * 1000 } });
      this.#waiting = true;
      this.#victim({ unapproved: 2 });
    }
    if (text === '/patch updates critical')
      this.#post('Patches to approve on WSUS', ...(this.#waiting ? ['approve… updates.approve'] : []));
    if (text === '/patch scan finance')
      this.#post('Compliance Scan and Check · Finance', 'show say.recommendations-finance');
    if (text === '/patch recommendations finance')
      this.#post('Recommendations · Finance', 'approve all 2 recommendations.approve');
    if (text === '/patch run finance') this.#post('Plan of a run · Finance', 'run run.start');
  }

  #decide(ts: string): void {
    const card = this.#facts.cards.find((one) => one.ts === ts);
    if (card?.buttons[0] === 'approve… updates.approve') {
      this.#waiting = false;
      this.#change({ offersChangedAt: this.#second * 1000 });
      this.#victim({ unapproved: 0, needs: 2 });
      this.#button(ts);
    }
    if (card?.buttons[0] === 'approve all 2 recommendations.approve') this.#button(ts, 'plan the run say.run-finance');
    if (card?.buttons[0] === 'run run.start') this.#run(ts);
  }

  /** Over at once: whoever has not armed the plug has missed the install. */
  #run(ts: string): void {
    this.#button(ts, 'show status say.status-finance');
    this.#post('Install recommended patches · Finance', 'show status say.status-finance');
    const { victim } = this.#facts;
    if (victim?.isArmed === true)
      this.#change({ cutOff: [{ id: victim.id, name: victim.name, stands: 'off', at: this.#second }] });
    else this.#victim({ needs: 0 });
  }

  #act(act: string): void {
    if (act.includes('patch-tuesday')) this.#change({ unsynced: this.#facts.unsynced + 1 });
    if (act.includes('no-power-next')) this.#victim({ isArmed: act.includes('true') });
    else if (act.includes('no-power'))
      this.#change({ cutOff: this.#facts.cutOff.map((one) => ({ ...one, stands: 'on' })) });
  }

  #change(part: Partial<GuideFacts>): void {
    this.#facts = { ...this.#facts, ...part };
  }

  #victim(part: Partial<NonNullable<GuideFacts['victim']>>): void {
    const { victim } = this.#facts;
    if (victim !== null) this.#change({ victim: { ...victim, ...part } });
  }

  #card(title: string, ...buttons: string[]): Card {
    return { conversation: 'C0PATCHING', ts: `${this.#second}.000000`, title, buttons };
  }

  #post(title: string, ...buttons: string[]): void {
    this.#change({ cards: [...this.#facts.cards, this.#card(title, ...buttons)] });
  }

  #button(ts: string, ...buttons: string[]): void {
    this.#change({ cards: this.#facts.cards.map((card) => (card.ts === ts ? { ...card, buttons } : card)) });
  }
}

/** What the visitor pressed until the plug was out; `misses`: how many runs go by unarmed. */
function walk(misses: number): readonly string[] {
  const world = new Walk();
  const pressed: string[] = [];
  let missed = 0;
  while (!world.isCutOff && pressed.length < 60) {
    const { leads } = world.guide;
    const isPlan = leads.some((one) => one.kind === 'act' && one.label.startsWith('Pull the plug of FIN-WS-02 as'));
    const lead = isPlan && missed < misses ? leads.find(({ kind }) => kind === 'card') : leads[0];
    if (isPlan && lead?.kind === 'card') missed += 1;
    if (lead === undefined) break;
    pressed.push(lead.kind === 'say' ? lead.text : lead.kind === 'act' ? lead.label : lead.kind);
    world.press(lead);
  }
  expect(world.isCutOff).toBe(true);
  return pressed;
}

const TO_THE_PLAN = ['/patch scan finance', '/patch recommendations finance', 'card', '/patch run finance'];
const ARMED = ['Pull the plug of FIN-WS-02 as soon as it installs', 'card'];
const NEXT_MONTH = ['Release a Patch Tuesday', '/patch sync', '/patch updates critical', 'card'];

describe('whoever follows the guide', () => {
  it('has a plug pulled without having to be quick', () => {
    expect(walk(0)).toEqual([...TO_THE_PLAN, ...ARMED]);
  });

  it('who missed the install is led through a further cycle, from Patch Tuesday on, as often as it takes', () => {
    const missed = [...TO_THE_PLAN, 'card', ...NEXT_MONTH];
    expect(walk(1)).toEqual([...missed, ...TO_THE_PLAN, ...ARMED]);
    expect(walk(2)).toEqual([...missed, ...missed, ...TO_THE_PLAN, ...ARMED]);
  });

  it('is always offered something, or told what runs and is waited for', () => {
    fc.assert(
      fc.property(someFacts(), (facts) => {
        const { leads, next, happened } = guideOf(facts);
        expect(next.length + (happened ?? '').length).toBeGreaterThan(10);
        if (leads.length === 0) expect(underWay(facts)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Something goes on that ends by itself. */
function underWay({ sync, isApproving, pending, scans, installs, cards, cutOff }: GuideFacts): boolean {
  return (
    sync.isRunning ||
    isApproving ||
    pending > 0 ||
    scans.running > 0 ||
    installs.running.length > 0 ||
    installs.jobs.some((job) => job.isRunning || job.scannedAt === null) ||
    cards.some(({ buttons }) => buttons.some((button) => button.includes('stop'))) ||
    cutOff.some(({ stands }) => stands === 'coming')
  );
}

function someCards(): fc.Arbitrary<readonly Card[]> {
  const title = fc.oneof(
    fc.constantFrom('Synchronize WSUS', 'Approve patches on WSUS', 'Patches to approve on WSUS', 'Help'),
    fc
      .tuple(
        fc.constantFrom(
          'Compliance Scan and Check',
          'Recommendations',
          'Plan of a run',
          'Install recommended patches',
          'Status',
        ),
        fc.constantFrom('Finance', 'Headquarters'),
      )
      .map((parts) => parts.join(' · ')),
    fc.constantFrom('Approve 8 patches for Finance?', 'Approve 8 patches for Headquarters?'),
  );
  const button = fc.constantFrom(
    ...[
      'stop task.stop',
      'continue task.continue',
      'approve all 8 recommendations.approve',
      'approve… updates.approve',
    ],
    ...[
      'run run.start',
      'plan the run say.run-hq',
      'scan say.scan-hq',
      'show status say.status-hq',
      'options run.options',
    ],
  );
  const one = fc.record({ title, buttons: fc.uniqueArray(button, { maxLength: 3 }) });
  return fc
    .array(one, { maxLength: 8 })
    .map((cards) => cards.map((card, index) => ({ ...card, conversation: 'C', ts: `${10 * index + 1}.000000` })));
}

function someFacts(): fc.Arbitrary<GuideFacts> {
  const few = fc.nat({ max: 2 });
  const moment = fc.nat({ max: 90_000 });
  const victim = fc.record({
    ...{ id: fc.constant('hq-dc-01'), name: fc.constant('HQ-DC-01'), wsusGroup: fc.constant('Domain controllers') },
    ...{ needs: few, unapproved: few, isArmed: fc.boolean() },
    group: fc.constantFrom({ id: 'finance', name: 'Finance' }, { id: 'hq', name: 'Headquarters' }),
  });
  const job = fc.record({ begunAt: moment, isRunning: fc.boolean(), scannedAt: fc.option(moment) });
  const stands = fc.constantFrom('off' as const, 'held' as const, 'coming' as const, 'on' as const);
  return fc.record({
    group: fc.constant({ id: 'finance', name: 'Finance' }),
    wsusAnswers: fc.boolean(),
    sync: fc.record({ isRunning: fc.boolean(), newUpdates: fc.option(few), endedAt: moment }),
    ...{ approvals: few, isApproving: fc.boolean(), offersChangedAt: moment, pending: few, needed: few, unsynced: few },
    scans: fc.record({ running: few, ended: few }),
    installs: fc.record({
      running: fc.subarray(['HQ-DC-01', 'HQ-DC-02']),
      jobs: fc.array(job, { maxLength: 3 }),
      ...{ count: few, doubles: few, failed: fc.constant([]) },
    }),
    cards: someCards(),
    victim: fc.option(victim),
    cutOff: fc.array(fc.record({ id: fc.constant('hq-dc-01'), name: fc.constant('HQ-DC-01'), stands, at: moment }), {
      maxLength: 2,
    }),
  });
}
