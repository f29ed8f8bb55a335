import { z } from 'zod';
import { WATCHED, type WatchNotice, type WatchState } from '../../src/domain/watch.js';
import { count, instant, taskId } from './ids.js';

const trouble = z.object({ since: instant, why: z.string() }).exactOptional();

export const watchState = z.object({
  aliveAt: instant.nullable(),
  troubles: z.object({ slack: trouble, wsus: trouble, schedule: trouble, disk: trouble }),
  restored: z.object({ at: instant, madeAt: instant }).nullable(),
}) satisfies z.ZodType<WatchState>;

const what = z.enum(WATCHED);
const span = { since: instant, until: instant };

/** What is said of what is watched, among the notices. */
export const watchNotices = [
  z.object({ about: z.literal('trouble'), what, since: instant, why: z.string() }),
  z.object({
    about: z.literal('trouble-over'),
    what,
    ...span,
    tasks: z.array(taskId),
    taskCount: count,
    messages: count,
  }),
  z.object({
    about: z.literal('was-down'),
    ...span,
    windows: z.array(z.object({ groupName: z.string(), windowName: z.string(), opensAt: instant, closesAt: instant })),
    windowCount: count,
    scans: z.array(z.string()),
  }),
  z.object({ about: z.literal('restored'), at: instant, madeAt: instant }),
] as const satisfies readonly z.ZodType<WatchNotice>[];
