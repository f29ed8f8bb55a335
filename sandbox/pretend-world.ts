import { join } from 'node:path';
import { Bot } from './bot.js';
import { configureBot } from './configuration.js';
import { namesIn } from './names.js';
import { openRoom } from './room/room.js';
import { type Scenario, standardScenario } from './scenario.js';
import { type LocalSlack, type SlackOptions, startSlack } from './slack/start.js';
import type { Doors } from './windows/doors.js';
import { type Fleet, startFleet } from './windows/fleet.js';

export interface PretendWorld {
  /** Where all its data lie; the bot's own in `bot`. */
  readonly folder: string;
  readonly slack: LocalSlack;
  readonly fleet: Fleet;
  readonly bot: Bot;
  close(): Promise<void>;
}

/** A whole pretend world in this process, with a bot outside it: for the tour, the tests and the measurements. */
export async function startWorld(settings: {
  readonly folder: string;
  readonly scenario?: Scenario;
  /** How many times faster than for people things happen. */
  readonly speed: number;
  /** Settings of the bot's section `windows`. */
  readonly windows?: Readonly<Record<string, number>>;
  readonly slack?: Partial<SlackOptions>;
  /** How administrators get into the computers. */
  readonly doors?: Doors;
}): Promise<PretendWorld> {
  const { folder, speed, scenario = standardScenario(), doors = 'stock' } = settings;
  const names = namesIn(scenario);
  const slack = await startSlack({ folder: join(folder, 'slack'), port: 0, names, ...settings.slack });
  const fleet = await startFleet({ folder: join(folder, 'windows'), scenario, speed, doors });
  const { env } = await configureBot(folder, fleet, slack, settings.windows);
  const bot = new Bot(folder, env);
  const room = openRoom(fleet, slack, bot.keeper);
  return {
    folder,
    slack,
    fleet,
    bot,
    close: async () => {
      room.close();
      await bot.kill('SIGTERM');
      await Promise.all([slack.close(), fleet.close()]);
    },
  };
}
