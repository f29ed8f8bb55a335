import { asFailure } from '../domain/errors.js';
import { lookAfterRequests } from './approvals/duties.js';
import { digests } from './digests/digests.js';
import { membersByRule } from './groups/duty.js';
import { windows } from './maintenance/duty.js';
import type { Office } from './office.js';
import { denialsEnd } from './patch-groups/denials.js';
import { freezing } from './running/freezing.js';

/**
 * Something that is looked after every minute: what has become due by `now` is done, once, however often it is asked and
 * however long nobody asked. It works from the store alone, so that nothing is forgotten over a restart.
 */
export interface Duty {
  readonly name: string;
  readonly look: (office: Office) => Promise<void>;
}

const requests: Duty = { name: 'requests', look: lookAfterRequests };

/** All duties, in their order. */
const DUTIES: readonly Duty[] = [requests, digests, membersByRule, denialsEnd, windows, freezing];

/** Looks after everything once. One duty that fails is reported and keeps no other from being done. */
export async function lookAfter(office: Office): Promise<void> {
  for (const duty of DUTIES) {
    try {
      await duty.look(office);
    } catch (thrown) {
      office.report(asFailure(thrown), { during: duty.name });
    }
  }
}
