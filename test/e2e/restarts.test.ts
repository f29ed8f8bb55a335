import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyScenario, type Scenario, type ScenarioGroup } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { updateId } from '../../sandbox/windows/catalogue/make.js';
import type { Conditions } from '../../sandbox/windows/computer/conditions.js';
import { type Case, FleetWorld, fleetOfCases, type Told } from './fleets.js';

const SCRIPT = 'C:\\Lakeside\\Patching.ps1';
const MONTHLY = 'cu-w11-24h2-2026-10';
const PATIENCE_MS = 120_000;

const when = (conditions: Partial<Conditions>): Case => ({ conditions });
/** Only patches that need no restart are missing there. */
const quiet = (conditions: Partial<Conditions> = {}): Case => ({
  conditions,
  installed: ['cu-w11-24h2-2026-09', MONTHLY, 'dotnet-w11-24h2-2026-10'],
});
const script = (hook: Partial<Conditions['hooks'][string]>): Partial<Conditions> => ({
  hooks: { [SCRIPT]: { exitCode: 0, seconds: 1, output: 'Done.', owner: 'administrators', ...hook } },
});

interface Ending {
  readonly is: Case;
  readonly says: RegExp;
  /** How often it goes down. */
  readonly downs: number;
}

const ALL = /^Succeeded: (\d+) of \1 implemented/;
const restarts = (is: Case, downs = 1): Ending => ({ is, says: ALL, downs });
const fails = (is: Case, says: RegExp, downs = 0): Ending => ({ is, says, downs });

const MAIN: Readonly<Record<string, Ending>> = {
  'asks-for-one': restarts({}),
  'asks-for-none': restarts(quiet(), 0),
  'late-winrm': restarts(when({ winrmDelayMs: 2000 })),
  'long-servicing': restarts(when({ servicingMs: 2000 })),
  'restarts-twice': restarts(when({ restartsTwice: true }), 2),
  'planned-before': restarts({}),
  'pair-a': restarts(when({ bootMs: 1200 })),
  'pair-b': restarts(when({ bootMs: 1200 })),
  'never-back': fails(when({ staysDown: true }), /^Failed: .*did not come back .*Have somebody look/, 1),
  'called-off': fails(when({ abortsRestarts: true }), /^Failed: .*was to restart 3 times.*Restart it by hand/),
  'rolled-back': fails(when({ rollingBack: [updateId(MONTHLY)] }), /^Failed: .*still needed after the restart.*CBS/, 1),
  loops: fails(
    when({ restartLoop: true, bootMs: 10_500 }),
    /^Failed: .*restarted 2 times and asks.*Nothing more is done/,
    2,
  ),
};
const NEVER = { 'not-restarted': fails({}, /^Succeeded: \d of \d implemented, \d waits? for a restart/) };
const ALWAYS = { 'always-restarted': restarts(quiet()) };
const DESKS = {
  'leaves-when-told': restarts(when({ loggedOnUsers: 1, leavesWhenTold: true })),
  'stays-logged-on': restarts(when({ loggedOnUsers: 1 })),
};
const HOOKED: Readonly<Record<string, Ending>> = {
  'hook-ok': restarts(quiet(script({})), 0),
  'hook-3010': restarts(quiet(script({ exitCode: 3010 }))),
  'hook-fails': fails(
    when(script({ exitCode: 7, output: 'No drain.' })),
    /.*ended with 7: No drain\..*Nothing was installed/,
  ),
  'hook-missing': fails(when({ hooks: {} }), /.*there is no such file.*Nothing was installed/),
  'hook-too-long': fails(when(script({ seconds: 3600 })), /.*did not end in time.*Nothing was installed/),
  'hook-for-all': fails(
    when(script({ owner: 'everyone' })),
    /.*refused: .*Everyone may write to it.*Nothing was installed/,
  ),
};
const TIGHT = { 'too-late': fails({}, /./) };
const CORE = { 'before-wsus': restarts({}), 'hq-wsus-01': restarts({}) };
const GROUPS = {
  main: MAIN,
  never: NEVER,
  always: ALWAYS,
  desks: DESKS,
  hooked: HOOKED,
  tight: TIGHT,
  core: CORE,
} as const;

function scenario(): Scenario {
  const endings = Object.values(GROUPS).flatMap((each) => Object.entries<Ending>(each));
  const cases = Object.fromEntries(endings.map(([id, { is }]) => [id, is]));
  const { 'hq-wsus-01': _, ...others } = cases;
  const { approved, wsusGroups } = healthyScenario();
  const unassigned = wsusGroups.find(({ name }) => name === 'Unassigned Computers')?.id ?? '';
  const group = (id: string, restart: ScenarioGroup['restart'] = 'if-required'): ScenarioGroup => {
    const computers = Object.keys(GROUPS[id as keyof typeof GROUPS]);
    return { id, name: `Group ${id}`, computers, restart };
  };
  return fleetOfCases(others, {
    approved: [...approved, { updateId: updateId('cu-ws2022-2026-10'), groupId: unassigned }],
    restartSets: { pair: ['pair-a', 'pair-b'] },
    provisioningGroups: [
      { id: 'everything', name: 'Everything', computers: endings.map(([id]) => id), restart: 'if-required' },
      ...[
        group('main'),
        group('never', 'never'),
        group('always', 'always'),
        group('desks'),
        group('tight'),
        group('core'),
      ],
      { ...group('hooked'), hooks: { before: SCRIPT, after: SCRIPT } },
    ],
  });
}

describe('each way that a restart goes, before the whole bot', () => {
  let fleet: FleetWorld;
  const told = new Map<string, Told>();

  beforeAll(async () => {
    const restartQuickly = { restart_delay_seconds: 0, restart_wait_minutes: 0.3, max_restarts_at_once_per_group: 40 };
    fleet = await FleetWorld.open(scenario(), restartQuickly);
    const { play } = fleet;
    await play.sync();
    await play.scan('everything');
    await play.approveAll('everything');
    await deferredByAMinute('desks');
    const desks = run('desks');
    await Promise.all([watchPlanned(), run('main'), run('never'), run('always'), run('hooked')]);
    await run('core');
    await desks;
  }, 180_000);
  afterAll(() => fleet.close());

  const computer = (id: string) => fleet.world.fleet.computer(id);
  const events = (id: string) => computer(id).state.events;
  const times = (id: string, what: string) => events(id).flatMap((event) => (event.what === what ? [event.at] : []));

  async function deferredByAMinute(group: string): Promise<void> {
    const { play } = fleet;
    const ada = fleet.world.slack.as('ada');
    const card = await play.whisper(ada, `/patch group ${group}`, new RegExp(`Group ${group}`));
    const modal = await play.openModal(ada, card, 'form.group');
    await ada.submit(modal, { defer: '1' });
    await fleet.world.slack.waitFor('the modal to say Saved', () =>
      JSON.stringify(ada.modal()?.content).includes('"Saved"'),
    );
  }

  /** Somebody else plans a restart there while the bot installs. */
  async function watchPlanned(): Promise<void> {
    await fleet.world.slack.waitFor('an install', () => times('planned-before', 'installed').length > 0, PATIENCE_MS);
    await computer('planned-before').planRestart(1500);
  }

  async function planOf(group: string): Promise<Message> {
    const { play } = fleet;
    const says = new RegExp(`Plan of a run[\\s\\S]*Group ${group}`);
    return play.cardAfter(() => play.type(play.olivia, `/patch run ${group}`), says);
  }

  async function run(group: keyof typeof GROUPS): Promise<void> {
    const { play, world } = fleet;
    const card = await planOf(group);
    await play.olivia.click(card, 'run.start');
    const isOver = new RegExp(`Group ${group}\\b[\\s\\S]*Status:\\W*(Succeeded|Failed|Stopped)`);
    const isRun = (text: string) => isOver.test(text) && /implemented|Install/.test(text);
    const task = await world.slack.waitFor(
      `the run of ${group}`,
      () => play.cards().find((one) => isRun(textOfMessage(one))),
      PATIENCE_MS,
    );
    for (const [id, one] of await fleet.shown(task, play.members(group).length)) told.set(id, one);
  }

  const cases = Object.entries(GROUPS).flatMap(([group, all]) =>
    group === 'tight' ? [] : Object.entries<Ending>(all).map(([id, { says, downs }]) => ({ id, says, downs })),
  );

  it.each(cases)('$id', ({ id, says, downs }) => {
    const { status, message } = told.get(id) ?? {};
    expect(`${status}: ${message}`).toMatch(says);
    expect(times(id, 'went down')).toHaveLength(downs);
    expect(fleet.installs(id).filter((times) => times > 1)).toEqual([]);
  });

  it('two that never restart together were not down at the same time', () => {
    const [one, other] = ['pair-a', 'pair-b'].map((id) => [
      times(id, 'went down')[0] ?? 0,
      times(id, 'came up')[0] ?? 0,
    ]);
    const isBefore = (a: typeof one, b: typeof one) => (a?.[1] ?? 0) <= (b?.[0] ?? 0);
    expect(isBefore(one, other) || isBefore(other, one)).toBe(true);
  });

  it("WSUS's own computer comes last, when the other one is back", () => {
    const began = times('hq-wsus-01', 'installed')[0] ?? 0;
    expect(began).toBeGreaterThan(times('before-wsus', 'came up')[0] ?? Number.POSITIVE_INFINITY);
  });

  it('who is logged on is told, and keeps the restart waiting for as long as the group allows', () => {
    const waited = (id: string) => (times(id, 'went down')[0] ?? 0) - (times(id, 'users told')[0] ?? 0);
    expect(waited('leaves-when-told')).toBeLessThan(45_000);
    expect(waited('stays-logged-on')).toBeGreaterThan(45_000);
  });

  it('the script after a run comes once, and only where the one before could run', () => {
    const phases = (id: string) =>
      events(id).flatMap(({ what, text }) => (what === 'hook ended' ? [text?.split(' ')[1]] : []));
    expect(phases('hook-ok')).toEqual(['before:', 'after:']);
    expect(phases('hook-missing')).toEqual([]);
    expect(phases('hook-for-all')).toEqual([]);
  });

  it('in a window that ends too soon for a restart nothing begins, and the plan says so', async () => {
    const { play, world } = fleet;
    const ada = world.slack.as('ada');
    const card = await play.whisper(ada, '/patch schedule tight', /Group tight/);
    const modal = await play.openModal(ada, card, 'form.window');
    await ada.choose(modal, 'It opens', 'cron');
    const byCron = await world.slack.waitFor('the expression', () => {
      const now = ada.modal();
      return now !== null && !JSON.stringify(now.content).includes('Week of the month') && now;
    });
    const minute = (new Date().getUTCMinutes() + 55) % 60;
    await ada.submit(byCron, { Name: 'Tight', 'Cron expression': `${minute} * * * *`, 'For so many minutes': '16' });
    await world.slack.waitFor('Saved', () => JSON.stringify(ada.modal()?.content).includes('"Saved"'));
    const plan = await planOf('tight');
    expect(textOfMessage(plan)).toMatch(
      /closes .*too soon for an install and its restart\. Schedule the recommendations instead/,
    );
    expect(JSON.stringify(plan.blocks)).not.toContain('run.start');
    expect(fleet.installs('too-late')).toEqual([]);
  });
});
