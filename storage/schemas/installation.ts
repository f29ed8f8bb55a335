import { z } from 'zod';
import type { Installation } from '../../src/ports/store.js';

export const installation = z.object({
  id: z.string().regex(/^[a-z0-9]{6,16}$/),
  nextTask: z.int().positive(),
}) satisfies z.ZodType<Installation>;
