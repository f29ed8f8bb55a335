/**
 * What Windows' result codes mean for a person. Sources: Microsoft's list of Windows Update error codes
 * (learn.microsoft.com/windows/deployment/update/windows-update-error-reference) and of system error codes.
 */
export interface Explanation {
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

const KNOWN: Readonly<Record<number, Entry>> = {
  // success
  2359301: ['it is installed and waits for a restart', RESTART, 'retry'],
  2359302: ['it was installed already', SCAN],
  // contention and state
  2149842953: ['another installation was under way', LATER, 'retry'],
  2149842955: ['it was cancelled', 'Retry.', 'retry'],
  2149842967: ['it does not apply to this computer', SCAN],
  2149842980: ['there was nothing to install', SCAN],
  2149842974: ['the Windows Update service was being stopped', LATER, 'retry'],
  2147943515: ['the computer was shutting down', 'Retry when it is up again.', 'retry'],
  // install
  2147942405: ['access was denied', 'Look for security software that protects files or keys of Windows.'],
  2147942512: ['its disk is full', DISK],
  2147944003: ["the update's own installer failed", INSTALLER],
  2147945417: ['an earlier update must be rolled back by a restart first', RESTART, 'retry'],
  2147956498: ['its component store is damaged', STORE],
  2148468767: ['files that it builds on are missing', STORE],
  2148468771: ['it needs a newer servicing stack', STACK],
  2148468785: ['its component store is damaged', STORE],
  2148469026: ['the system reserved partition is too small, or a feature could not be set up', INSTALLER],
  2149842966: ['another update waits for a restart', RESTART, 'retry'],
  2149842969: ['it must be installed alone', 'Retry: it is installed by itself then.', 'retry'],
  2149842976: ['it needs somebody who is logged on', BY_HAND],
  2149842978: ['none of the updates could be installed', 'Read its log, then retry.', 'retry'],
  2149851143: ['its installer took too long', 'Retry when the computer has less to do.', 'retry'],
  2149851146: ['its installer asks a person', BY_HAND],
  2149851147: ["the update's own installer failed", INSTALLER],
  2149851156: ['an earlier update is not complete after its restart', RESTART, 'retry'],
  2149851159: ['it needs a newer servicing stack', STACK],
  2149896201: ['the Windows Update agent must be updated first', 'Approve the updates of the agent on WSUS.'],
  // licence and policy
  2149842979: ['its licence terms were declined', 'Accept its licence terms on WSUS, then retry.'],
  2149842984: ['it did not come from WSUS, so it cannot be removed so', BY_HAND],
  2149842990: ['policy forbids another update server than WSUS', POLICY],
  2149842995: ['its licence terms could not be downloaded', WSUS, 'retry'],
  2149843012: ['it needs an administrator', POLICY],
  2147943458: ['the Windows Update service is disabled', 'Enable the service wuauserv, then retry.'],
  // network and WSUS
  2147954402: ['WSUS did not answer in time', NETWORK, 'retry'],
  2147954429: ['no connection to WSUS was possible', NETWORK, 'retry'],
  2147954575: [
    'the certificate of WSUS was not accepted',
    'Check the certificate of WSUS and the clock of the computer.',
  ],
  2149859335: ['WSUS refused the request', WSUS, 'retry'],
  2149859344: [
    'WSUS had too much to tell at once',
    'Retry. Decline superseded updates on WSUS if it comes back.',
    'retry',
  ],
  2149859345: ['no WSUS server is set by policy', POLICY],
  2149859351: ['WSUS refused its access (401)', WSUS],
  2149859352: ['WSUS refused its access (403)', WSUS],
  2149859355: ['a proxy wants a name and a password', 'Take WSUS out of the proxy of the computer.'],
  2149859356: ['WSUS did not answer in time', WSUS, 'retry'],
  2149859362: ['WSUS is overloaded or stopped', WSUS, 'retry'],
  2149859372: [
    'the name of WSUS could not be resolved',
    'Check DNS and the proxy of the computer, then retry.',
    'retry',
  ],
};

/**
 * A result code in plain words; null where it is none that is known.
 * @param hresult with or without its sign
 */
export function explain(hresult: number): Explanation | null {
  const found = KNOWN[hresult >>> 0];
  if (found === undefined) return null;
  const [meaning, nextStep, retry] = found;
  return { meaning, nextStep, retry: retry === 'retry' };
}
