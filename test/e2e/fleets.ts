import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { fleetOf, healthyScenario, type Scenario, type ScenarioComputer } from '../../sandbox/scenario.js';
import { textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';

/** What a task's file of targets says of one computer. */
export interface Told {
  readonly status: string;
  readonly log: string;
  readonly message: string;
}

/** A computer as the scenario has it, but for what a test is about. */
export type Case = Partial<ScenarioComputer> & { readonly like?: string };

/** One group `fleet`, a computer for each case, by the case's name. */
export function fleetOfCases(cases: Readonly<Record<string, Case>>, over: Partial<Scenario> = {}): Scenario {
  const healthy = healthyScenario();
  const computers = Object.entries(cases).map(([id, { like = 'fin-ws-02', ...rest }], index): ScenarioComputer => {
    const model = healthy.computers.find((one) => one.id === like);
    if (model === undefined) throw new Error(`no computer ${like}`);
    const conditions = { ...model.conditions, ...rest.conditions };
    return { ...model, ...rest, conditions, id, door: index % 2 === 0 ? 'http' : 'https' };
  });
  const group = fleetOf(0).provisioningGroups.map((one) => ({ ...one, computers: computers.map(({ id }) => id) }));
  return { ...healthy, computers, provisioningGroups: group, restartSets: {}, ...over };
}

/** A world of a test's own, with the bot as a process; a folder that goes with it. */
export class FleetWorld {
  readonly world: PretendWorld;
  readonly play: Play;
  readonly #folder: string;

  private constructor(world: PretendWorld, folder: string) {
    this.world = world;
    this.play = new Play(world);
    this.#folder = folder;
  }

  static async open(scenario: Scenario, windows: Readonly<Record<string, number>> = {}): Promise<FleetWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-e2e-'));
    const pace = { poll_seconds: 0.1, retry_seconds: 0.1, max_retry_seconds: 0.3, give_up_minutes: 0.2 };
    const settings = { ...pace, max_connections: 40, max_scans_at_once: 40, ...windows };
    const world = await startWorld({ folder, scenario, speed: 100, windows: settings, slack: { rates: 'off' } });
    await world.bot.start();
    return new FleetWorld(world, folder);
  }

  /** What each computer is told to be at the end of a task: by the file in the task's thread. */
  async targets(card: Message): Promise<ReadonlyMap<string, Told>> {
    const { slack } = this.world;
    const isFile = (message: Message) => message.files.length > 0 && /Targets of task/.test(textOfMessage(message));
    const message = await slack.waitFor('the file of the targets', () =>
      slack.messages('#patching').find((one) => one.threadTs === card.ts && isFile(one)),
    );
    const response = await fetch(`${slack.url}_client/file/${message.files[0]}?person=U0OLIVIA`);
    const [, ...rows] = parse(await response.text(), { bom: true }) as string[][];
    return new Map(rows.map(([id = '', status = '', log = '', text = '']) => [id, { status, log, message: text }]));
  }

  /**
   * The same, where they are few enough for a table: the card of the task tells what failed in full.
   * @param count how many there are
   */
  async shown(card: Message, count: number): Promise<ReadonlyMap<string, Told>> {
    const { slack } = this.world;
    const failures = textOfMessage(card).matchAll(/`([\w-]+)` failed: (.*) Log: `/g);
    const inFull = new Map([...failures].map(([, id = '', text = '']) => [id, text]));
    const rows = await slack.waitFor('the table of the targets', () => {
      const all = slack
        .messages('#patching')
        .filter(({ threadTs }) => threadTs === card.ts)
        .flatMap(rowsIn);
      return all.length === count && all.every(([, status = '']) => ENDED.has(status)) && all;
    });
    return new Map(
      rows.map(([id = '', status = '', log = '', text = '']) => [id, { status, log, message: inFull.get(id) ?? text }]),
    );
  }

  /** How often each update was installed there, as the computer itself says. */
  installs(id: string): readonly number[] {
    return Object.values(this.world.fleet.computer(id).state.installs);
  }

  async close(): Promise<void> {
    await this.world.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const ENDED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Stopped']);
const table = z.object({ type: z.literal('table'), rows: z.array(z.array(z.object({ text: z.string() }))) });

/** The cells of a message's table, without its head. */
function rowsIn({ blocks }: Message): readonly (readonly string[])[] {
  return (blocks ?? []).flatMap((block) => {
    const parsed = table.safeParse(block);
    return parsed.success ? parsed.data.rows.slice(1).map((row) => row.map(({ text }) => text)) : [];
  });
}
