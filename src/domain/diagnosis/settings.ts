import { type Finding, findingsAbout, listed } from './finding.js';

/** What was seen of the configuration. */
export type ConfigurationSeen =
  | { readonly kind: 'none' }
  /** Each with its file and line. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | { readonly kind: 'read'; readonly warnings: readonly string[]; readonly settings: SettingsSeen };

/** What may be right and is unwise mostly. */
export interface SettingsSeen {
  readonly admins: number;
  readonly hasApprovers: boolean;
  /** Another Slack than the real one. */
  readonly apiUrl: string | null;
  readonly wsusComputer: string;
  /** Computers that have the account of the WSUS computer, too. */
  readonly shareWsusAccount: readonly string[];
  readonly overHttp: readonly string[];
  readonly withoutGroup: readonly string[];
  readonly scanMaxAgeHours: number;
  readonly minFreeDiskMb: number;
  readonly computers: number;
}

const LONG_HOURS = 7 * 24;
const LITTLE_MB = 2048;

export function configurationFindings(seen: ConfigurationSeen): readonly Finding[] {
  const say = findingsAbout('configuration');
  if (seen.kind === 'none')
    return [
      say.fail(
        'file',
        'Nothing is configured here: npm start opens the sandbox.',
        'Copy patchbay.example.yml to patchbay.yml and .env.example to .env, and fill them in; npm run manifest shows how the Slack app is made.',
      ),
    ];
  if (seen.kind === 'refused')
    return seen.problems.map((problem) =>
      say.fail('setting', sentenceOf(problem), 'Correct it, then run the doctor again.'),
    );
  const { warnings, settings } = seen;
  const unwise = [
    ...warnings.map((warning) => say.warn('file-rights', sentenceOf(warning), 'Change the rights on that file.')),
    ...UNWISE.flatMap(({ id, is, says }) => (is(settings) ? [say.warn(id, ...says(settings))] : [])),
  ];
  return [say.pass('file', `The configuration is right; it has ${settings.computers} computers.`), ...unwise];
}

function sentenceOf(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

const UNWISE: readonly {
  readonly id: string;
  readonly is: (settings: SettingsSeen) => boolean;
  readonly says: (settings: SettingsSeen) => readonly [sentence: string, nextStep: string];
}[] = [
  {
    id: 'one-admin',
    is: ({ admins }) => admins < 2,
    says: () => ['There is one administrator alone, whom nobody can stand in for.', 'Add another one to roles.admins.'],
  },
  {
    id: 'no-approver',
    is: ({ hasApprovers }) => !hasApprovers,
    says: () => ['Nobody but administrators can approve.', 'Add persons or a user group to roles.approvers.'],
  },
  {
    id: 'other-slack',
    is: ({ apiUrl }) => apiUrl !== null,
    says: ({ apiUrl }) => [
      `SLACK_API_URL leads to another Slack than the real one (${apiUrl}).`,
      'Take it out, unless you try things out.',
    ],
  },
  {
    id: 'shared-wsus-account',
    is: ({ shareWsusAccount }) => shareWsusAccount.length > 0,
    says: ({ wsusComputer, shareWsusAccount }) => [
      `The account of ${wsusComputer} is that of ${listed(shareWsusAccount)} as well: whoever has one of them could approve updates for all.`,
      'Give the WSUS server an account of its own.',
    ],
  },
  {
    id: 'over-http',
    is: ({ overHttp }) => overHttp.length > 0,
    says: ({ overHttp }) => [
      `No certificate proves who answers as ${listed(overHttp)}, which ${overHttp.length === 1 ? 'is' : 'are'} reached over http.`,
      'Give them a certificate and a listener on 5986, then set scheme https.',
    ],
  },
  {
    id: 'no-group',
    is: ({ withoutGroup }) => withoutGroup.length > 0,
    says: ({ withoutGroup }) => [
      `No group of the configuration has ${listed(withoutGroup)}.`,
      'Put them into a group, here or in Slack: only groups are scanned and patched.',
    ],
  },
  {
    id: 'scan-age',
    is: ({ scanMaxAgeHours }) => scanMaxAgeHours > LONG_HOURS,
    says: ({ scanMaxAgeHours }) => [
      `A run may rely on scans that are ${scanMaxAgeHours} hours old.`,
      'Set windows.scan_max_age_hours to a day or two.',
    ],
  },
  {
    id: 'little-disk',
    is: ({ minFreeDiskMb }) => minFreeDiskMb < LITTLE_MB,
    says: ({ minFreeDiskMb }) => [
      `An install begins where only ${minFreeDiskMb} MB are free.`,
      'Set windows.min_free_disk_mb to 4096: cumulative updates need that much.',
    ],
  },
];
