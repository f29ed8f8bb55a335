import type { PlanRules } from '../blocking.js';
import type { Computer, Facts } from '../computer.js';
import type { PatchbayFailure } from '../errors.js';
import type { ComputerId, Instant, TaskId } from '../ids.js';
import type { Contact } from '../job.js';

/** What was seen of a computer, step by step: each rests on the one before. */

/** How it is reached. Nobody is logged on for that. */
export interface ReachSeen {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** What its name resolves to, or why it does not. */
  readonly name: { readonly addresses: readonly string[] } | { readonly cause: string };
  /** Whether something listens there; null where that was not asked, as there is no address. */
  readonly door: 'open' | { readonly cause: string } | null;
  /** What it shows over https, or why it shows nothing; null where there is none to see. */
  readonly certificate: CertificateSeen | { readonly cause: string } | null;
  /** The ways to log on that it offers, or why it does not say; null where that was not asked. */
  readonly offers: readonly string[] | PatchbayFailure | null;
}

export interface CertificateSeen {
  readonly validFrom: Instant;
  readonly validTo: Instant;
  /** The names that it is made out to. */
  readonly names: readonly string[];
  /** Why it is not believed, as Node calls it; null where it is. */
  readonly distrust: string | null;
}

/** What the first contact says, before anything is written there. */
export interface Survey extends Contact {
  readonly languageMode: string;
  /** What group policy sets; `Bypass` where it sets nothing. */
  readonly executionPolicy: string;
  readonly isAdmin: boolean;
  readonly hasToolkit: boolean;
}

/** What an administrator would look at there. */
export interface Diagnosis {
  readonly facts: Facts;
  readonly powershell: string;
  readonly languageMode: string;
  readonly executionPolicy: string;
  readonly services: readonly { readonly name: string; readonly state: string; readonly start: string }[];
  readonly lastSearchAt: Instant | null;
  readonly lastInstallAt: Instant | null;
  /** What it gets from the address of its WSUS; null where its policy names none. */
  readonly wsus: { readonly url: string; readonly status: number | null; readonly error: string | null } | null;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The end of WindowsUpdate.log. */
  readonly log: readonly string[];
  readonly logError: string | null;
  readonly leftovers: { readonly tasks: number; readonly jobs: number; readonly toolkits: readonly string[] };
  readonly detectAsked: boolean;
  /** What could not be found out there, and why. */
  readonly problems: readonly string[];
}

interface HistoryEntry {
  readonly at: Instant;
  readonly title: string;
  readonly operation: 'install' | 'uninstall' | 'other';
  readonly resultCode: number;
  readonly hresult: number | null;
}

/** Why something was not looked at, in a sentence, and what to do to have it looked at. */
export interface LeftOut {
  readonly leftOut: string;
  readonly nextStep: string;
}

export interface ComputerSeen {
  readonly computer: Pick<Computer, 'id' | 'doubt' | 'confirmed' | 'names' | 'machineId'>;
  readonly isImported: boolean;
  readonly reach: ReachSeen;
  readonly logon: Survey | PatchbayFailure | LeftOut;
  /** By our clock. */
  readonly metAt: Instant;
  /** Null where the logon came to nothing. */
  readonly inside: Diagnosis | PatchbayFailure | LeftOut | null;
  /** The task that holds it. */
  readonly busyWith: TaskId | null;
  /** Others that say the same SusClientId. */
  readonly clones: readonly ComputerId[];
}

/** What it is measured by. */
export interface DiagnosisTerms {
  readonly maxClockSkewMs: number;
  readonly rules: Pick<PlanRules, 'minFreeDiskBytes' | 'wsusNames' | 'maxScanAgeMs'>;
  /** The slash command's name, for next steps. */
  readonly command: string;
}

export function isFailure(seen: object): seen is PatchbayFailure {
  return 'code' in seen && 'details' in seen;
}

export function isLeftOut(seen: object): seen is LeftOut {
  return 'leftOut' in seen;
}
