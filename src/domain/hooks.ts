/** When a script of the administrators runs on a computer that is patched. */
export type HookPhase = 'before' | 'before-restart' | 'after';

/** Scripts of a group's administrators, as paths on its computers. They run as SYSTEM: only the configuration names them. */
export interface Hooks {
  /** Before the first install, such as one that drains a cluster node. */
  readonly before: string | null;
  readonly beforeRestart: string | null;
  /** When the run is over there, however it ended, if `before` may have run. */
  readonly after: string | null;
  /** How long each may take. */
  readonly timeoutSeconds: number;
}
