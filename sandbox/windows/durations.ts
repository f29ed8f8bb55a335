/** How long pretend things take, in milliseconds. */
export interface Durations {
  readonly facts: number;
  readonly scan: number;
  /** For each update. */
  readonly download: number;
  readonly install: number;
  /** What a script calls a second. */
  readonly second: number;
  /** From going down until WinRM answers again. */
  readonly restart: number;
  /** How long servicing goes on after a restart that had updates to finish. */
  readonly servicing: number;
  /** The longest that a pretend user is warned before a restart. */
  readonly noticeAtMost: number;
  /** How often a computer looks whether it is to install something by itself. */
  readonly detection: number;
  readonly sync: number;
  readonly list: number;
  /** For each order. */
  readonly approve: number;
  /** How long WSUS downloads an approved update's files: its approval is pending meanwhile. */
  readonly approvalDownload: number;
}

const AT_SPEED_ONE: Durations = {
  facts: 300,
  scan: 1200,
  download: 500,
  install: 800,
  second: 1000,
  restart: 3000,
  servicing: 1000,
  noticeAtMost: 3000,
  detection: 20_000,
  sync: 3000,
  list: 500,
  approve: 60,
  approvalDownload: 4000,
};

/** @param speed how many times faster than the sandbox's own pace; above 0 */
export function durationsAt(speed: number): Durations {
  if (!(speed > 0)) throw new RangeError('speed must be above 0');
  const durations: Record<keyof Durations, number> = { ...AT_SPEED_ONE };
  for (const name of Object.keys(AT_SPEED_ONE) as (keyof Durations)[]) durations[name] /= speed;
  return durations;
}
