import type { Ruling } from '../../domain/decision.js';
import { PatchbayError } from '../../domain/errors.js';
import type { Intent } from '../../domain/operation.js';
import { approversNeeded } from '../../domain/request.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';

/**
 * Whatever way an approval comes, it takes as many persons as the rules say.
 * @throws PatchbayError PB309 and PB323 where it has to be asked for, PB314 for a part, PB306 for who asked, PB307 for who approved before
 */
export async function demandNotAlone(office: Office, asker: Asker, intent: Intent): Promise<void> {
  if (intent.kind !== 'decide' || intent.event !== 'approve') return;
  const request = (await office.store.requests.get(asker.answering ?? asker.operation))?.value;
  const approval = request?.approval ?? null;
  if (request === undefined || approval === null) return demandOneIsEnough(office, intent);
  if (office.approvals.fourEyes && request.by === asker.person)
    throw new PatchbayError('PB309', { command: office.command, group: intent.groupId });
  // Part of it, before anybody has approved the whole.
  if (asker.answering !== undefined && needed(office, intent) === 2 && approval.approvals.length === 0)
    throw new PatchbayError('PB314');
  const others = approval.approvals.filter(({ by }) => by !== asker.person);
  if (others.length + 1 < needed(office, intent)) throw new PatchbayError('PB307');
}

function demandOneIsEnough(office: Office, ruling: Ruling): void {
  const details = { command: office.command, group: ruling.groupId };
  if (office.approvals.fourEyes) throw new PatchbayError('PB309', details);
  if (needed(office, ruling) === 1) return;
  const above = office.approvals.secondApproverAbove ?? 0;
  throw new PatchbayError('PB323', { ...details, above });
}

function needed(office: Office, { computers }: Ruling): 1 | 2 {
  return approversNeeded(computers.length, office.approvals.secondApproverAbove);
}
