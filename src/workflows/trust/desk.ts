import { type Computer, newComputer } from '../../domain/computer.js';
import type { Credential } from '../../domain/credential.js';
import { PatchbayError, type PatchbayFailure } from '../../domain/errors.js';
import { doubtOf, type Identity, identityOf, whyOutOfService, whyUnidentified } from '../../domain/identity.js';
import type { ComputerId } from '../../domain/ids.js';
import { nearest } from '../../domain/nearest.js';
import { didYouMean } from '../../domain/reasons.js';
import { holdersOf } from '../../domain/roles.js';
import type { Confirmed, ConfirmView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { mayConfirm, ownersOf } from './effects.js';

export interface TrustDesk {
  /** Looks who answers where a computer should be, and who was known there. Nothing is run. Administrators and owners. */
  offerConfirm(asker: Asker, computer: ComputerId): Promise<ConfirmView>;
  /**
   * What answers is the computer; or, where that is settled, the computer is back in service: whichever was shown. PB302
   * where it stands otherwise now than was shown, PB420 where what answers is known as another computer that is not in
   * doubt.
   * @param shown the view's `hash`
   */
  confirm(asker: Asker, computer: ComputerId, shown: string): Promise<Confirmed>;
  /** A profile that was stopped is tried again. Administrators. */
  retryCredentials(asker: Asker, profile: string): Promise<Credential>;
}

export function openTrustDesk(office: Office): TrustDesk {
  return {
    offerConfirm: (asker, computer) => offerConfirm(office, asker, computer),
    confirm: (asker, computer, shown) => confirm(office, asker, computer, shown),
    retryCredentials: (asker, profile) => retryCredentials(office, asker, profile),
  };
}

async function offerConfirm(office: Office, { person }: Asker, id: ComputerId): Promise<ConfirmView> {
  await demandConfirm(office, person, id);
  return (await looked(office, id)).view;
}

async function confirm(office: Office, asker: Asker, id: ComputerId, shown: string): Promise<Confirmed> {
  await demandConfirm(office, asker.person, id);
  const before = (await office.store.operations.get(asker.operation))?.value.intent.kind;
  if (before !== undefined) return before === 'back-in-service' ? 'service' : 'identity';
  const { view, computer } = await looked(office, id);
  if (view.why === null || view.hash !== shown) throw new PatchbayError('PB302');
  if (view.why.code !== 'PB422') {
    await confirmIdentity(office, asker, computer, view.answers);
    return 'identity';
  }
  await carryOut(office, asker, { kind: 'back-in-service', computerId: id, since: computer.outOfServiceSince ?? 0 });
  return 'service';
}

async function confirmIdentity(
  office: Office,
  asker: Asker,
  { id, machineId, names }: Computer,
  answers: Identity | null,
): Promise<void> {
  if (answers !== null) await demandNobodyElses(office, id, answers);
  const before = [names?.computerName, names?.domain, machineId].filter((part) => part != null).join(', ');
  await carryOut(office, asker, {
    ...{ kind: 'confirm-computer', computerId: id, answers },
    before: before === '' ? 'nothing' : before,
  });
}

async function demandConfirm(office: Office, person: Asker['person'], id: ComputerId): Promise<void> {
  if (await mayConfirm(office, person, id)) return;
  const people = [...ownersOf(office, id), ...holdersOf(office.roles, 'admin')];
  throw new PatchbayError('PB104', {
    role: 'owner or administrator',
    people: [...new Set(people)].map((one) => `@${one}`).join(', '),
  });
}

/** A machine that was confirmed as another computer since is not this one, too. */
async function demandNobodyElses(office: Office, id: ComputerId, { machineId }: Identity): Promise<void> {
  const twin = office.engine.twinOf(id, machineId);
  const other = twin === null ? undefined : (await office.store.computers.get(twin))?.value;
  if (other?.doubt === null)
    throw new PatchbayError('PB420', { computer: id, other: other.id, command: office.command });
}

async function looked(
  office: Office,
  id: ComputerId,
): Promise<{ readonly view: ConfirmView; readonly computer: Computer }> {
  const computer = (await office.store.computers.get(id))?.value ?? newComputer(id);
  const { name, isImported } = office.expected(id);
  const waits = isImported && computer.confirmed === null && computer.doubt === null;
  // Before an administrator's word there is no logon, not even to look.
  const contact = waits ? null : await office.engine.identify(id);
  const answers = contact === null ? null : identityOf(contact);
  const unknown = contact === null ? whyUnidentified(computer, isImported, office.command) : doubtNow();
  const why = unknown ?? whyOutOfService(computer, office.command);
  const { names, machineId, outOfServiceSince } = computer;
  const known = machineId === null || names === null ? null : { ...names, machineId };
  const hash = office
    .hash(JSON.stringify([id, machineId, names, answers, why?.code ?? null, outOfServiceSince]))
    .slice(0, 16);
  return { computer, view: { computerId: id, known, answers, why, outOfServiceSince, hash, command: office.command } };

  function doubtNow(): PatchbayFailure | null {
    if (contact === null) return null;
    const twinOf = (machine: string) => office.engine.twinOf(id, machine);
    const fresh = doubtOf(computer, contact, { name, twinOf }, office.clock.now());
    return whyUnidentified({ ...computer, doubt: fresh ?? computer.doubt }, isImported, office.command);
  }
}

async function retryCredentials(office: Office, asker: Asker, profile: string): Promise<Credential> {
  await demand(office, asker.person, RIGHTS['retry-credentials']);
  const known = (await office.logons.standings()).map((one) => one.profile);
  const found = known.find((one) => one.toLowerCase() === profile.toLowerCase());
  if (found === undefined) {
    const suggestion = didYouMean(nearest(profile.toLowerCase(), known));
    throw new PatchbayError('PB130', { profile: profile.slice(0, 40), suggestion, profiles: known.join(', ') });
  }
  await carryOut(office, asker, { kind: 'retry-credentials', profile: found });
  const after = (await office.logons.standings()).find((one) => one.profile === found);
  if (after === undefined) throw new PatchbayError('PB899', { cause: `the profile ${found} is gone` });
  return after;
}
