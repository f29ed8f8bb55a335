import { z } from 'zod';
import type { WindowNotice } from '../../src/domain/window-notice.js';
import { count, failure, groupId, instant, personId, taskId } from './ids.js';

const group = { groupId, groupName: z.string() };
const opening = { windowName: z.string(), opensAt: instant, closesAt: instant };

/** What is said of maintenance windows, among the notices. */
export const windowNotices = [
  z.object({
    about: z.literal('window-soon'),
    ...group,
    ...opening,
    recommendations: count,
    computers: count,
    mayRestart: count,
    people: z.array(personId),
  }),
  z.object({
    about: z.literal('window-missed'),
    ...group,
    ...opening,
    why: failure,
    recommendations: count,
    before: count,
    nextAt: instant.nullable(),
    mention: personId,
  }),
  z.object({
    about: z.literal('window-left-out'),
    ...group,
    computers: count,
    reasons: z.array(z.object({ failure, computers: count })),
  }),
  z.object({
    about: z.literal('window-closed'),
    ...group,
    taskId,
    recommendations: count,
    computers: count,
    nextAt: instant.nullable(),
  }),
] as const satisfies readonly z.ZodType<WindowNotice>[];
