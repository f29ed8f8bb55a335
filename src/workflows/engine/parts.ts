import type { PlanRules } from '../../domain/blocking.js';
import type { PatchbayFailure } from '../../domain/errors.js';
import type { Allowed, ComplianceCheck } from '../../domain/group.js';
import type { ComputerId, GroupId, JobKey } from '../../domain/ids.js';
import type { RestartTerms } from '../../domain/restart-wait.js';
import type { RunMode } from '../../domain/rollout.js';
import type { Clock } from '../../ports/clock.js';
import type { Conversation } from '../../ports/conversation.js';
import type { DetachedJobs, Endpoint } from '../../ports/endpoint.js';
import type { Store } from '../../ports/store.js';
import type { UpdateServer } from '../../ports/update-server.js';
import type { GroupTerms } from './claiming.js';
import type { Caps } from './gates.js';
import type { EngineSettings } from './protocol.js';

/** What the engine works with. */
export interface EngineParts {
  readonly store: Store;
  readonly jobs: DetachedJobs;
  readonly endpoint: Endpoint;
  readonly updateServer: UpdateServer;
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly settings: EngineSettings;
  readonly caps: Caps;
  readonly rules: PlanRules;
  /** The checks of every group that the computer is in, and whether one of these takes drivers and feature updates. */
  readonly checksOf: (computer: ComputerId) => readonly ComplianceCheck[];
  readonly allowsOf: (computer: ComputerId) => Allowed;
  /** What a group says of its runs; of none, and of one that is gone, the most careful. */
  readonly termsOf: (group: GroupId | null) => GroupTerms;
  /** Sets that never restart together, by name, as the configuration has them. */
  readonly restartSets: ReadonlyMap<string, readonly ComputerId[]>;
  /** Whether computers of a group may restart now: freezes and windows are asked at that moment. */
  readonly restartTerms: (group: GroupId | null) => Promise<RestartTerms>;
  /** Why nothing further of a run starts on a computer, by its group, windows and freezes at that moment. */
  readonly whyClosed: (turn: {
    readonly group: GroupId | null;
    readonly computer: ComputerId;
    readonly mode: RunMode;
  }) => Promise<string | null>;
  /** What the configuration says of who a computer is. */
  readonly expected: (computer: ComputerId) => { readonly name: string | null; readonly isImported: boolean };
  /** Whether the computer is still one of ours: nobody waits for one that is retired, or gone from the configuration. */
  readonly isPresent: (computer: ComputerId) => boolean;
  /** The slash command's name, for next steps. */
  readonly command: string;
  /** Told where something became known that a group's rule may ask for: it may have other computers now. */
  readonly learnt: () => void;
  readonly newKey: () => JobKey;
  /** Runs a call when a connection is free. */
  readonly connection: <T>(call: () => Promise<T>) => Promise<T>;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
}
