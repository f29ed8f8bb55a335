import { asFailure } from '../../domain/errors.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import { occurrences } from '../../domain/window-occurrences.js';
import type { Duty } from '../agenda.js';
import type { Office } from '../office.js';
import { inPieces } from '../pieces.js';
import { beginOpening } from './beginning.js';
import { type EndedTask, endedOpenings, putBack } from './ending.js';
import { judgeClosed } from './missing.js';
import { prepareNext } from './preparing.js';
import { scanWhenDue } from './scans.js';
import { stateOf } from './state.js';
import { warnOfNext } from './warning.js';

/** Looks after the windows and scans of every group; one group's trouble is not another's. */
export const windows: Duty = {
  name: 'windows',
  look: async (office) => {
    const ended = await endedOpenings(office);
    const groups = office.groups().filter(({ windows, scans }) => windows.length > 0 || scans !== null);
    await inPieces(groups, async (group) => {
      try {
        await lookAt(office, group, ended);
      } catch (thrown) {
        office.report(asFailure(thrown), { during: 'windows', group: group.id });
      }
    });
  },
};

/** What has ended comes first: what goes back may run in a window that is open by now. */
async function lookAt(office: Office, group: ProvisioningGroup, ended: readonly EndedTask[]): Promise<void> {
  const now = office.clock.now();
  const state = await stateOf(office, group, now);
  await putBack(office, group, state, ended);
  await judgeClosed(office, group, state);
  for (const opening of occurrences(group.windows, now, now + 1, office.readCron))
    await beginOpening(office, group, opening);
  await warnOfNext(office, group, state);
  await prepareNext(office, group);
  await scanWhenDue(office, group, state);
}
