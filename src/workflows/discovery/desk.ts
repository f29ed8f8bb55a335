import type { FilePreview, ListDefaults } from '../../domain/computer-list.js';
import type { ComputersView, ComputerView, RenameOrder } from '../../domain/computer-views.js';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, PersonId } from '../../domain/ids.js';
import type { ImportOrder, ImportView } from '../../domain/importing.js';
import { notToRetire } from '../../domain/reasons.js';
import type { Asker } from '../desk.js';
import { refused } from '../groups/edit.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { demand } from '../rights.js';
import { demandIdle } from './busy.js';
import { computersView, computerView } from './computers.js';
import { importFile, importFromWsus, importView, previewFile } from './import.js';
import { demandKnown } from './known.js';
import { rename } from './rename.js';

export interface DiscoveryDesk {
  /** What WSUS knows and we do not, and what was imported and waits. For administrators. */
  importView(person: PersonId): Promise<ImportView>;
  /** @returns the computers that were added; PB113 where nothing was chosen that can be added */
  importFromWsus(asker: Asker, order: ImportOrder): Promise<readonly ComputerId[]>;
  /** What a file would add. Nothing is changed. For administrators. */
  previewFile(person: PersonId, bytes: Uint8Array, defaults: ListDefaults): Promise<FilePreview>;
  /** Adds all that a file lists; PB302 where that is not what was shown, PB113 where a row is wrong: then none is added. */
  importFile(asker: Asker, bytes: Uint8Array, defaults: ListDefaults, shown: string): Promise<readonly ComputerId[]>;
  /** All that wait may be logged on to. PB302 where others wait than were shown. */
  confirmImported(asker: Asker, shown: string): Promise<readonly ComputerId[]>;
  /** Those that the words fit: a name, a host, a group, a state. */
  computers(person: PersonId, words: readonly string[]): Promise<ComputersView>;
  computer(person: PersonId, computer: ComputerId): Promise<ComputerView>;
  /**
   * Gives an added computer another name or address; all that is known of it stays. At another address an administrator
   * confirms it before anybody is logged on there. PB113 where that cannot be, PB132 while a task holds it. Administrators.
   * @returns its name from then on
   */
  rename(asker: Asker, order: RenameOrder): Promise<ComputerId>;
  /** Nothing is run there any more; PB132 while a task holds it, PB113 for WSUS itself. Administrators. */
  retire(asker: Asker, computer: ComputerId): Promise<void>;
  bringBack(asker: Asker, computer: ComputerId): Promise<void>;
}

export function openDiscoveryDesk(office: Office): DiscoveryDesk {
  return {
    importView: (person) => importView(office, person),
    importFromWsus: (asker, order) => importFromWsus(office, asker, order),
    previewFile: (person, bytes, defaults) => previewFile(office, person, bytes, defaults),
    importFile: (asker, bytes, defaults, shown) => importFile(office, asker, { bytes, defaults, shown }),
    confirmImported: (asker, shown) => confirmImported(office, asker, shown),
    computers: (person, words) => computersView(office, person, words),
    computer: (person, id) => computerView(office, person, id),
    rename: (asker, order) => rename(office, asker, order),
    retire: (asker, id) => retire(office, asker, id),
    bringBack: (asker, id) => bringBack(office, asker, id),
  };
}

async function confirmImported(office: Office, asker: Asker, shown: string): Promise<readonly ComputerId[]> {
  const { waiting, hash } = await importView(office, asker.person);
  const known = (await office.store.operations.get(asker.operation))?.value.intent;
  if (known?.kind === 'confirm-imported') return known.computers;
  if (hash !== shown || waiting.length === 0) throw new PatchbayError('PB302');
  const computers = waiting.map(({ computerId }) => computerId);
  await carryOut(office, asker, { kind: 'confirm-imported', computers });
  return computers;
}

async function retire(office: Office, asker: Asker, id: ComputerId): Promise<void> {
  await demand(office, asker.person, RIGHTS['retire-computer']);
  demandKnown(office, id);
  if (id === office.wsusComputer) throw refused(notToRetire(id));
  if (office.roster.retired(id) !== null) return;
  await demandIdle(office, id);
  const { skipped } = await carryOut(office, asker, { kind: 'retire-computer', computerId: id });
  if (skipped.length > 0) await demandIdle(office, id);
}

async function bringBack(office: Office, asker: Asker, id: ComputerId): Promise<void> {
  await demand(office, asker.person, RIGHTS['bring-back-computer']);
  demandKnown(office, id);
  if (office.roster.retired(id) === null) return;
  await carryOut(office, asker, { kind: 'bring-back-computer', computerId: id });
}
