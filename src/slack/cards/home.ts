import type { HomeRequest, HomeView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import {
  type ButtonSpec,
  buttons,
  type Card,
  card,
  context,
  header,
  lineSections,
  optionalSection,
  section,
} from '../blocks.js';
import { type Mrkdwn, mrkdwn } from '../text.js';
import {
  ANSWERS_IN_MESSAGES,
  ASKED,
  confirmation,
  GROUPS,
  groupStanding,
  HOME_TITLE,
  moreGroups,
  NO_GROUP,
  NOT_FOR_YOU,
  NOTHING_RUNS,
  NOTHING_WAITS,
  question,
  RUNNING,
  requestLine,
  SIX_STEPS,
  WAITING,
  WINDOWS,
  windowLine,
} from '../words/home.js';
import { LABELS, openLabel } from '../words/labels.js';
import { taskLine } from '../words/tasks.js';
import { stoppedText } from '../words/trust.js';

const MOST_REQUESTS = 5;
const MOST_GROUPS = 12;
const MOST_TASKS = 8;

type Blocks = Card['blocks'];

/** The Home tab: what waits for the person, their groups, what runs, what comes. At most 100 blocks. */
export function homeCard(view: HomeView): Card {
  if (view.roles.length === 0) return card(NOT_FOR_YOU, [header(HOME_TITLE), section(SIX_STEPS), section(NOT_FOR_YOU)]);
  return card(SIX_STEPS, [
    header(HOME_TITLE),
    context(SIX_STEPS),
    buttons([say(LABELS.showHelp, 'help'), say(LABELS.showStatus, 'status'), say(LABELS.showTasks, 'tasks')]),
    { type: 'divider' },
    ...view.stopped.slice(0, MOST_REQUESTS).map((one) => section(stoppedText(one))),
    ...waiting(view.waiting),
    ...asked(view.asked),
    ...groups(view),
    ...part(RUNNING, lineSections(view.running, taskLine, 2500, MOST_TASKS), NOTHING_RUNS),
    ...part(WINDOWS, lineSections(view.windows, windowLine, 2000, 6), null),
    context(ANSWERS_IN_MESSAGES),
  ]);
}

function part(title: string, blocks: Blocks, empty: Mrkdwn | null): Blocks {
  if (blocks.length === 0 && empty === null) return [];
  return [header(title), ...(blocks.length > 0 ? blocks : [section(empty ?? mrkdwn``)])];
}

/** Each can be decided here, without a way to the channel. */
function waiting(lines: readonly HomeRequest[]): Blocks {
  const blocks = lines
    .slice(0, MOST_REQUESTS)
    .flatMap((line) => [section(requestLine(line)), buttons(decisions(line))]);
  return part(WAITING, [...blocks.filter((block) => block !== null), ...rest(lines)], NOTHING_WAITS);
}

function decisions(line: HomeRequest): readonly ButtonSpec[] {
  const value = line.requestId;
  const confirm = { title: question(line), text: confirmation(line), yes: LABELS.approve };
  return [
    { text: LABELS.approve, action: ACTIONS.approveRequest, value, style: 'primary', confirm },
    { text: LABELS.review, action: ACTIONS.review, value },
    { text: LABELS.decline, action: ACTIONS.declineRequest, value, style: 'danger' },
  ];
}

function asked(lines: readonly HomeRequest[]): Blocks {
  return part(
    ASKED,
    [...lines.slice(0, MOST_REQUESTS).map((line) => section(requestLine(line))), ...rest(lines)],
    null,
  );
}

function rest(lines: readonly HomeRequest[]): Blocks {
  const all = buttons(lines.length > MOST_REQUESTS ? [say(LABELS.showApprovals, 'approvals')] : []);
  return all === null ? [] : [all];
}

function groups(view: HomeView): Blocks {
  const blocks = view.groups.slice(0, MOST_GROUPS).flatMap((group) => {
    const open = buttons([
      say(openLabel(group.name), `group ${group.groupId}`),
      say(LABELS.showRecommendations, `recommendations ${group.groupId}`),
    ]);
    return [section(groupStanding(group)), ...(open === null ? [] : [open])];
  });
  const more = view.groups.length - MOST_GROUPS;
  const rest = more > 0 ? optionalSection(moreGroups(more)) : null;
  return part(GROUPS, rest === null ? blocks : [...blocks, rest], NO_GROUP);
}
