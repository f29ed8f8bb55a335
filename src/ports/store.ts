import type { Computer } from '../domain/computer.js';
import type { Credential } from '../domain/credential.js';
import type { DenyList } from '../domain/denial.js';
import type { ComputerDiagnosis } from '../domain/diagnosis/record.js';
import type { DigestState } from '../domain/digest.js';
import type { Draft } from '../domain/draft.js';
import type { Freeze } from '../domain/freeze.js';
import type { GroupRecord } from '../domain/group.js';
import type { UpdateId } from '../domain/ids.js';
import type { AuditEntry, Operation, Request } from '../domain/operation.js';
import type { Patch, WsusFacts } from '../domain/patch.js';
import type { PatchGroup } from '../domain/patch-group.js';
import type { RosterEntry } from '../domain/roster.js';
import type { KeptStack } from '../domain/software-stack.js';
import type { Surface } from '../domain/surface.js';
import type { TargetRecord } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import type { WatchState } from '../domain/watch.js';
import type { ScheduleState } from '../domain/window.js';

/** A document with the number of changes it has seen. */
export interface Versioned<T> {
  readonly revision: number;
  readonly value: T;
}

/**
 * Documents of one kind, each written whole and durably before the promise ends. Fails with PB801 (exists), PB802
 * (changed meanwhile), PB803 (unreadable: set aside), PB804 (cannot be written: nothing changed).
 */
export interface Collection<T> {
  get(id: string): Promise<Versioned<T> | null>;
  /** The ids of all that can be read, in no order. */
  ids(): Promise<readonly string[]>;
  create(id: string, value: T): Promise<Versioned<T>>;
  /** Writes if the document still has this revision. */
  replace(id: string, revision: number, value: T): Promise<Versioned<T>>;
  /**
   * Reads, changes, writes; changes of one document follow one another. `change` gets null where there is none; what
   * it returns is stored; returning its argument, or null, writes nothing.
   */
  update(id: string, change: (value: T | null) => T | null): Promise<Versioned<T> | null>;
  remove(id: string): Promise<void>;
}

/** Documents of which one that cannot be read must not pass for one that is not there. */
export interface WholeCollection<T> extends Collection<T> {
  /** Fails with PB803 while one of them cannot be read. */
  demandWhole(): Promise<void>;
}

/** The patch catalogue: large, read often, changed by whole lists. */
export interface Catalogue {
  get(id: UpdateId): Promise<Patch | null>;
  all(): Promise<readonly Patch[]>;
  /** Replaces the whole catalogue; only what changed is written. Says how many patches are new or changed. */
  replaceAll(patches: readonly Patch[]): Promise<{ readonly added: number; readonly changed: number }>;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** The newest entries, newest first. */
  latest(count: number): Promise<readonly AuditEntry[]>;
  /** Reads the whole chain; PB806 where a line does not follow from the one before. */
  verify(): Promise<{ readonly entries: number }>;
}

/** What the installation knows of itself. */
export interface Installation {
  /** Lower-case letters and digits: the first part of every job key. */
  readonly id: string;
  /** The next numbers to give out. */
  readonly nextTask: number;
}

export interface Store {
  readonly computers: Collection<Computer>;
  /** By computer: those that were added beside the configuration, and those that are retired. */
  readonly roster: WholeCollection<RosterEntry>;
  readonly tasks: Collection<Task>;
  /** By log id (`17.3`). */
  readonly targets: Collection<TargetRecord>;
  readonly operations: Collection<Operation>;
  readonly requests: Collection<Request>;
  readonly surfaces: Collection<Surface>;
  readonly drafts: Collection<Draft>;
  readonly groups: Collection<GroupRecord>;
  readonly freezes: WholeCollection<Freeze>;
  /** By group. */
  readonly schedules: Collection<ScheduleState>;
  /** By channel. */
  readonly digests: Collection<DigestState>;
  readonly patchGroups: Collection<PatchGroup>;
  readonly stacks: Collection<KeptStack>;
  /** By computer: its last one. */
  readonly diagnoses: Collection<ComputerDiagnosis>;
  /** One document, `denials`. */
  readonly denials: Collection<DenyList>;
  readonly wsus: Collection<WsusFacts>;
  /** By profile. */
  readonly credentials: Collection<Credential>;
  readonly installation: Collection<Installation>;
  /** One document, `watch`. */
  readonly watch: Collection<WatchState>;
  readonly catalogue: Catalogue;
  readonly audit: AuditLog;
}
