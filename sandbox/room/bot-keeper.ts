import { z } from 'zod';

/** The life of the bot's process, as whoever starts it tells. */
export const botLife = z.object({
  state: z.enum(['starting', 'running', 'dead']),
  pid: z.int().nullable(),
  /** When this process began, in milliseconds since 1970. */
  since: z.number().nullable(),
  /** How often it was started again. */
  restarts: z.int(),
});
export type BotLife = z.infer<typeof botLife>;

export const UNBORN: BotLife = { state: 'starting', pid: null, since: null, restarts: 0 };

/** Who starts the bot, and can kill it. */
export interface BotKeeper {
  readonly state: BotLife;
  /** kill -9. */
  kill(): void;
  /** Tells of every change. */
  onChange(listener: (life: BotLife) => void): void;
}
