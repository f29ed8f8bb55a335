import { z } from 'zod';
import type { WatchState } from '../../src/domain/watch.js';
import { instant } from './ids.js';

const trouble = z.object({ since: instant, why: z.string() }).exactOptional();

export const watchState = z.object({
  aliveAt: instant.nullable(),
  troubles: z.object({ slack: trouble, wsus: trouble, schedule: trouble }),
  restored: z.object({ at: instant, madeAt: instant }).nullable(),
}) satisfies z.ZodType<WatchState>;
