import type { z } from 'zod';
import type { KeptStack } from '../../src/domain/software-stack.js';
import { instant, personId, stackId } from './ids.js';
import { softwareStack } from './plan.js';

export const keptStack = softwareStack.extend({
  id: stackId,
  by: personId,
  at: instant,
}) satisfies z.ZodType<KeptStack>;
