import type { Condition } from '../../../room/shown.js';

interface Words {
  /** A chip beside a computer that is so; none where its status says so. */
  readonly chip: string | null;
  readonly begin: string;
  readonly end: string;
}

/** What a visitor can do to a computer, and how it is undone. */
export const ACTS: Readonly<Record<Condition, Words>> = {
  'no-power': { chip: null, begin: 'Pull the plug', end: 'Restore power' },
  'no-power-next': {
    chip: 'Loses power at install',
    begin: 'Pull the plug as soon as it installs',
    end: 'Leave the plug in when it installs',
  },
  'no-network': { chip: null, begin: 'Pull the network cable', end: 'Plug the cable in' },
  slow: { chip: 'Slow', begin: 'Slow it down', end: 'Let it run at full speed' },
  'full-disk': { chip: 'Disk full', begin: 'Fill its disk', end: 'Free its disk' },
  user: { chip: 'User logged on', begin: 'Log a user on', end: 'Log everybody off' },
  'own-policy': {
    chip: 'Installs by itself',
    begin: 'Let it install by its own policy (AUOptions 4)',
    end: 'Take its own policy away (AUOptions 3)',
  },
  failing: {
    chip: 'An install fails',
    begin: 'Make an install fail with 0x80070643',
    end: 'Let installs succeed again',
  },
  'rolling-back': {
    chip: 'Restart rolls back',
    begin: 'Make the next restart undo an update',
    end: 'Let restarts keep updates',
  },
  pin: {
    chip: 'BitLocker PIN',
    begin: 'Let BitLocker ask for a PIN at each start',
    end: 'Enter the PIN, and ask for none again',
  },
  'late-winrm': { chip: 'WinRM starts late', begin: 'Start WinRM late', end: 'Start WinRM with Windows' },
  'aborted-restarts': {
    chip: 'Restarts taken back',
    begin: 'Take every planned restart back (shutdown /a)',
    end: 'Let planned restarts come',
  },
  'failing-hook': {
    chip: 'Its script fails',
    begin: "Let its administrators' script fail",
    end: "Let its administrators' script succeed",
  },
};

export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
}

/** Today's moments by the clock, older ones with their day. */
export function moment(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return isToday ? clockTime(at) : `${day}, ${clockTime(at)}`;
}

const SCALES = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** `12 days`, `3 minutes`, `a few seconds`. */
export function lengthOf(milliseconds: number): string {
  for (const [scale, noun] of SCALES) {
    const number = Math.floor(milliseconds / scale);
    if (number >= 1) return plural(number, noun);
  }
  return 'a few seconds';
}

export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

export function gigabytes(bytes: number): string {
  const number = bytes / 1_073_741_824;
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} GB`;
}
