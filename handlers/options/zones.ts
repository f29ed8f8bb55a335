import { timeZonesLike } from '../../src/domain/calendar.js';
import { LIMITS } from '../../src/slack/limits.js';
import { option } from '../../src/slack/modals/parts.js';
import type { Deps } from '../guard.js';
import type { OptionsListener } from './suggesting.js';

/** Time zones by what somebody types: they are no secret, so nobody is asked who they are. */
export function suggestZones(deps: Deps): OptionsListener {
  return async ({ ack, body }) => {
    const found = timeZonesLike(body.value.slice(0, 60), LIMITS.select.options);
    await deps.inFlight.track(ack({ options: found.map((name) => option({ value: name, text: name })) }));
  };
}
