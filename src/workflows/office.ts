import type { PlanRules } from '../domain/blocking.js';
import type { Computer } from '../domain/computer.js';
import { newComputer } from '../domain/computer.js';
import { type DeniedBy, deniedAt } from '../domain/denial.js';
import { asFailure, PatchbayError, type PatchbayFailure } from '../domain/errors.js';
import type { ProvisioningGroup } from '../domain/group.js';
import type { ComputerId, GroupId, Instant, UpdateId } from '../domain/ids.js';
import type { Patch, WsusFacts } from '../domain/patch.js';
import { didYouMean } from '../domain/reasons.js';
import type { ApprovalRules } from '../domain/request.js';
import type { Roles } from '../domain/roles.js';
import { isYoung } from '../domain/validation.js';
import type { WindowNeeds } from '../domain/window-misfit.js';
import type { ReadCron } from '../domain/window-occurrences.js';
import type { Clock } from '../ports/clock.js';
import type { ReadComputerList } from '../ports/computer-list.js';
import type { Conversation } from '../ports/conversation.js';
import type { Diagnostics } from '../ports/diagnostics.js';
import type { Directory } from '../ports/directory.js';
import type { OwnParts } from '../ports/own-parts.js';
import type { Store } from '../ports/store.js';
import type { GroupBook } from './book.js';
import type { LogonDesk } from './credentials/logons.js';
import type { Diagnoses } from './diagnosing/diagnoses.js';
import type { KeptRoster } from './discovery/kept-roster.js';
import type { Engine } from './engine/runner.js';
import type { Fleet } from './fleet.js';
import { inPieces } from './pieces.js';
import type { Rolling } from './rolling.js';
import type { Standing } from './standing.js';

/** What every use case works with. */
export interface Office {
  /** Its computers are the fleet. */
  readonly store: Store;
  readonly fleet: Fleet;
  readonly rolling: Rolling;
  readonly engine: Engine;
  readonly conversation: Conversation;
  readonly clock: Clock;
  readonly roles: Roles;
  readonly directory: Directory;
  readonly book: GroupBook;
  /** All groups, with their computers as they are now. */
  readonly groups: () => readonly ProvisioningGroup[];
  /** Those of the configuration and those that were added, but for retired ones. */
  readonly computers: () => readonly ComputerId[];
  readonly roster: KeptRoster;
  readonly readComputers: ReadComputerList;
  /** The computer that WSUS runs on. */
  readonly wsusComputer: ComputerId;
  readonly rules: PlanRules;
  /** What the configuration says of who a computer is. */
  readonly expected: (computer: ComputerId) => { readonly name: string | null; readonly isImported: boolean };
  readonly logons: LogonDesk;
  readonly diagnoses: Diagnoses;
  readonly diagnostics: Diagnostics;
  readonly ownParts: OwnParts;
  readonly maxClockSkewMs: number;
  readonly approvals: ApprovalRules;
  readonly command: string;
  readonly hash: (text: string) => string;
  readonly readCron: ReadCron;
  /** How much of a maintenance window a run needs. */
  readonly windowNeeds: WindowNeeds;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
}

/** A configured group that has computers. */
export function groupOf(office: Office, id: GroupId): ProvisioningGroup {
  const group = office.groups().find((one) => one.id === id);
  if (group === undefined) throw unknownName(office, id, null);
  if (group.computers.length === 0) throw new PatchbayError('PB103', { group: group.name });
  return group;
}

export function unknownName(office: Office, typed: string, near: string | null): PatchbayError {
  return new PatchbayError('PB102', {
    group: typed.slice(0, 60),
    suggestion: didYouMean(near),
    groups: office
      .groups()
      .map((group) => group.id)
      .join(', '),
  });
}

export async function computersOf(office: Office, ids: readonly ComputerId[]): Promise<readonly Computer[]> {
  return (await standingsOf(office, ids)).standings.map(({ computer }) => computer);
}

/** How computers stood at one moment. */
export interface Snapshot {
  /** Not before anything that they show, even where the clock was set back since. */
  readonly asOf: Instant;
  readonly standings: readonly Standing[];
}

/** All of them at the same moment, however long reading takes. */
export async function standingsOf(office: Office, ids: readonly ComputerId[]): Promise<Snapshot> {
  const damaged = new Map<ComputerId, Computer>();
  await inPieces(ids, async (id) => {
    const computer = office.fleet.standing(id) === null ? await computerOf(office, id) : null;
    if (computer !== null && office.fleet.standing(id) === null) damaged.set(id, computer);
  });
  const standing = (id: ComputerId): Standing =>
    office.fleet.standing(id) ?? office.fleet.standingOf(damaged.get(id) ?? newComputer(id));
  const standings = ids.map(standing);
  const present = office.rolling.present(office.clock.now());
  return { asOf: standings.reduce((asOf, { latest }) => Math.max(asOf, latest), present), standings };
}

/** A computer whose document is damaged is one of which nothing is known: it is shown so, and never patched. */
async function computerOf(office: Office, id: ComputerId): Promise<Computer> {
  try {
    return (await office.store.computers.get(id))?.value ?? newComputer(id);
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code !== 'PB803') throw thrown;
    const reasons = ['its file is damaged: an administrator must look at it'];
    return {
      ...newComputer(id),
      compliance: { at: office.clock.now(), state: 'unknown', missing: 0, reasons, checks: [] },
    };
  }
}

export async function wsusOf(office: Office): Promise<WsusFacts | null> {
  return (await office.store.wsus.get('wsus'))?.value ?? null;
}

/** What WSUS said last; PB603 where it was never asked, PB606 where that is too long ago to decide by. */
export async function freshWsus(office: Office): Promise<WsusFacts> {
  const wsus = await wsusOf(office);
  if (wsus === null) throw new PatchbayError('PB603', { command: office.command });
  const now = office.clock.now();
  if (!isYoung(wsus.at, office.rules.maxScanAgeMs, now)) {
    const hours = Math.max(0, Math.round((now - wsus.at) / 3_600_000));
    throw new PatchbayError('PB606', { command: office.command, hours });
  }
  return wsus;
}

/** By which denial an update is denied at this moment. Where the list cannot be read, nothing is planned (PB803). */
export async function deniedNow(office: Pick<Office, 'store' | 'clock'>): Promise<DeniedBy> {
  return deniedAt((await office.store.denials.get('denials'))?.value ?? { denials: [] }, office.clock.now());
}

/** The whole catalogue, for looking up by id. */
export async function patchesById(office: Office): Promise<(id: UpdateId) => Patch | undefined> {
  const patches = new Map((await office.store.catalogue.all()).map((patch) => [patch.updateId, patch]));
  return (id) => patches.get(id);
}
