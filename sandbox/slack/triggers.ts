import { randomBytes } from 'node:crypto';
import type { Clock } from './model.js';
import { Refusal } from './model.js';

/** https://docs.slack.dev/interactivity/handling-user-interaction: 3 seconds, one use. */
const TRIGGER_LIVES_MS = 3000;

interface Trigger {
  readonly person: string;
  /** The modal in which the click was made, if it was in one. */
  readonly viewId: string | null;
}

export interface Triggers {
  give(trigger: Trigger): string;
  /** Whose click this was; refuses what is unknown, late or used. */
  look(id: string): Trigger;
  use(id: string): void;
}

export function createTriggers(clock: Clock): Triggers {
  const given = new Map<string, Trigger & { readonly until: number; readonly used: boolean }>();
  return {
    give(trigger) {
      const id = `${clock.now()}.${given.size}.${randomBytes(16).toString('hex')}`;
      given.set(id, { ...trigger, until: clock.now() + TRIGGER_LIVES_MS, used: false });
      return id;
    },
    look(id) {
      const trigger = given.get(id);
      if (trigger === undefined) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      if (clock.now() > trigger.until) throw new Refusal('expired_trigger_id');
      return trigger;
    },
    use(id) {
      const trigger = given.get(id);
      if (trigger !== undefined) given.set(id, { ...trigger, used: true });
    },
  };
}
