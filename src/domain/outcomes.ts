/**
 * What Windows' result codes mean for a person. Sources: Microsoft's list of Windows Update error codes
 * (learn.microsoft.com/windows/deployment/update/windows-update-error-reference) and of system error codes.
 */
interface Explanation {
  /** Completes "…, which means that": no capital, no full stop. */
  readonly meaning: string;
  /** A whole sentence. */
  readonly nextStep: string;
  /** Whether the same install may succeed without anybody changing something on the computer. */
  readonly retry: boolean;
}

/** Next steps that several codes share. */
const RESTART = 'Restart the computer, then retry.';
const LATER = 'Wait a while, then retry.';
const SCAN = 'Scan the computer: it may not need it any more.';
const DISK = 'Free some space on its system drive, then retry.';
const BY_HAND = 'Install it by hand on the computer, or ignore it.';
const STORE = 'Repair Windows with DISM /RestoreHealth and sfc /scannow, then retry.';
const POLICY = 'Have its Windows Update policy looked at.';
const WSUS = 'Look at WSUS and its IIS pool WsusPool, then retry.';
const NETWORK = 'Check that the computer reaches WSUS, then retry.';
const INSTALLER = 'Check the size of its recovery partition and the log of the installer, then retry.';
const STACK = 'Approve and install the newest servicing stack update first.';

type Entry = readonly [meaning: string, nextStep: string, retry?: 'retry'];

const KNOWN: Readonly<Record<string, Entry>> = {
  // success
  '0x00240005': ['it is installed and waits for a restart', RESTART, 'retry'],
  '0x00240006': ['it was installed already', SCAN],
  // contention and state
  '0x80240009': ['another installation was under way', LATER, 'retry'],
  '0x8024000B': ['it was cancelled', 'Retry.', 'retry'],
  '0x80240017': ['it does not apply to this computer', SCAN],
  '0x80240024': ['there was nothing to install', SCAN],
  '0x8024001E': ['the Windows Update service was being stopped', LATER, 'retry'],
  '0x8007045B': ['the computer was shutting down', 'Retry when it is up again.', 'retry'],
  // install
  '0x80070005': ['access was denied', 'Look for security software that protects files or keys of Windows.'],
  '0x80070070': ['its disk is full', DISK],
  '0x80070643': ["the update's own installer failed", INSTALLER],
  '0x80070BC9': ['an earlier update must be rolled back by a restart first', RESTART, 'retry'],
  '0x80073712': ['its component store is damaged', STORE],
  '0x800F081F': ['files that it builds on are missing', STORE],
  '0x800F0823': ['it needs a newer servicing stack', STACK],
  '0x800F0831': ['its component store is damaged', STORE],
  '0x800F0922': ['the system reserved partition is too small, or a feature could not be set up', INSTALLER],
  '0x80240016': ['another update waits for a restart', RESTART, 'retry'],
  '0x80240019': ['it must be installed alone', 'Retry: it is installed by itself then.', 'retry'],
  '0x80240020': ['it needs somebody who is logged on', BY_HAND],
  '0x80240022': ['none of the updates could be installed', 'Read its log, then retry.', 'retry'],
  '0x80242007': ['its installer took too long', 'Retry when the computer has less to do.', 'retry'],
  '0x8024200A': ['its installer asks a person', BY_HAND],
  '0x8024200B': ["the update's own installer failed", INSTALLER],
  '0x80242014': ['an earlier update is not complete after its restart', RESTART, 'retry'],
  '0x80242017': ['it needs a newer servicing stack', STACK],
  '0x8024D009': ['the Windows Update agent must be updated first', 'Approve the updates of the agent on WSUS.'],
  // licence and policy
  '0x80240023': ['its licence terms were declined', 'Accept its licence terms on WSUS, then retry.'],
  '0x80240028': ['it did not come from WSUS, so it cannot be removed so', BY_HAND],
  '0x8024002E': ['policy forbids another update server than WSUS', POLICY],
  '0x80240033': ['its licence terms could not be downloaded', WSUS, 'retry'],
  '0x80240044': ['it needs an administrator', POLICY],
  '0x80070422': ['the Windows Update service is disabled', 'Enable the service wuauserv, then retry.'],
  // network and WSUS
  '0x80072EE2': ['WSUS did not answer in time', NETWORK, 'retry'],
  '0x80072EFD': ['no connection to WSUS was possible', NETWORK, 'retry'],
  '0x80072F8F': [
    'the certificate of WSUS was not accepted',
    'Check the certificate of WSUS and the clock of the computer.',
  ],
  '0x80244007': ['WSUS refused the request', WSUS, 'retry'],
  '0x80244010': [
    'WSUS had too much to tell at once',
    'Retry. Decline superseded updates on WSUS if it comes back.',
    'retry',
  ],
  '0x80244011': ['no WSUS server is set by policy', POLICY],
  '0x80244017': ['WSUS refused its access (401)', WSUS],
  '0x80244018': ['WSUS refused its access (403)', WSUS],
  '0x8024401B': ['a proxy wants a name and a password', 'Take WSUS out of the proxy of the computer.'],
  '0x8024401C': ['WSUS did not answer in time', WSUS, 'retry'],
  '0x80244022': ['WSUS is overloaded or stopped', WSUS, 'retry'],
  '0x8024402C': [
    'the name of WSUS could not be resolved',
    'Check DNS and the proxy of the computer, then retry.',
    'retry',
  ],
};

/** An HRESULT as people look it up: `0x80070643`. */
export function hex(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/**
 * A result code in plain words; null where it is none that is known.
 * @param hresult with or without its sign
 */
export function explain(hresult: number): Explanation | null {
  const found = KNOWN[hex(hresult)];
  if (found === undefined) return null;
  const [meaning, nextStep, retry] = found;
  return { meaning, nextStep, retry: retry === 'retry' };
}
