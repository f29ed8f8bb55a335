import { join } from 'node:path';
import { Bot } from '../sandbox/bot.js';
import { configureBot } from '../sandbox/configuration.js';
import { textOfMessage } from '../sandbox/slack/driver.js';
import type { Message } from '../sandbox/slack/model.js';
import { type LocalSlack, startSlack } from '../sandbox/slack/start.js';
import type { Cost } from './cost.js';
import { RemoteFleet } from './remote-fleet.js';
import { peakMemoryMb, processorMs } from './usage.js';

/**
 * The same for every size: the wall clock depends on them. Half of the small fleet may scan at once; as many shells are
 * kept as there may be connections, fewer than computers, so that no scan finds those of the one before.
 */
const WINDOWS = { max_connections: 10, max_scans_at_once: 6, poll_seconds: 0.25, retry_seconds: 0.25 };
/** How many times faster than for people the pretend computers work: here the bot is measured, not they. */
const SPEED = 20;
const CHANNEL = '#patching';
const PATIENCE_MS = 300_000;

/** The bot, a local Slack in this process and a fleet in another one. */
export class Site {
  readonly slack: LocalSlack;
  readonly computers: number;
  readonly #fleet: RemoteFleet;
  readonly #bot: Bot;

  private constructor(slack: LocalSlack, fleet: RemoteFleet, bot: Bot, computers: number) {
    this.slack = slack;
    this.#fleet = fleet;
    this.#bot = bot;
    this.computers = computers;
  }

  /** Starts all three and synchronizes WSUS once, without which nothing is scanned. */
  static async open(folder: string, computers: number): Promise<Site> {
    const slack = await startSlack({ folder: join(folder, 'slack'), port: 0 });
    const fleet = await RemoteFleet.start(join(folder, 'windows'), computers, SPEED);
    const { env } = await configureBot(folder, fleet.known, slack, WINDOWS);
    const site = new Site(slack, fleet, new Bot(folder, env), computers);
    await site.#bot.start();
    await site.#task('/patch sync', /Status:\W*Succeeded/);
    return site;
  }

  /** Scans all computers; fails unless every one of them succeeds. */
  async scan(): Promise<Cost> {
    const before = await this.#used();
    const startedAt = Date.now();
    await this.#task(
      '/patch scan fleet',
      new RegExp(`${this.computers} of ${this.computers} ended: ${this.computers} Succeeded`),
    );
    const after = await this.#used();
    const processor = before.processor === null || after.processor === null ? null : after.processor - before.processor;
    return {
      targets: this.computers,
      wallMs: after.latestAt - startedAt,
      processorMs: processor,
      requests: after.requests - before.requests,
    };
  }

  /** The bot's peak so far. */
  get peakMb(): number | null {
    return peakMemoryMb(this.#pid);
  }

  async close(): Promise<void> {
    await this.#bot.kill('SIGTERM');
    await Promise.all([this.slack.close(), this.#fleet.close()]);
  }

  get #pid(): number {
    if (this.#bot.pid === null) throw new Error('the bot does not run');
    return this.#bot.pid;
  }

  async #used(): Promise<{ processor: number | null; requests: number; latestAt: number }> {
    return { processor: processorMs(this.#pid), ...(await this.#fleet.traffic()) };
  }

  /** Types a command and waits until the task's card says this. */
  async #task(command: string, says: RegExp): Promise<void> {
    const known = new Set(this.#cards().map((card) => card.ts));
    const { outcome } = await this.slack.as('olivia').type(CHANNEL, command);
    if (outcome !== 'acked') throw new Error(`Slack did not take "${command}": ${outcome}`);
    const ended = (): Message | undefined =>
      this.#cards().find((card) => !known.has(card.ts) && says.test(textOfMessage(card)));
    await this.slack.waitFor(`the card of "${command}" to say ${says.source}`, ended, PATIENCE_MS);
  }

  #cards(): readonly Message[] {
    return this.slack.messages(CHANNEL).filter((message) => message.threadTs === null);
  }
}
