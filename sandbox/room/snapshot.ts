import type { LocalSlack } from '../slack/start.js';
import type { Fleet } from '../windows/fleet.js';
import type { BotLife } from './bot-keeper.js';
import { shownComputer } from './computer-view.js';
import { guideOf } from './guide.js';
import { guideFacts } from './guide-facts.js';
import type { LogLine, ShownGroup, ShownRoom } from './shown.js';
import { cardsOf } from './talk.js';
import { titlesOf } from './titles.js';
import { shownWsus } from './wsus-view.js';

export type Chat = Pick<LocalSlack, 'conversations' | 'as' | 'bot' | 'people' | 'socketCount'>;

/** The whole truth at this moment: of the world, never of what the bot believes. */
export function snapshotOf(fleet: Fleet, bot: BotLife, slack: Chat, log: readonly LogLine[]): ShownRoom {
  return {
    groups: groupsOf(fleet),
    wsus: shownWsus(fleet),
    bot: { ...bot, sockets: slack.socketCount() },
    log,
    guide: guideOf(guideFacts(fleet, cardsOf(slack), Date.now())),
  };
}

/** Each computer once: where it is in several groups, in the first. What is in none comes last, with the WSUS host. */
function groupsOf(fleet: Fleet): readonly ShownGroup[] {
  const titles = titlesOf(fleet.wsus.updates);
  const left = new Set(fleet.hosts.map(({ id }) => id));
  const take = (name: string, ids: readonly string[]): ShownGroup => ({
    name,
    computers: ids.filter((id) => left.delete(id)).map((id) => shownComputer(fleet, fleet.computer(id), titles)),
  });
  const groups = fleet.scenario.provisioningGroups.map(({ name, computers }) => take(name, computers));
  const rest = take('In no group', [...left]);
  return [...groups, rest].filter(({ computers }) => computers.length > 0);
}
