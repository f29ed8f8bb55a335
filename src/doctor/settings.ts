import type { Configuration } from '../config/configuration.js';
import type { SettingsSeen } from '../domain/diagnosis/settings.js';
import type { Roster } from '../workflows/discovery/roster.js';

/** What of the configuration may be unwise, for computers that were added beside it, too. */
export function settingsOf(configuration: Configuration, roster: Roster): SettingsSeen {
  const { computers, groups, roles, rules, slack, wsus } = configuration;
  const all = roster.computers().map((id) => ({ id, ...roster.way(id) }));
  const grouped = new Set(groups.flatMap(({ members }) => members.byHand));
  const profile = computers.get(wsus.computer)?.credentials.profile;
  const others = all.filter(({ id }) => id !== wsus.computer);
  return {
    admins: roles.admins.length,
    hasApprovers: roles.approvers.length > 0 || groups.some(({ approvers }) => approvers.length > 0),
    apiUrl: slack.apiUrl,
    wsusComputer: wsus.computer,
    shareWsusAccount: others.filter((one) => one.profile === profile).map(({ id }) => id),
    overHttp: all.filter(({ scheme }) => scheme === 'http').map(({ id }) => id),
    withoutGroup: others.filter(({ id }) => computers.has(id) && !grouped.has(id)).map(({ id }) => id),
    scanMaxAgeHours: Math.round(rules.maxScanAgeMs / 3_600_000),
    minFreeDiskMb: Math.round(rules.minFreeDiskBytes / 1_048_576),
    computers: computers.size,
  };
}
