import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { healthyScenario } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';

const GROUP = 'headquarters-servers';
const COMPUTERS = ['hq-dc-01', 'hq-dc-02', 'hq-file-01'] as const;
const KB = /KB(\d+)/;

describe('what a run does around its installs, before the whole bot', () => {
  let folder: string;
  let world: PretendWorld;
  let play: Play;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-e2e-'));
    const standard = healthyScenario();
    const scenario = {
      ...standard,
      computers: standard.computers.filter(({ id }) => COMPUTERS.some((one) => one === id)),
      provisioningGroups: standard.provisioningGroups
        .filter(({ id }) => id === GROUP)
        .map((group) => ({ ...group, computers: COMPUTERS })),
    };
    const windows = {
      ...{ poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.2, give_up_minutes: 0.05 },
      ...{ restart_delay_seconds: 0, restart_wait_minutes: 0.3 },
    };
    world = await startWorld({ folder: join(folder, 'w'), scenario, speed: 20, windows, slack: { rates: 'off' } });
    await world.bot.start();
    play = new Play(world);
    await play.sync();
    await play.scan(GROUP);
    await play.approveAll(GROUP);
  });

  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  const computer = (id: string) => world.fleet.computer(id);
  const hooksOf = (id: string) =>
    computer(id).state.events.flatMap(({ what, text }) =>
      what === 'hook ended' ? [text?.split(' ').slice(1).join(' ')] : [],
    );

  it('a script that fails keeps its computer from being patched, and a restart that is called off fails plainly', async () => {
    const [failing, aborting] = ['hq-file-01', 'hq-dc-02'];
    const { hooks } = computer(failing).state.conditions;
    const broken = Object.fromEntries(Object.entries(hooks).map(([path, hook]) => [path, { ...hook, exitCode: 7 }]));
    await computer(failing).alter({ hooks: broken });
    await computer(aborting).alter({ abortsRestarts: true });
    const card = await play.run(await play.plan(GROUP));
    expect(textOfMessage(card)).toMatch(/1 of 3 succeeded|1 Succeeded/);
    expect(Object.values(computer(failing).state.installs)).toEqual([]);
    const thread = world.slack.messages('#patching').filter(({ threadTs }) => threadTs === card.ts);
    const said = thread.map(textOfMessage).join('\n');
    expect(said).toMatch(/hq-file-01[\s\S]*script before the install failed[\s\S]*ended with 7/);
    expect(said).toMatch(/hq-dc-02[\s\S]*was to restart 3 times and did not/);
    await computer(failing).alter({ hooks });
    await computer(aborting).alter({ abortsRestarts: false });
  });

  it('the scripts ran once each, and domain controllers were drained one after the other', () => {
    expect(hooksOf('hq-dc-01')).toEqual(['before: 0', 'after: 0']);
    expect(hooksOf('hq-dc-02')).toEqual(['before: 0', 'after: 0']);
    expect(hooksOf('hq-file-01')).toEqual(['before: 7', 'after: 7']);
  });

  it('a patch that was installed is what the plan named', async () => {
    const installs = Object.values(computer('hq-dc-01').state.installs);
    expect(installs.length).toBeGreaterThan(0);
    expect(new Set(installs)).toEqual(new Set([1]));
    expect(KB.test(textOfMessage(await play.plan(GROUP)))).toBe(true);
  });
});
