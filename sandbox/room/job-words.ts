import type { ComputerState, Job } from '../windows/computer/state.js';
import type { ShownJob } from './shown.js';

type Progress = NonNullable<Job['progress']>;

const SCRIPTS: Readonly<Record<NonNullable<Job['script']>, string>> = {
  'Get-EndpointFacts': 'Reading its own facts',
  MS_WUA_Scan: 'Scanning',
  MS_WUA_Install_Updates: 'Installing',
  MS_WUA_Uninstall_Updates: 'Uninstalling',
  'Send-Notice': 'Telling who is logged on',
  'Invoke-Hook': 'Running a script of its administrators',
  'Get-Diagnosis': 'Being examined',
  'Get-WsusHealth': 'Looking after itself',
  'Restart-Endpoint': 'Planning its restart',
  'Sync-Wsus': 'Synchronizing with Microsoft',
  'Get-WsusUpdates': 'Listing its updates',
  'Approve-WsusUpdates': 'Setting approvals',
};

/** What a computer is doing for the bot; null where nothing runs. An install or a synchronization goes before the rest. */
export function runningJob(state: ComputerState): Job | null {
  const running = Object.values(state.jobs).filter((job) => job.state === 'running');
  return running.find((job) => job.progress !== null) ?? running[0] ?? null;
}

export function shownJob(job: Job): ShownJob {
  const name = jobName(job);
  if (job.progress === null) return { text: name, fraction: null };
  const { done, total } = job.progress;
  return { text: words(job.progress, name), fraction: total === 0 ? null : Math.min(1, done / total) };
}

export function jobName(job: Job): string {
  return job.script === null ? 'Nothing' : SCRIPTS[job.script];
}

function words({ phase, done, total, item }: Progress, name: string): string {
  const title = item === null ? '' : `: ${item}`;
  switch (phase) {
    case 'facts':
      return 'Scanning: its own facts first';
    case 'search':
      return 'Searching for missing updates';
    case 'download':
      return `Downloading ${done + 1} of ${total}${title}`;
    case 'install':
      return `Installing ${done + 1} of ${total}${title}`;
    case 'Categories':
      return 'Synchronizing: products and classifications';
    case 'Updates':
      return `Synchronizing: ${done} of ${total} updates`;
    case 'approve':
      return `Setting approvals: ${done} of ${total}`;
    default:
      return `${name}${title}`;
  }
}
