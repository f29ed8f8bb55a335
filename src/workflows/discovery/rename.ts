import type { RenameOrder } from '../../domain/computer-views.js';
import { PatchbayError } from '../../domain/errors.js';
import { type ComputerId, parseComputerId } from '../../domain/ids.js';
import {
  computerNameTaken,
  isLookedAt,
  isRetired,
  NO_COMPUTER_NAME,
  NO_HOST,
  NO_PORT,
  NO_WINDOWS_NAME,
  notOurs,
} from '../../domain/reasons.js';
import { type Added, type Address, isHostName, isWindowsName } from '../../domain/roster.js';
import { isSameAddress } from '../../domain/roster-intent.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { demandIdle } from './busy.js';
import { demandKnown } from './known.js';

export async function rename(office: Office, asker: Asker, order: RenameOrder): Promise<ComputerId> {
  await demand(office, asker.person, RIGHTS['rename-computer']);
  const known = (await office.store.operations.get(asker.operation))?.value.intent;
  if (known?.kind === 'rename-computer') return known.to;
  const { computerId } = order;
  const to = parseComputerId(order.name);
  if (to === null) throw refused(NO_COMPUTER_NAME);
  const { host, port, computerName } = await addedComputer(office, computerId);
  const before = { host, port, computerName };
  const after = order.address === null ? before : addressIn(order.address, before);
  if (to === computerId && isSameAddress(before, after)) throw new PatchbayError('PB119');
  await demandFree(office, computerId, to);
  await demandQuiet(office, computerId);
  const { skipped } = await carryOut(office, asker, { kind: 'rename-computer', computerId, to, before, after });
  if (skipped.length > 0) throw refused(skipped.join('; '));
  return to;
}

async function addedComputer(office: Office, id: ComputerId): Promise<Added> {
  demandKnown(office, id);
  const added = office.roster.added(id);
  if (added === null) throw refused(notOurs(id));
  if (office.roster.retired(id) !== null) throw refused(isRetired(id));
  return added;
}

/** What is kept of a computer that was called so would become this one's. */
async function demandFree(office: Office, id: ComputerId, to: ComputerId): Promise<void> {
  if (to === id) return;
  const isKept = (await office.store.computers.get(to)) !== null;
  if (isKept || office.roster.known().includes(to)) throw refused(computerNameTaken(to));
}

/** @throws PatchbayError PB132 while a task holds the computer, or will; PB113 while it is diagnosed */
async function demandQuiet(office: Office, id: ComputerId): Promise<void> {
  await demandIdle(office, id);
  const last = (await office.store.diagnoses.get(id))?.value;
  if (last !== undefined && last.endedAt === null) throw refused(isLookedAt(id));
}

/** What stays as it was need not be anything that could be typed here. */
function addressIn(typed: NonNullable<RenameOrder['address']>, before: Address): Address {
  const isSameHost = typed.host.toLowerCase() === before.host.toLowerCase();
  const host = isSameHost ? before.host : typed.host;
  if (!isSameHost && !isHostName(host)) throw refused(NO_HOST);
  const { port } = typed;
  if (port === null || !Number.isInteger(port) || port < 1 || port > 65_535) throw refused(NO_PORT);
  const computerName = typed.computerName === '' ? null : typed.computerName;
  if (computerName !== null && !isWindowsName(computerName)) throw refused(NO_WINDOWS_NAME);
  return { host, port, computerName };
}
