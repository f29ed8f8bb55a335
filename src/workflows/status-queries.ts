import { whyFactsBlock } from '../domain/blocking.js';
import type { Computer } from '../domain/computer.js';
import { skewOver, whyOutOfService, whyUnidentified } from '../domain/identity.js';
import type { ComputerId, GroupId, Instant } from '../domain/ids.js';
import { SETTLED } from '../domain/recommendation-list.js';
import { restartWaitIn } from '../domain/target.js';
import type { GroupLine, StatusRow, StatusView, StoppedProfile } from '../domain/views.js';
import { type Office, standingsOf } from './office.js';
import { inPieces } from './pieces.js';
import type { Standing } from './standing.js';
import { wsusWarnings } from './wsus-warnings.js';

export const isCompliant = (computer: Computer): boolean => computer.compliance?.state === 'compliant';

export async function groupLines(office: Office): Promise<readonly GroupLine[]> {
  const lines: GroupLine[] = [];
  for (const { id, name, computers } of office.groups()) {
    const { standings } = await standingsOf(office, computers);
    const compliant = standings.filter(({ computer }) => isCompliant(computer)).length;
    const checkedAt = latestCheck(standings);
    lines.push({ groupId: id, name, computers: computers.length, compliant, checkedAt });
  }
  return lines;
}

/** A group's computers, one computer, or all of them. */
export async function statusView(office: Office, scope: GroupId | ComputerId | null): Promise<StatusView> {
  const group = office.groups().find((one) => one.id === scope);
  const ids = group?.computers ?? office.computers().filter((id) => scope === null || id === scope);
  const { standings } = await standingsOf(office, ids);
  const rows: StatusRow[] = [];
  await inPieces(standings, (standing) => void rows.push(statusRow(office, standing)));
  return {
    title: group?.name ?? scope ?? 'All computers',
    compliant: rows.filter(({ compliance }) => compliance?.state === 'compliant').length,
    of: rows.length,
    asOf: latestCheck(standings),
    stopped: (await stoppedProfiles(office)).filter(({ profile }) =>
      ids.some((id) => office.logons.profileOf(id) === profile),
    ),
    wsus: scope === office.wsusComputer ? await wsusWarnings(office) : [],
    rows,
  };
}

/** Accounts that nobody is logged on to with. */
export async function stoppedProfiles({ logons }: Pick<Office, 'logons'>): Promise<readonly StoppedProfile[]> {
  const standings = await logons.standings();
  return standings.flatMap((credential) => {
    const why = logons.whyStopped(credential);
    return why === null ? [] : [{ profile: credential.profile, why }];
  });
}

function latestCheck(standings: readonly Standing[]): Instant | null {
  const latest = standings.reduce((at, { computer }) => Math.max(at, computer.compliance?.at ?? 0), 0);
  return latest === 0 ? null : latest;
}

function statusRow(office: Office, { computer, digest }: Standing): StatusRow {
  const isWaiting = (digest.counts.Approved ?? 0) + (digest.counts.Scheduled ?? 0) > 0;
  const factsBlock = isWaiting && computer.facts !== null ? whyFactsBlock(computer.facts, office.rules, 'both') : null;
  return {
    computerId: computer.id,
    compliance: computer.compliance,
    scannedAt: computer.scan?.endedAt ?? null,
    counts: digest.counts,
    open: Object.values(computer.recommendations).filter(({ state }) => !SETTLED.has(state)),
    busyWith: computer.run?.taskId ?? null,
    restartWait: computer.run === null ? null : restartWaitIn(computer.run),
    blocked: whyUnidentified(computer, office.expected(computer.id).isImported, office.command) ?? factsBlock,
    outOfService: whyOutOfService(computer, office.command),
    skewMs: skewOver(computer, office.maxClockSkewMs),
    way: computer.way,
  };
}
