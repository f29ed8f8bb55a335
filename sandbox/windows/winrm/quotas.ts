/** The limits of one WinRM service, as `winrm get winrm/config` lists them. */
export interface Quotas {
  readonly maxShellsPerUser: number;
  readonly maxConcurrentOperationsPerUser: number;
  /** Commands that run in one shell at a time. */
  readonly maxProcessesPerShell: number;
  readonly idleTimeoutSeconds: number;
  /** How much of an output goes into one Stream element, in bytes. */
  readonly fragmentBytes: number;
  /** How many Stream elements with data go into one reply, at most. */
  readonly fragmentsPerReply: number;
  /** What a command line beyond cmd.exe's limit does: both have been seen. */
  readonly tooLongLine: 'stderr' | 'silent';
}

export const DEFAULT_QUOTAS: Quotas = {
  maxShellsPerUser: 30,
  maxConcurrentOperationsPerUser: 1500,
  maxProcessesPerShell: 25,
  idleTimeoutSeconds: 7200,
  fragmentBytes: 16_000,
  fragmentsPerReply: 3,
  tooLongLine: 'stderr',
};
