import { userText } from '../../domain/errors.js';
import type { Blocked, Plan, PlanRow } from '../../domain/plan.js';
import type { RunView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import {
  type ButtonSpec,
  buttons,
  type Card,
  card,
  header,
  lineSections,
  optionalSection,
  section,
} from '../blocks.js';
import type { TextFile } from '../files.js';
import { planSubject } from '../modals/stacks.js';
import { join } from '../text.js';
import { outcomeText } from '../words/decisions.js';
import { LABELS } from '../words/labels.js';
import {
  AGAIN_QUESTION,
  APPROVE_AND_RUN,
  AS_CANARIES,
  againText,
  BLOCKED,
  blockedLine,
  byHandText,
  confirmAgainOnlyText,
  confirmBothText,
  confirmRunText,
  goQuestion,
  leftOutText,
  notNowText,
  orderText,
  PLAN_COLUMNS,
  planGroupLine,
  planHead,
  planSummary,
  planTitle,
  wayText,
  YES_NO,
} from '../words/plans.js';
import { csv } from './csv.js';
import { isOpen, outcome } from './decision.js';
import { formButton } from './group.js';

/** So much of a plan's hash goes with a button: enough to tell it from the plan before. */
const SHOWN = 12;

/** The plan of a run: nothing starts before somebody has seen who gets what, and who does not. */
export function runCard(view: RunView): Card {
  const { plan } = view;
  return card(join([planSummary(view), outcomeText(view)], ' '), [
    header(planHead(view)),
    section(planSummary(view)),
    plan.rows.length === 0 ? null : section(wayText(plan)),
    optionalSection(orderText(plan)),
    ...lineSections(groupsOf(plan), ({ rows, part }, index) => planGroupLine(rows, part, index + 1), 4000, 20),
    plan.rows.every((row) => row.byHand.length === 0) ? null : section(byHandText(plan)),
    plan.options.leftOut === undefined ? null : section(leftOutText(plan.options.leftOut, plan.options.stack !== null)),
    plan.again.length === 0 || !isOpen(view) ? null : section(againText(view)),
    plan.blocked.length === 0 ? null : section(BLOCKED),
    ...lineSections(blockedGroups(plan.blocked), blockedLine, 2500, 12),
    notNow(view),
    outcome(view),
    buttons(actions(view)),
  ]);
}

function actions(view: RunView): readonly (ButtonSpec | null)[] {
  const group = view.plan.groupId;
  const stack = stackButton(view);
  if (view.decided !== null) return [say(LABELS.showStatus, `status ${group}`), stack];
  const options: ButtonSpec = { text: LABELS.options, action: ACTIONS.runOptions, value: view.requestId };
  const recommendations = say(LABELS.showRecommendations, `recommendations ${group}`);
  if (view.plan.rows.length === 0) return [recommendations, options];
  const file: ButtonSpec = { text: LABELS.wholePlan, action: ACTIONS.planFile, value: view.requestId };
  if (view.notNow !== null)
    return [
      // A plan of what was chosen stays one of that: choosing its options makes it anew.
      view.plan.options.only === null || view.plan.options.stack !== null ? planAgain(view.plan) : null,
      say(LABELS.showSchedule, `schedule ${group}`),
      options,
      file,
      recommendations,
      stack,
    ];
  return [...goButtons(view), options, file, recommendations, stack];
}

function planAgain({ groupId, options: { stack } }: Plan): ButtonSpec {
  return say(LABELS.planAgain, stack === null ? `run ${groupId}` : `stack ${stack.id} on ${groupId}`);
}

/** What is one already, or installs nothing, is not made one. */
function stackButton({ requestId, plan: { rows, options } }: RunView): ButtonSpec | null {
  if (rows.length === 0 || options.stack !== null || options.action === 'uninstall') return null;
  return formButton(LABELS.saveStack, 'stack', planSubject(requestId));
}

/** What Failed needs an approval first; whoever holds both rights gives both with one click. */
function goButtons(view: RunView): readonly ButtonSpec[] {
  const value = `${view.requestId} ${view.plan.hash.slice(0, SHOWN)}`;
  const text = confirmRunText(view.plan);
  const title = goQuestion(view);
  if (view.plan.again.length === 0)
    return [
      {
        text: LABELS.run,
        action: ACTIONS.startRun,
        value,
        style: 'primary',
        confirm: { title, text, yes: LABELS.run },
      },
    ];
  if (view.mustAsk) return [say(LABELS.askForApproval, `ask ${view.plan.groupId}`), planAgain(view.plan)];
  const both = { title, text: confirmBothText(view.plan), yes: APPROVE_AND_RUN };
  const only = { title: AGAIN_QUESTION, text: confirmAgainOnlyText(view.plan), yes: LABELS.approve };
  return [
    { text: LABELS.approveAgainAndRun, action: ACTIONS.approveAndRun, value, style: 'primary', confirm: both },
    { text: LABELS.approveAgain, action: ACTIONS.approveAgain, value, confirm: only },
  ];
}

/** A closed window or a freeze: there is no button that would be refused. */
function notNow(view: RunView) {
  if (view.notNow === null || !isOpen(view)) return null;
  return section(notNowText(view.notNow));
}

interface PlanGroup {
  readonly part: string;
  readonly rows: readonly PlanRow[];
}

/** Computers that get the same patches stand together, in the order of the plan; the largest numbers need no more lines. */
function groupsOf(plan: Plan): readonly PlanGroup[] {
  const canaries = new Set<string>(plan.canaries.length === plan.rows.length ? [] : plan.canaries);
  const groups = new Map<string, { part: string; rows: PlanRow[] }>();
  for (const row of plan.rows) {
    const part = canaries.has(row.computerId) ? AS_CANARIES : '';
    const key = JSON.stringify([part, row.restart, row.updates.map((update) => update.updateId)]);
    const group = groups.get(key) ?? { part, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function blockedGroups(blocked: readonly Blocked[]): readonly (readonly Blocked[])[] {
  const groups = new Map<string, Blocked[]>();
  for (const one of blocked) {
    const key = JSON.stringify([one.failure.code, userText(one.failure)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** The whole plan, as comma-separated values: a line a computer. */
export function planFile(view: RunView): TextFile {
  const { plan } = view;
  const canaries = new Set<string>(plan.canaries);
  const rows = plan.rows.map((row, index) => [
    String(index + 1),
    row.computerId,
    canaries.has(row.computerId) ? YES_NO.yes : YES_NO.no,
    row.updates.map((update) => (update.kbs[0] === undefined ? update.title : `KB${update.kbs[0]}`)).join(' '),
    String(Math.ceil(row.sizeBytes / 1_000_000)),
    row.restart,
    '',
  ]);
  const blocked = plan.blocked.map(({ computerId, failure }) => ['', computerId, '', '', '', '', userText(failure)]);
  return {
    name: `plan-${plan.groupId}.csv`,
    title: planTitle(view),
    content: csv([PLAN_COLUMNS, ...rows, ...blocked]),
  };
}
