import type { Compliance } from './computer.js';
import type { ComputerDiagnosis } from './diagnosis/record.js';
import type { ComputerId, GroupId, Instant } from './ids.js';
import type { Added, AddedWay, RosterEntry, Source } from './roster.js';
import type { StatusView } from './views.js';

/** Where a computer comes from and how it is reached. */
interface ComputerWay {
  readonly computerId: ComputerId;
  readonly from: Source | 'configuration';
  readonly host: string;
  readonly port: number;
  readonly scheme: AddedWay['scheme'];
  readonly profile: string | null;
  readonly retired: RosterEntry['retired'];
  /** Nobody was logged on to it yet, and nobody is before an administrator says so. */
  readonly isWaiting: boolean;
}

export interface ComputerGroup {
  readonly id: GroupId;
  readonly name: string;
}

export interface ComputerLine extends ComputerWay {
  /** The names that it had, oldest first. */
  readonly formerly: readonly ComputerId[];
  readonly compliance: Compliance | null;
  readonly groups: readonly ComputerGroup[];
  readonly scannedAt: Instant | null;
}

export interface ComputersView {
  readonly words: readonly string[];
  readonly lines: readonly ComputerLine[];
  readonly of: number;
}

/** All that is known of one computer. */
export interface ComputerView extends ComputerLine {
  readonly status: StatusView;
  /** What it calls itself, and its machine id; null before anybody was logged on. */
  readonly identity: string | null;
  readonly system: string | null;
  readonly added: Pick<Added, 'at' | 'by' | 'computerName'> | null;
  readonly diagnosis: ComputerDiagnosis | null;
  /** Whether the person may rename and retire it. */
  readonly isAdmin: boolean;
}

/** How a computer is called and reached from now on, as somebody typed it. */
export interface RenameOrder {
  readonly computerId: ComputerId;
  readonly name: string;
  /** Null: it is reached as before. */
  readonly address: { readonly host: string; readonly port: number | null; readonly computerName: string } | null;
}
