import type { Configuration } from '../config/configuration.js';
import type { SettingsSeen } from '../domain/diagnosis/settings.js';

/** What of the configuration may be unwise. */
export function settingsOf(configuration: Configuration): SettingsSeen {
  const { computers, groups, roles, rules, slack, wsus } = configuration;
  const all = [...computers.values()];
  const grouped = new Set(groups.flatMap(({ members }) => members.byHand));
  const profile = computers.get(wsus.computer)?.credentials.profile;
  const isOther = ({ id }: { readonly id: string }): boolean => id !== wsus.computer;
  return {
    admins: roles.admins.length,
    hasApprovers: roles.approvers.length > 0 || groups.some(({ approvers }) => approvers.length > 0),
    apiUrl: slack.apiUrl,
    wsusComputer: wsus.computer,
    shareWsusAccount: all.filter((one) => isOther(one) && one.credentials.profile === profile).map(({ id }) => id),
    overHttp: all.filter(({ scheme }) => scheme === 'http').map(({ id }) => id),
    withoutGroup: all.filter((one) => isOther(one) && !grouped.has(one.id)).map(({ id }) => id),
    scanMaxAgeHours: Math.round(rules.maxScanAgeMs / 3_600_000),
    minFreeDiskMb: Math.round(rules.minFreeDiskBytes / 1_048_576),
    computers: all.length,
  };
}
