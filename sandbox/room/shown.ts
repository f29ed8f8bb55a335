/** What the machine room tells its page under `/_room/`, and what the page may ask. Times in milliseconds since 1970. */

/** What a person can do to a computer, and undo. */
export const CONDITIONS = [
  'no-power',
  'no-power-next',
  'no-network',
  'slow',
  'full-disk',
  'user',
  'own-policy',
  'failing',
  'rolling-back',
  'pin',
  'late-winrm',
  'aborted-restarts',
  'failing-hook',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** How something stands, in one word for the eye: each tone has a shape of its own beside its colour. */
export type Tone = 'good' | 'busy' | 'waiting' | 'trouble' | 'off';

export interface ShownJob {
  /** `Installing 2 of 5: …` */
  readonly text: string;
  /** Between 0 and 1; null where nobody knows. */
  readonly fraction: number | null;
}

export interface ShownUpdate {
  readonly title: string;
  readonly kb: string | null;
}

export interface ShownComputer {
  readonly id: string;
  readonly name: string;
  readonly system: string;
  readonly power: 'on' | 'off' | 'restarting';
  readonly network: 'plugged' | 'pulled';
  /** Whom it waits for on its way up; null: nobody. */
  readonly heldBy: 'pin' | 'hang' | null;
  /** Whether its WinRM has started. */
  readonly hasWinrm: boolean;
  readonly status: { readonly tone: Tone; readonly text: string };
  readonly bootedAt: number;
  readonly users: number;
  readonly freeBytes: number;
  readonly installed: number;
  /** Approved on WSUS for it and not there yet; null where WSUS does not answer. */
  readonly needed: readonly ShownUpdate[] | null;
  /** Would fit it, and nobody has approved it on WSUS for its groups. */
  readonly unapproved: number;
  readonly restart: { readonly why: string; readonly at: number | null } | null;
  readonly job: ShownJob | null;
  readonly connections: number;
  readonly policy: { readonly auOptions: number | null; readonly text: string };
  /** What was done to it. */
  readonly conditions: readonly Condition[];
  /** Each update that was installed here, and how often: once, if all is well. */
  readonly installs: readonly (ShownUpdate & { readonly times: number })[];
  /** Its own event log, newest first. */
  readonly events: readonly { readonly id: number; readonly at: number; readonly text: string }[];
}

export interface ShownGroup {
  readonly name: string;
  readonly computers: readonly ShownComputer[];
}

export interface ShownWsus {
  readonly id: string;
  readonly answers: boolean;
  readonly lastSync: { readonly at: number; readonly text: string } | null;
  readonly job: ShownJob | null;
  readonly updates: number;
  /** Months that Microsoft has published since and no synchronization has brought, such as `2026-12`. */
  readonly unsynced: readonly string[];
  /** Install approvals by WSUS group; groups without one are left out. */
  readonly approvals: readonly { readonly group: string; readonly count: number }[];
  /** Names of the computers that ask it right now. */
  readonly asking: readonly string[];
}

export interface ShownBot {
  readonly state: 'starting' | 'running' | 'dead';
  readonly pid: number | null;
  /** When this process began. */
  readonly since: number | null;
  readonly restarts: number;
  readonly sockets: number;
}

export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly text: string;
}

type StepState = 'done' | 'now' | 'next';

/** What a button of the guide does. */
export type Lead =
  | { readonly kind: 'say'; readonly person: string; readonly conversation: string; readonly text: string }
  | { readonly kind: 'card'; readonly person: string; readonly conversation: string; readonly ts: string }
  | { readonly kind: 'computer'; readonly id: string }
  | { readonly kind: 'act'; readonly label: string; readonly act: Act };

export interface ShownGuide {
  readonly steps: readonly { readonly title: string; readonly state: StepState }[];
  readonly title: string;
  /** What just happened. */
  readonly happened: string | null;
  /** What to do now. */
  readonly next: string;
  readonly leads: readonly Lead[];
}

export interface ShownRoom {
  readonly groups: readonly ShownGroup[];
  /** The computer that WSUS runs on is one of the groups' computers, too. */
  readonly wsus: ShownWsus;
  readonly bot: ShownBot;
  /** Newest first. */
  readonly log: readonly LogLine[];
  readonly guide: ShownGuide;
}

export type Act =
  | { readonly kind: 'computer'; readonly computer: string; readonly condition: Condition; readonly on: boolean }
  | { readonly kind: 'kill-bot' }
  | { readonly kind: 'heal' }
  | { readonly kind: 'patch-tuesday' };
