import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyScenario, type Scenario } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';
import { updateId } from '../../sandbox/windows/catalogue/make.js';
import type { Conditions } from '../../sandbox/windows/computer/conditions.js';
import { guidOf } from '../../sandbox/windows/guid.js';
import { type Case, FleetWorld, fleetOfCases, type Told } from './fleets.js';

const GROUP = 'fleet';
const { updates, wsusGroups, approved } = healthyScenario();

const policy = (over: Partial<Conditions['policy']>): Case => ({
  conditions: {
    policy: {
      wuServer: 'http://hq-wsus-01.lakeside.example:8530',
      useWuServer: true,
      auOptions: 3,
      noAutoUpdate: false,
      deadline: false,
      updateForBusiness: false,
      configMgr: false,
      targetGroup: null,
      ...over,
    },
  },
});
const server = (one: Case): Case => ({ ...one, like: 'fin-app-01' });

/** What an administrator may patch from here, whatever Windows would do by itself. */
const OURS: Readonly<Record<string, Case>> = {
  'notify-client': policy({ auOptions: 2 }),
  'notify-server': server(policy({ auOptions: 2 })),
  'download-client': policy({ auOptions: 3 }),
  'download-server': server(policy({ auOptions: 3 })),
  'switched-off': policy({ auOptions: 4, noAutoUpdate: true }),
};

/** Why a plan leaves it out, and what to do. */
const REFUSED: Readonly<Record<string, readonly [Case, RegExp]>> = {
  'installs-client': [
    policy({ auOptions: 4 }),
    /installs updates by its own policy \(AUOptions 4\); change the policy/,
  ],
  'installs-server': [server(policy({ auOptions: 4 })), /its own policy \(AUOptions 4\); change/],
  'local-admin': [policy({ auOptions: 5 }), /its own policy \(AUOptions 5\); change/],
  'unset-client': [policy({ auOptions: null }), /its own policy \(AUOptions not set\); change/],
  'unset-server': [server(policy({ auOptions: null })), /its own policy \(AUOptions not set\); change/],
  'due-policy': [policy({ deadline: true }), /its own policy \(a deadline is set\); change/],
  'due-approval': [{ wsusGroups: ['Due'] }, /its own policy \(WSUS set a deadline for .*\); change/],
  'other-wsus': [
    policy({ wuServer: 'http://old-wsus:8530' }),
    /another update server \(http:\/\/old-wsus:8530\).*correct/,
  ],
  'no-wsus': [policy({ useWuServer: false }), /scan it/],
  'config-mgr': [policy({ configMgr: true }), /managed by ConfigMgr as well; take it out/],
  'for-business': [policy({ updateForBusiness: true }), /managed by Windows Update for Business as well; take it out/],
  'restart-due': [{ conditions: { restartPendingElsewhere: true } }, /waits for a restart; restart it first/],
  servicing: [{}, /still completing earlier updates; wait until/],
  'disk-full': [{ freeGigabytes: 2 }, /only 2048 MB free on its system drive; 4096 MB are needed; free/],
  'asks-pin': [{ conditions: { asksForPin: true } }, /BitLocker for a PIN.*suspend its protectors/],
  'by-hand': [
    {
      like: 'fin-app-01',
      wsusGroups: ['By hand'],
      installed: ['cu-ws2022-2026-09', 'defender-1.441.208.0', 'defender-platform-4.18.26100', 'msrt-2026-10'],
    },
    /installers ask a person \(.*\); install them at the computer/,
  ],
  'search-errors': [{ conditions: { searchEndsWithErrors: true } }, /scan it/],
  'search-fails': [{ conditions: { searchFails: '0x8024401C' } }, /scan it/],
};

/** What only the run itself comes upon. */
const MET: Readonly<Record<string, readonly [Case, RegExp]>> = {
  'installer-busy': [
    { conditions: { installerBusy: true } },
    /not started: another installer was busy.*run them again/,
  ],
  unlicensed: [
    { conditions: { unlicensed: updates.map((one) => one.updateId) } },
    /licence terms are not accepted: accept them on WSUS/,
  ],
  revised: [{ like: 'hq-sql-01' }, /revised since it was planned: scan, then approve again/],
};

function scenario(): Scenario {
  const only = (cases: typeof REFUSED) => Object.fromEntries(Object.entries(cases).map(([id, [one]]) => [id, one]));
  const group = (name: string) => ({ id: guidOf(`wsus-group:${name}`), name, parentId: wsusGroups[0]?.id ?? null });
  const groups = [group('Due'), group('By hand')];
  const approval = (update: string, name: string) => ({ updateId: updateId(update), groupId: group(name).id });
  const cases = { ...OURS, ...only(REFUSED), ...only(MET), till: { like: 'br-pos-01' } };
  return fleetOfCases(cases, {
    wsusGroups: [...wsusGroups, ...groups],
    updates: updates.map((one) => (one.updateId === updateId('net8-2026-10') ? { ...one, needsUserInput: true } : one)),
    approved: [
      ...approved,
      { ...approval('cu-w11-24h2-2026-10', 'Due'), deadline: new Date(Date.now() + 7 * 86_400_000).toISOString() },
      approval('net8-2026-10', 'By hand'),
    ],
  });
}

describe('who else patches a computer, and what stands in the way, before the whole bot', () => {
  let fleet: FleetWorld;
  let scanned: ReadonlyMap<string, Told>;
  let plan: Message;
  let blocked: ReadonlyMap<string, string>;
  let told: ReadonlyMap<string, Told>;

  beforeAll(async () => {
    fleet = await FleetWorld.open(scenario());
    const { play, world } = fleet;
    world.fleet.computer('servicing').state.servicingUntil = Date.now() + 3_600_000;
    await play.sync();
    scanned = await fleet.targets(await play.scan(GROUP));
    await play.approveAll(GROUP);
    plan = await play.plan(GROUP);
    blocked = await blockedIn(plan);
    world.fleet.wsus.revise(updateId('sql2019-2026-09'));
    world.fleet.wsus.revise(updateId('oledb19-2026-10'));
    told = await fleet.targets(await play.run(plan));
  }, 120_000);
  afterAll(() => fleet.close());

  /** The plan's file: every computer that is left out, and why. */
  async function blockedIn(card: Message): Promise<typeof blocked> {
    const { play, world } = fleet;
    await play.olivia.click(card, 'Whole plan as a file');
    const mine = () => play.olivia.sees(play.olivia.person.id).find(({ files }) => files.length > 0);
    const { files } = await world.slack.waitFor('the file of the plan', mine);
    const response = await fetch(`${world.slack.url}_client/file/${files[0]}?person=${play.olivia.person.id}`);
    const rows = parse(await response.text(), { bom: true }) as string[][];
    return new Map(rows.flatMap((row) => (row.at(-1) === '' ? [] : [[row[1] ?? '', row.at(-1) ?? '']])));
  }

  /** What this bot's jobs installed there, not what Windows does by itself. */
  const installedByUs = (id: string) =>
    fleet.world.fleet
      .computer(id)
      .state.events.flatMap(({ what, key, updateId: one }) => (what === 'installed' && key !== null ? [one] : []));

  it.each(Object.keys(OURS))('%s: is patched, each patch once', (id) => {
    expect(told.get(id)).toMatchObject({ status: 'Succeeded', message: expect.stringMatching(/^(\d+) of \1 impl/) });
    expect(installedByUs(id).length).toBeGreaterThan(0);
    expect(new Set(fleet.installs(id))).toEqual(new Set([1]));
  });

  it.each(Object.entries(REFUSED))(
    '%s: is left out of the plan with its reason, and nothing is installed',
    (id, [, why]) => {
      expect(blocked.get(id)).toMatch(why);
      expect(installedByUs(id)).toEqual([]);
    },
  );

  it.each(Object.entries(MET))('%s: the run says why it installed nothing', (id, [, why]) => {
    expect(told.get(id)).toMatchObject({ status: 'Failed', message: expect.stringMatching(why) });
  });

  it('other-wsus: is not called compliant because another server offers it nothing', () => {
    expect(scanned.get('other-wsus')?.message).toMatch(/^unknown: it asks another update server .*correct its policy/);
  });

  it.each([
    ['search-errors', /PB508: .*ended with errors, so I believe nothing of it. Scan it again/],
    ['search-fails', /PB537: .*WSUS did not answer in time \(0x8024401C\)\. Look at WSUS/],
    ['no-wsus', /PB537: .*no WSUS server is set by policy \(0x80244011\)\. Have its Windows Update policy/],
  ])('%s: the scan fails with what it means', (id, says) => {
    expect(scanned.get(id)).toMatchObject({ status: 'Failed', message: expect.stringMatching(says) });
  });

  it('till: drivers and feature updates that somebody approved on WSUS are left alone, the rest is installed', () => {
    const denied = ['w11-25h2-upgrade', 'driver-display'].map(updateId);
    expect(told.get('till')).toMatchObject({ status: 'Succeeded' });
    expect(installedByUs('till').length).toBeGreaterThan(0);
    expect(installedByUs('till').filter((id) => id !== null && denied.includes(id))).toEqual([]);
  });

  it('what asks a person is named on the plan, and left to one', () => {
    expect(textOfMessage(plan)).toMatch(/ask/);
    const all = Object.keys({ ...OURS, ...MET }).flatMap((id) => installedByUs(id));
    expect(all).not.toContain(updateId('net8-2026-10'));
  });

  it('what was revised after the plan is not installed in the other revision', () => {
    expect(installedByUs('revised')).not.toContain(updateId('sql2019-2026-09'));
    expect(installedByUs('installer-busy')).toEqual([]);
    expect(installedByUs('unlicensed')).toEqual([]);
  });
});
