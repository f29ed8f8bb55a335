/**
 * What Windows' result codes mean for a person, and what to do. Sources: Microsoft's lists of Windows Update error codes
 * (learn.microsoft.com/windows/deployment/update/windows-update-error-reference), of errors that updates fail with
 * (learn.microsoft.com/troubleshoot/windows-server/installing-updates-features-roles), of system error codes, and the
 * names in the Windows SDK's wuerror.h.
 */

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
const NAME = 'Check DNS and the proxy of the computer, then retry.';
const INSTALLER = 'Check the size of its recovery partition and the log of the installer, then retry.';
const STACK = 'Approve and install the newest servicing stack update first.';
const SIGNATURE = 'Install the newest servicing stack and root certificates there, then retry.';

/**
 * `busy` and `waiting`: nothing is wrong with the update. Another one is at work, or a restart is due; both may be retried
 * as they are, as what is marked `retry` may.
 */
type Entry = readonly [meaning: string, nextStep: string, mark?: 'retry' | 'busy' | 'waiting'];

/** By the code as `0x` and eight hexadecimal digits in capitals. */
export const RESULT_CODES: Readonly<Record<string, Entry>> = {
  // success
  '0x00240005': ['it is installed and waits for a restart', RESTART, 'waiting'],
  '0x00240006': ['it was installed already', SCAN],
  // contention and state
  '0x80240009': ['another installation was under way', LATER, 'busy'],
  '0x8024000B': ['it was cancelled', 'Retry.', 'retry'],
  '0x80240017': ['it does not apply to this computer', SCAN],
  '0x80240024': ['there was nothing to install', SCAN],
  '0x8024001E': ['the Windows Update service was being stopped', LATER, 'busy'],
  '0x8024A10A': ['the Windows Update service was being stopped', LATER, 'busy'],
  '0x8007045B': ['the computer was shutting down', 'Retry when it is up again.', 'busy'],
  '0x80070652': ['another program was being installed', LATER, 'busy'],
  '0x80070020': ['a file was in use by another program', LATER, 'busy'],
  '0x800705B4': ['it took too long', 'Retry when the computer has less to do.', 'retry'],
  // install
  '0x80070005': ['access was denied', 'Look for security software that protects files or keys of Windows.'],
  '0x8007000E': ['the computer had too little memory', 'Free memory there, or restart it, then retry.', 'retry'],
  '0x80070070': ['its disk is full', DISK],
  '0x80070643': ["the update's own installer failed", INSTALLER],
  '0x80070641': ['the Windows Installer service could not be reached', 'Enable the service msiserver, then retry.'],
  '0x80070BC2': ['it is installed and waits for a restart', RESTART, 'waiting'],
  '0x80070BC9': ['an earlier update must be rolled back by a restart first', RESTART, 'waiting'],
  '0x80073701': ['a component that it builds on is missing', STORE],
  '0x80073712': ['its component store is damaged', STORE],
  '0x8007371B': ['a component that it builds on is incomplete', STORE],
  '0x800736B3': ['a component that it builds on is not found', STORE],
  '0x800F0805': ['Windows did not take the package for one', STORE],
  '0x800F081F': ['files that it builds on are missing', STORE],
  '0x800F0823': ['it needs a newer servicing stack', STACK],
  '0x800F082F': ['other changes of Windows wait for a restart', RESTART, 'waiting'],
  '0x800F0830': ['Windows there can no longer be serviced', STORE],
  '0x800F0831': ['its component store is damaged', STORE],
  '0x800F0900': ['a manifest in its component store cannot be read', STORE],
  '0x800F0922': ['the system reserved partition is too small, or a feature could not be set up', INSTALLER],
  '0x800F0982': ['a component that it changes is missing', STORE],
  '0x800F0984': ['a file of a component that it changes is missing', STORE],
  '0x800F0986': ['a file of Windows could not be changed', STORE],
  '0x800F0988': ['a file of Windows could not be changed', STORE],
  '0x80240016': ['another update waits for a restart', RESTART, 'waiting'],
  '0x80240019': ['it must be installed alone', 'Retry: it is installed by itself then.', 'retry'],
  '0x80240020': ['it needs somebody who is logged on', BY_HAND],
  '0x80240022': ['none of the updates could be installed', 'Read its log, then retry.', 'retry'],
  '0x80242007': ['its installer took too long', 'Retry when the computer has less to do.', 'retry'],
  '0x8024200A': ['its installer asks a person', BY_HAND],
  '0x8024200B': ["the update's own installer failed", INSTALLER],
  '0x8024200D': ['its files must be downloaded once more', 'Retry: it is downloaded again then.', 'retry'],
  '0x80242014': ['an earlier update is not complete after its restart', RESTART, 'waiting'],
  '0x80242016': ['Windows was not as expected after the restart', 'Scan it, read CBS.log on it, then retry.', 'retry'],
  '0x80242017': ['it needs a newer servicing stack', STACK],
  '0x8024201D': ['its installer is off until a restart', RESTART, 'waiting'],
  '0x8024D009': ['the Windows Update agent must be updated first', 'Approve the updates of the agent on WSUS.'],
  '0x800B0100': ['a file of it carries no signature', SIGNATURE],
  '0x800B0101': [
    'a certificate of it has expired, by the clock of the computer',
    'Check the clock of the computer, then retry.',
  ],
  '0x800B0109': ['its signature leads to no authority that is trusted there', SIGNATURE],
  '0x80246002': [
    'a downloaded file is not what WSUS promised',
    'Retry. If it comes back, have WSUS check its files (wsusutil reset).',
    'retry',
  ],
  '0x80246007': ['its files are not there yet', 'Retry: it is downloaded again then.', 'retry'],
  '0x80248007': ['what the agent remembers of it is gone', 'Scan the computer, then retry.', 'retry'],
  // licence and policy
  '0x80240023': ['its licence terms were declined', 'Accept its licence terms on WSUS, then retry.'],
  '0x80240028': ['it did not come from WSUS, so it cannot be removed so', BY_HAND],
  '0x8024002E': ['policy forbids another update server than WSUS', POLICY],
  '0x80240033': ['its licence terms could not be downloaded', WSUS, 'retry'],
  '0x80240044': ['it needs an administrator', POLICY],
  '0x80070422': ['the Windows Update service is disabled', 'Enable the service wuauserv, then retry.'],
  '0x80246008': ['the transfer service of Windows is disabled', 'Enable the service BITS, then retry.'],
  // network and WSUS
  '0x80072EE2': ['WSUS did not answer in time', NETWORK, 'retry'],
  '0x80072EE7': ['the name of WSUS could not be resolved', NAME, 'retry'],
  '0x80072EFD': ['no connection to WSUS was possible', NETWORK, 'retry'],
  '0x80072EFE': ['the connection to WSUS broke off', NETWORK, 'retry'],
  '0x80072F8F': [
    'the certificate of WSUS was not accepted',
    'Check the certificate of WSUS and the clock of the computer.',
  ],
  '0x80240438': ['no update server could be reached', NETWORK, 'retry'],
  '0x80244007': ['WSUS refused the request', WSUS, 'retry'],
  '0x80244010': [
    'WSUS had too much to tell at once',
    'Retry. Decline superseded updates on WSUS if it comes back.',
    'retry',
  ],
  '0x80244011': ['no WSUS server is set by policy', POLICY],
  '0x80244017': ['WSUS refused its access (401)', WSUS],
  '0x80244018': ['WSUS refused its access (403)', WSUS],
  '0x80244019': [
    'WSUS does not have the file (404)',
    'Have WSUS check its files (wsusutil reset), then retry.',
    'retry',
  ],
  '0x8024401B': ['a proxy wants a name and a password', 'Take WSUS out of the proxy of the computer.'],
  '0x8024401C': ['WSUS did not answer in time', WSUS, 'retry'],
  '0x8024401F': ['WSUS had an error of its own (500)', WSUS, 'retry'],
  '0x80244021': ['a gateway before WSUS had no answer (502)', WSUS, 'retry'],
  '0x80244022': ['WSUS is overloaded or stopped', WSUS, 'retry'],
  '0x80244023': ['a gateway before WSUS waited in vain (504)', WSUS, 'retry'],
  '0x8024402C': ['the name of WSUS could not be resolved', NAME, 'retry'],
  '0x8024402F': [
    'something on the way changes what WSUS sends',
    'Take WSUS out of the web filter before the computer, then retry.',
    'retry',
  ],
};
