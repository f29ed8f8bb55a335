import { z } from 'zod';
import { type BotKeeper, type BotLife, botLife, UNBORN } from './bot-keeper.js';

const news = z.object({ kind: z.literal('bot'), life: botLife });

/** The bot, where another process starts it and tells how it lives. */
export class RemoteBot implements BotKeeper {
  readonly #askToKill: () => void;
  readonly #listeners = new Set<(life: BotLife) => void>();
  #life: BotLife = UNBORN;

  /** @param askToKill asks whoever started it for a kill -9 */
  constructor(askToKill: () => void) {
    this.#askToKill = askToKill;
  }

  get state(): BotLife {
    return this.#life;
  }

  kill(): void {
    this.#askToKill();
  }

  onChange(listener: (life: BotLife) => void): void {
    this.#listeners.add(listener);
  }

  /** Takes a message of the other process. Throws where it is none of the agreed ones. */
  hear(message: unknown): void {
    this.#life = news.parse(message).life;
    for (const listener of this.#listeners) listener(this.#life);
  }
}
