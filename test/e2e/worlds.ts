import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Play } from '../../sandbox/play.js';
import { type PretendWorld, startWorld } from '../../sandbox/pretend-world.js';
import { healthyScenario, type Scenario } from '../../sandbox/scenario.js';
import { type Actor, textOfMessage } from '../../sandbox/slack/driver.js';
import type { Message } from '../../sandbox/slack/model.js';

export const GROUP = 'finance';
export const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-app-01'] as const;

/** A name that an administrator may write and nobody shall be rung by. */
export const HOSTILE_NAME = 'Tills <!channel> & <@U0ADA>';

/** How soon a person has an answer. Generous: the machine may be busy. */
const AT_ONCE_MS = 5000;

export function smallScenario(): Scenario {
  const standard = healthyScenario();
  const group = (id: string, name: string, computers: readonly string[]) =>
    ({ id, name, computers, restart: 'if-required' }) as const;
  return {
    ...standard,
    computers: standard.computers.filter(({ id }) => COMPUTERS.some((one) => one === id)),
    provisioningGroups: [
      group(GROUP, 'Finance', COMPUTERS),
      group('tills', HOSTILE_NAME, ['fin-ws-01']),
      group('empty', 'Empty', []),
    ],
  };
}

/** Worlds in one folder, with the bot as a process; closed and removed at the end. */
export class Worlds {
  readonly folder: string;
  readonly #open = new Set<PretendWorld>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async begin(): Promise<Worlds> {
    return new Worlds(await mkdtemp(join(tmpdir(), 'patchbay-e2e-')));
  }

  /** @param before called before the bot starts */
  async open(name: string, before: (world: PretendWorld) => Promise<void> = async () => undefined): Promise<Play> {
    const folder = join(this.folder, name);
    const windows = { poll_seconds: 0.05, retry_seconds: 0.05, max_retry_seconds: 0.2, give_up_minutes: 0.03 };
    const world = await startWorld({ folder, scenario: smallScenario(), speed: 20, windows, slack: { rates: 'off' } });
    this.#open.add(world);
    await before(world);
    await world.bot.start();
    return new Play(world);
  }

  /** Another world that goes on where a closed one ended. */
  async goOn(from: string, name: string, before?: (world: PretendWorld) => Promise<void>): Promise<Play> {
    await cp(join(this.folder, from), join(this.folder, name), { recursive: true });
    return this.open(name, before);
  }

  async close(play: Play): Promise<void> {
    this.#open.delete(play.world);
    await play.world.close();
  }

  async end(): Promise<void> {
    await Promise.all([...this.#open].map((world) => world.close()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What only this person is told because of something, once it says this. */
export async function answerTo(
  play: Play,
  actor: Actor,
  act: () => Promise<unknown>,
  says: RegExp = /./,
): Promise<Message> {
  const own = () => actor.sees('#patching').filter((message) => message.ephemeralFor !== null);
  const before = new Set(own().map((message) => message.ts));
  await act();
  const look = () => own().find((message) => !before.has(message.ts) && says.test(textOfMessage(message)));
  return play.world.slack.waitFor(`an answer that says ${says.source}`, look, AT_ONCE_MS);
}

/** What a person is told, at once, for a sentence. */
export async function answer(play: Play, actor: Actor, sentence: string): Promise<string> {
  return textOfMessage(await answerTo(play, actor, () => play.type(actor, sentence)));
}
