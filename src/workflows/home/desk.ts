import type { PersonId } from '../../domain/ids.js';
import type { RequestCounts } from '../../domain/request.js';
import { isEnded } from '../../domain/target.js';
import type { GroupLine, HomeView, HomeWindow } from '../../domain/views.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import { decidableBy } from '../approvals/lists.js';
import { type ApprovalRequest, openRequests } from '../approvals/open-requests.js';
import type { Office } from '../office.js';
import { rolesNow } from '../rights.js';
import { groupLines, stoppedProfiles } from '../status-queries.js';
import { latestTasks } from '../task-queries.js';

/** How many tasks are looked at for those that still run. */
const LATEST_TASKS = 30;
const MOST_WINDOWS = 6;

export interface HomeDesk {
  /** What a person's Home shows: what waits for them, their groups, running tasks, next windows. */
  home(person: PersonId): Promise<HomeView>;
}

export function openHomeDesk(office: Office): HomeDesk {
  return { home: (person) => home(office, person) };
}

async function home(office: Office, person: PersonId): Promise<HomeView> {
  const roles = await rolesNow(office, person);
  // Names of groups and computers are for those who may look.
  if (roles.length === 0) return nothing(office, person);
  const [requests, groups, tasks] = await Promise.all([
    openRequests(office),
    groupLines(office),
    latestTasks(office, LATEST_TASKS),
  ]);
  const mine = requests.filter(({ by }) => by === person);
  return {
    person,
    command: office.command,
    roles,
    waiting: (await decidableBy(office, person, requests)).map((request) => lineOf(office, request)),
    asked: mine.map((request) => lineOf(office, request)),
    groups: ownFirst(office, person, groups),
    running: tasks.filter((view) => !isEnded(view.status)),
    windows: nextWindows(office),
    stopped: await stoppedProfiles(office),
  };
}

function nothing(office: Office, person: PersonId): HomeView {
  const empty = { roles: [], waiting: [], asked: [], groups: [], running: [], windows: [], stopped: [] };
  return { person, command: office.command, ...empty };
}

function lineOf(office: Office, { id, groupId, approval, by, at }: ApprovalRequest): HomeView['waiting'][number] {
  const name = office.groups().find((group) => group.id === groupId)?.name ?? groupId;
  const counts: RequestCounts = approval.counts;
  return { requestId: id, groupId, groupName: name, by, at, expiresAt: approval.expiresAt, counts };
}

/** A person's own groups come first. */
function ownFirst(office: Office, person: PersonId, lines: readonly GroupLine[]): readonly GroupLine[] {
  const own = new Set(
    office
      .groups()
      .filter(({ owners }) => owners.includes(person))
      .map(({ id }) => id),
  );
  return [...lines].sort((a, b) => Number(own.has(b.groupId)) - Number(own.has(a.groupId)));
}

function nextWindows(office: Office): readonly HomeWindow[] {
  const now = office.clock.now();
  return office
    .groups()
    .flatMap((group) =>
      nextOpenings(group.windows, now, 1, office.readCron).map(({ opensAt, closesAt }) => ({
        ...{ groupId: group.id, groupName: group.name, opensAt, closesAt },
      })),
    )
    .sort((a, b) => a.opensAt - b.opensAt)
    .slice(0, MOST_WINDOWS);
}
