import type { Operation } from '../../domain/operation.js';
import type { WindowIntent } from '../../domain/window-intent.js';
import type { Office } from '../office.js';
import { freezing } from '../running/freezing.js';
import { tellMissed } from './missing.js';

/** What follows from a decision about windows and freezes. Doing it twice has the effect of once. */
export async function windowEffect(
  office: Office,
  operation: Operation,
  intent: WindowIntent,
): Promise<readonly string[]> {
  const { freezes } = office.store;
  switch (intent.kind) {
    case 'freeze':
      await freezes.update(intent.freeze.id, (value) => value ?? intent.freeze);
      // Who freezes means now: nobody waits for the next minute.
      await freezing.look(office);
      return [];
    case 'lift-freeze': {
      const lifted = { by: operation.by, at: operation.at };
      await freezes.update(intent.freezeId, (value) => (value?.lifted === null ? { ...value, lifted } : null));
      return [];
    }
    case 'miss-window':
      await tellMissed(office, operation, intent);
      return [];
  }
}
