/** One update as Microsoft publishes it, and what the pretend world knows of it besides. */
export interface PublishedUpdate {
  readonly updateId: string;
  readonly revision: number;
  readonly title: string;
  /** Without the letters `KB`. */
  readonly kbs: readonly string[];
  readonly classification: string;
  readonly classificationId: string;
  readonly products: readonly string[];
  readonly severity: string;
  /** ISO 8601. */
  readonly released: string;
  readonly sizeBytes: number;
  /** Never 0, Always 1, CanRequest 2. */
  readonly rebootBehavior: 0 | 1 | 2;
  /** Normal 0, Minor 1, RequiresExclusiveHandling 2. */
  readonly impact: 0 | 1 | 2;
  /** Whether installing it here really asks for a restart. */
  readonly restarts: boolean;
  readonly needsLicence: boolean;
  readonly needsUserInput: boolean;
  readonly needsNetwork: boolean;
  /** The id of the update that replaces it. */
  readonly supersededBy: string | null;
  /** Which synchronization brings it: 0 was there before the sandbox began. */
  readonly arrivesWith: number;
  /** Which synchronization brings its next revision; null: none. */
  readonly revisedWith: number | null;
  /** Which synchronization expires it; null: none. */
  readonly expiresWith: number | null;
  readonly declined: boolean;
  /** Software that it applies to: one of these on a computer is enough. */
  readonly appliesTo: readonly string[];
  /** IUpdate.IsUninstallable. */
  readonly uninstallable: boolean;
  /** The id of the servicing stack update without which it fails; null: whichever is there will do. */
  readonly servicingStack: string | null;
}

/** What a WSUS client gets to know: only what is approved, and active, for a group that the client is in. */
export interface UpdateService {
  /** The updates offered to a client; null where the server does not answer. */
  offersTo(dnsName: string): readonly PublishedUpdate[] | null;
  /** The same of what is approved to be uninstalled there: a client that has it finds it. */
  withdrawnFor(dnsName: string): readonly PublishedUpdate[] | null;
  /** Updates whose approval for a client has a deadline that has passed: the client installs them by itself. */
  overdueFor(dnsName: string): ReadonlySet<string>;
  /** From when a client installs an update by itself: ISO 8601; null where its approval has no deadline. */
  deadlineFor(dnsName: string, updateId: string): string | null;
  /** Whether a client that is sent to this address comes here. */
  serves(url: string): boolean;
  /** All that replaces an update, near and far, whether it is on this server or not. */
  replacementsOf(updateId: string): readonly string[];
  /** A client has reported, as it does after each search. */
  reportedBy(dnsName: string): void;
  /** Microsoft publishes a newer revision, which is on the server at once; what is approved stays so. */
  revise(updateId: string): void;
}
