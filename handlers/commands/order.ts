import type { OrderOf } from '../../src/slack/parser.js';
import type { Verb } from '../../src/slack/verbs.js';
import type { Deps, Visit } from '../guard.js';

/** Carries out one verb: calls one use case, and answers. */
export type Carry<V extends Verb> = (deps: Deps, visit: Visit, order: OrderOf<V>) => Promise<void>;
