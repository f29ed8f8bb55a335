import type { Facts } from '../computer.js';
import { type Finding, findingsAbout } from './finding.js';

type Policy = Facts['policy'];

const GPO = 'Windows Components > Windows Update';
const WSUS_POLICY = `Have group policy name our WSUS as its intranet update service (${GPO}).`;

/** Each other one that would patch or restart the computer: such a computer is not patched by us. */
const OTHERS: readonly {
  readonly id: string;
  readonly is: (policy: Policy) => boolean;
  readonly says: (policy: Policy) => readonly [sentence: string, nextStep: string];
}[] = [
  {
    id: 'config-mgr',
    is: ({ configMgr }) => configMgr,
    says: () => [
      'The client of ConfigMgr manages its updates as well.',
      'Take its software updates away from ConfigMgr, or leave its patches to that.',
    ],
  },
  {
    id: 'update-for-business',
    is: ({ updateForBusiness }) => updateForBusiness,
    says: () => [
      'Policies of Windows Update for Business defer or schedule its updates as well.',
      `Take it out of those policies (${GPO} > Windows Update for Business, or Intune).`,
    ],
  },
  {
    id: 'deadline',
    is: ({ deadline }) => deadline,
    says: () => [
      'Its policy sets deadlines, at which it installs and restarts by itself.',
      `Take the deadlines out of its policy (${GPO}).`,
    ],
  },
  {
    id: 'automatic-updates',
    is: ({ noAutoUpdate, auOptions }) => !noAutoUpdate && (auOptions === null || auOptions === 4 || auOptions === 5),
    says: ({ auOptions }) => [
      automaticText(auOptions),
      `Set AUOptions 2 or 3, or NoAutoUpdate, in its policy (${GPO}).`,
    ],
  },
];

function automaticText(auOptions: number | null): string {
  if (auOptions === null) return 'Its policy sets no AUOptions, so it installs updates and restarts by itself.';
  if (auOptions === 5) return 'Its policy sets AUOptions 5, so whoever is its administrator decides when it installs.';
  return 'Its policy sets AUOptions 4, so it installs every approved update, and restarts, by itself.';
}

/** Who else patches it, and whether it asks our WSUS. */
export function policyFindings(about: string, policy: Policy, wsusNames: readonly string[]): readonly Finding[] {
  const say = findingsAbout(about);
  const others = OTHERS.filter(({ is }) => is(policy)).map(({ id, says }) => say.fail(id, ...says(policy)));
  const alone = say.pass('patched-by', 'Nobody else patches it: its own policy installs nothing by itself.');
  return [...(others.length === 0 ? [alone] : others), ...serverFindings(about, policy, wsusNames)];
}

function serverFindings(about: string, policy: Policy, wsusNames: readonly string[]): readonly Finding[] {
  const say = findingsAbout(about);
  const { wuServer, useWuServer } = policy;
  if (!useWuServer || wuServer === null) {
    const sentence =
      wuServer === null
        ? 'Its policy names no WSUS, so it asks Microsoft.'
        : 'Its policy names a WSUS but does not have it used (UseWUServer), so it asks Microsoft.';
    return [say.fail('update-server', sentence, WSUS_POLICY)];
  }
  const [, scheme = '', host = ''] = /^(https?):\/\/([a-z0-9.-]+)(?::\d+)?\/?$/i.exec(wuServer.trim()) ?? [];
  const isOurs = wsusNames.includes(host.toLowerCase());
  const known = 'or add its name to wsus.names in the configuration, if it is ours';
  return [
    isOurs
      ? say.pass('update-server', `It asks our WSUS (${wuServer}).`)
      : say.fail('update-server', `It asks another update server (${wuServer}).`, `Correct its policy, ${known}.`),
    ...(scheme.toLowerCase() === 'http' ? [unsafe(about, wuServer)] : []),
  ];
}

/** What comes over http can be changed on the way, and updates are installed as SYSTEM. */
function unsafe(about: string, wuServer: string): Finding {
  return findingsAbout(about).fail(
    'update-server-http',
    `It asks WSUS over http (${wuServer}), so whoever is on the way can change what it is told.`,
    'Let WSUS use TLS (wsusutil configuressl) and have the policy name it with https and port 8531.',
  );
}
