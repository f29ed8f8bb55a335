import type { ComputerState, Event } from '../windows/computer/state.js';
import { jobName } from './job-words.js';
import type { Titles } from './titles.js';

const JOB_WORDS: Readonly<Partial<Record<Event['what'], string>>> = {
  'job started': 'began',
  'job ended': 'ended',
  'job interrupted': 'was cut off',
};

/** One line of a computer's own event log, in plain words. */
export function eventText(event: Event, state: ComputerState, titles: Titles): string {
  const title = event.updateId === null ? 'an update' : titles(event.updateId).title;
  switch (event.what) {
    case 'toolkit sealed':
      return "Patchbay's scripts were put in place";
    case 'downloaded':
      return `Downloaded: ${title}`;
    case 'download failed':
      return `Failed to download: ${title}`;
    case 'began by itself':
      return 'Began to install updates by itself';
    case 'users told':
      return `Whoever is logged on reads: ${event.text ?? ''}`;
    case 'users warned':
      return 'Whoever is logged on was told of the restart';
    case 'users logged off':
      return 'Whoever was logged on was logged off';
    case 'installed':
      return `Installed: ${title}`;
    case 'install failed':
      return `Failed to install: ${title}`;
    case 'rolled back':
      return `Undone by the restart: ${title}`;
    case 'uninstalled':
      return `Uninstalled: ${title}`;
    case 'uninstall failed':
      return `Failed to uninstall: ${title}`;
    case 'hook ended':
      return `A script of its administrators ended: ${event.text ?? ''}`;
    case 'detection asked':
      return 'Was asked to look for updates by itself';
    case 'restart aborted':
      return 'Somebody took the planned restart back';
    case 'restart planned':
      return 'A restart was planned';
    case 'went down':
      return 'Went down';
    case 'asks for its PIN':
      return 'BitLocker asks for its PIN';
    case 'hangs':
      return 'Hangs on its way up';
    case 'WinRM started':
      return 'WinRM started';
    case 'came up':
      return 'Came up';
    default:
      return jobText(event, state);
  }
}

function jobText(event: Event, state: ComputerState): string {
  const job = event.key === null ? undefined : state.jobs[event.key];
  return `${job === undefined ? 'A job' : jobName(job)}: ${JOB_WORDS[event.what] ?? event.what}`;
}
