import type { Mrkdwn } from '../../src/slack/text.js';
import { safe } from '../../src/slack/text.js';
import { VERBS, type Verb } from '../../src/slack/verbs.js';
import * as approvals from '../../src/slack/words/approvals.js';
import * as audit from '../../src/slack/words/audit.js';
import * as decisions from '../../src/slack/words/decisions.js';
import * as diagnosis from '../../src/slack/words/diagnosis.js';
import * as digests from '../../src/slack/words/digests.js';
import * as failures from '../../src/slack/words/failures.js';
import * as forms from '../../src/slack/words/forms.js';
import * as groupForms from '../../src/slack/words/group-forms.js';
import * as groups from '../../src/slack/words/groups.js';
import * as help from '../../src/slack/words/help.js';
import * as home from '../../src/slack/words/home.js';
import * as labels from '../../src/slack/words/labels.js';
import * as logs from '../../src/slack/words/logs.js';
import * as notices from '../../src/slack/words/notices.js';
import * as patches from '../../src/slack/words/patches.js';
import * as plans from '../../src/slack/words/plans.js';
import * as review from '../../src/slack/words/review.js';
import * as runs from '../../src/slack/words/runs.js';
import * as stacks from '../../src/slack/words/stacks.js';
import * as status from '../../src/slack/words/status.js';
import * as tasks from '../../src/slack/words/tasks.js';
import * as trust from '../../src/slack/words/trust.js';
import * as updates from '../../src/slack/words/updates.js';
import * as windowForms from '../../src/slack/words/window-forms.js';
import * as windows from '../../src/slack/words/windows.js';
import { anApprovalView, aRequestLine } from './approval-views.js';
import * as v from './said-views.js';
import { aPatch, aRecommendation, CHECK, NOW } from './samples.js';
import { anUpdatesView, aRunView, aTarget, aTask, aTaskView, computerId, FINANCE, OLIVIA } from './views.js';

/** Every function of the catalogue, called with a name that somebody else gave and with how many there are. */

/** @param t what something is called @param n how many there are */
export type Say = (t: string, n: number) => string;

type Kind<F> = F extends (...args: never[]) => infer R ? ([R] extends [Mrkdwn] ? 'marked' : 'plain') : never;
type Names<M, K> = { [N in keyof M]: Kind<M[N]> extends K ? (Kind<M[N]> extends never ? never : N) : never }[keyof M];

/** A function of the module that is missing here is an error. */
interface Said<M> {
  readonly marked: Readonly<Record<Names<M, 'marked'>, Say>>;
  readonly plain: Readonly<Record<Names<M, 'plain'>, Say>>;
}

const verbs = Object.keys(VERBS) as Verb[];
/** Either of what may be asked of a computer. */
const asked = (t: string, n: number) => (n % 2 === 0 ? v.confirm(t) : v.service(t));
const decided = (t: string) => ({ decided: { as: t, by: OLIVIA, at: NOW } });

const inApprovals: Said<typeof approvals> = {
  marked: {
    confirmText: (t, n) => approvals.confirmText(v.approval(t, n)),
    morePatches: (_, n) => approvals.morePatches(n),
    countsText: (t, n) => approvals.countsText(v.approval(t, n).counts),
    summary: (t, n) => approvals.summary(v.approval(t, n)),
    windowText: (t, n) => approvals.windowText(v.approval(t, n)),
    blockedText: (t, n) => approvals.blockedText(v.blocked(t, n)),
    patchLine: (t, n) => approvals.patchLine({ ...aPatch(1, { title: t }), computers: n }),
    askedText: (t, n) => approvals.askedText(v.approval(t, n)),
    calledText: () => approvals.calledText(anApprovalView({ approvers: [OLIVIA] })),
    halfText: () => approvals.halfText(anApprovalView({ approvals: [{ by: OLIVIA, at: NOW }] })),
    outcomeText: (t, n) => approvals.outcomeText(v.approval(t, n)),
    workingText: () => approvals.workingText(OLIVIA),
    endedNotice: (t, n) =>
      approvals.endedNotice({
        ...{ about: 'request-ended', state: 'declined', counts: v.approval(t, n).counts },
        ...{ groupId: FINANCE, groupName: t, by: OLIVIA, reason: t, mayRun: false },
      }),
    partlyNotice: (t, n) =>
      approvals.partlyNotice({
        ...{ about: 'request-partly', event: 'ignore', recommendations: n, computers: n, patchCount: n + 1 },
        ...{ patches: [{ title: t, kbs: ['5031356'] }], left: v.approval(t, n).counts },
        ...{ groupId: FINANCE, groupName: t, by: OLIVIA, reason: t },
      }),
    askedAnswer: (t, n) => approvals.askedAnswer(v.approval(t, n)),
    approvedAnswer: (t, n) => approvals.approvedAnswer('approved', { decided: n, skipped: [t], mayRun: false }),
    declineText: (t, n) => approvals.declineText(v.approval(t, n)),
    declinedAnswer: () => approvals.declinedAnswer(),
    withdrawnAnswer: () => approvals.withdrawnAnswer(),
    requestLineText: (t, n) =>
      approvals.requestLineText(aRequestLine({ groupName: t, counts: v.approval(t, n).counts })),
    requestsSummary: (_, n) => approvals.requestsSummary(n, n),
    forLooking: () => approvals.forLooking(),
    alreadyShown: (t) => approvals.alreadyShown(t),
  },
  plain: {
    question: (t, n) => approvals.question(v.approval(t, n)),
    headOf: (t, n) => approvals.headOf(v.approval(t, n)),
  },
};

const inAudit: Said<typeof audit> = {
  marked: {
    auditSummary: (_, n) => audit.auditSummary(n, n),
    auditLine: (t) =>
      audit.auditLine({ at: NOW, who: OLIVIA, what: t, on: t, operation: null, planHash: t, detail: t }, { [t]: t }),
    auditFileText: (_, n) => audit.auditFileText(n),
    verifiedText: (_, n) => audit.verifiedText(n),
  },
  plain: {},
};

const inDigests: Said<typeof digests> = {
  marked: {
    digestSummary: (t, n) => digests.digestSummary(v.digest(t, n)),
    changeLine: (t, n) => digests.changeLine(v.digestGroup(t, n)),
    digestRow: (t, n) => digests.digestRow(v.digestRow(t, n)),
    reasonLine: (t, n) => digests.reasonLine({ reason: v.reason(t), computers: n }),
  },
  plain: {
    reasonPlain: (t) => digests.reasonPlain(v.reason(t)),
    chartWords: (t, n) => digests.chartWords([v.digestGroup(t, n)]),
  },
};

const inGroups: Said<typeof groups> = {
  marked: {
    moreNamed: (_, n) => groups.moreNamed(n),
    groupLine: (t, n) => groups.groupLine(v.groupRow(t, n)),
    groupsSummary: (t, n) => groups.groupsSummary(v.times(n, () => v.groupRow(t, n))),
    groupSummary: (t, n) => groups.groupSummary(v.group(t, n)),
    membersText: (t, n) => groups.membersText(v.group(t, n)),
    checksTitle: (t, n) => groups.checksTitle(v.group(t, n)),
    checkText: (t, n) => groups.checkText(v.checkLine(t, n)),
    settingsText: (t, n) => groups.settingsText(v.group(t, n)),
    tasksText: (t, n) => groups.tasksText(v.group(t, n)),
    previewText: (_, n) => groups.previewText(v.members(n)),
    doubtText: () => groups.doubtText('matches nothing'),
    automaticText: (t) => groups.automaticText({ ...CHECK, name: t }, t),
    automaticEndText: (t) => groups.automaticEndText({ ...CHECK, name: t }, t),
    deleteCheckText: (t, n) => groups.deleteCheckText(v.group(t, n), { ...CHECK, name: t }),
    deleteGroupText: (t, n) => groups.deleteGroupText(v.group(t, n)),
    deletedText: (t) => groups.deletedText(t),
    savedText: (t, n) => groups.savedText(v.group(t, n), '/patch'),
    patchGroupLine: (t, n) => groups.patchGroupLine(v.patchGroup(t, n)),
    patchGroupContent: (t, n) => groups.patchGroupContent(v.patchGroup(t, n)),
    patchGroupsSummary: (t, n) => groups.patchGroupsSummary(v.times(n, () => v.patchGroup(t, n))),
    deletePatchGroupText: (t, n) => groups.deletePatchGroupText(v.patchGroup(t, n)),
    denialsSummary: (t, n) => groups.denialsSummary(v.times(n, () => v.denial(t, n))),
    denialLine: (t, n) => groups.denialLine(v.denial(t, n)),
    moreDenied: (_, n) => groups.moreDenied(n),
    denyHint: () => groups.denyHint(),
    liftText: (t) => groups.liftText(t),
    denySavedText: (t, n) =>
      groups.denySavedText(
        v.times(n, () => v.denial(t, n)),
        '/patch',
      ),
    patchGroupSavedText: (t, n) => groups.patchGroupSavedText(v.patchGroup(t, n), '/patch'),
    denyReason: (t) => groups.denyReason([t]),
  },
  plain: {},
};

const inHelp: Said<typeof help> = {
  marked: {
    helpSummary: (_, n) => help.helpSummary(verbs.slice(0, n)),
    stepLine: (t) => help.stepLine('run', '/patch', t),
    moreLine: () => help.moreLine(verbs, '/patch'),
    closedLine: (_, n) => help.closedLine(verbs.slice(0, n)),
    rolesLine: (_, n) => help.rolesLine((['viewer', 'operator'] as const).slice(0, n)),
    verbText: (t) => help.verbText('run', '/patch', t),
    needsRole: () => help.needsRole('run'),
  },
  plain: {
    examplesOf: (t) => help.examplesOf('run', '/patch', t).join(' '),
    example: (t) => help.example('run', '/patch', t),
  },
};

const inHome: Said<typeof home> = {
  marked: {
    moreGroups: (_, n) => home.moreGroups(n),
    confirmation: (t, n) => home.confirmation(v.homeRequest(t, n)),
    requestLine: (t, n) => home.requestLine(v.homeRequest(t, n)),
    groupStanding: (t, n) => home.groupStanding(v.groupRow(t, n)),
    windowLine: (t) => home.windowLine({ groupId: FINANCE, groupName: t, opensAt: NOW, closesAt: NOW }),
  },
  plain: { question: (t, n) => home.question(v.homeRequest(t, n)) },
};

const inTasks: Said<typeof tasks> = {
  marked: {
    tasksSummary: (_, n) => tasks.tasksSummary(n, n),
    taskLine: (t, n) => tasks.taskLine(v.task(t, n)),
    taskSummary: (t, n) => tasks.taskSummary(v.task(t, n)),
    failedNames: (_, n) => tasks.failedNames(v.times(n, (one) => aTarget(one, 'Failed'))),
    standingText: (t, n) => tasks.standingText(v.task(t, n)),
    targetsText: (t, n) => tasks.targetsText(v.task(t, n)),
    subtasksText: (t, n) => tasks.subtasksText(v.task(t, n)),
    resultText: (t, n) => tasks.resultText(v.task(t, n)),
    compliantText: (_, n) => tasks.compliantText(0, n),
    patchesText: (t, n) => tasks.patchesText(v.task(t, n)),
    restartsWaitText: (t, n) =>
      tasks.restartsWaitText(v.times(n, (one) => aTarget(one, 'In Progress', { restartWait: v.restartWait(t) }))),
    waitsFor: (t) => tasks.waitsFor(v.restartWait(t)),
    atWorkText: (t, n) => tasks.atWorkText(v.times(n, () => v.target(t, n))),
    whoAndWhen: (t, n) => tasks.whoAndWhen(v.task(t, n)),
    moreTargets: (_, n) => tasks.moreTargets(n),
    howToRead: (t) => tasks.howToRead('/patch', t),
    failuresText: (t, n) =>
      tasks.failuresText([aTarget(0, 'Failed'), ...v.times(n, (one) => aTarget(one, 'Failed'))], t, '/patch'),
  },
  plain: {
    taskHead: (t, n) => tasks.taskHead(v.task(t, n)),
    standingOf: (t, n) => tasks.standingOf(v.target(t, n)),
    targetsTitle: (t, n) => tasks.targetsTitle(v.task(t, n)),
    targetMessage: (t, n) => tasks.targetMessage(v.target(t, n)),
  },
};

const inPlans: Said<typeof plans> = {
  marked: {
    planSummary: (t, n) => plans.planSummary(v.run(t, n)),
    notNowText: (t) => plans.notNowText(v.failing(t)),
    blockedLine: (t, n) => plans.blockedLine(v.blocked(t, n)),
    confirmBothText: (t, n) => plans.confirmBothText(v.plan(t, n)),
    confirmAgainOnlyText: (t, n) => plans.confirmAgainOnlyText(v.plan(t, n)),
    wayText: (t, n) => plans.wayText(v.plan(t, n)),
    confirmRunText: (t, n) => plans.confirmRunText(v.plan(t, n)),
    orderText: (t, n) => plans.orderText(v.stackPlan(t, n)),
    leftOutText: (t, n) =>
      plans.leftOutText(
        {
          states: { Opened: n },
          first: v.times(n, (one) => ({
            computerId: aTarget(one, 'Failed').computerId,
            title: t,
            state: 'Opened' as const,
          })),
        },
        n % 2 === 0,
      ),
    byHandText: (t, n) =>
      plans.byHandText({ ...v.plan(t, n), rows: [{ ...v.planRow(t, n), byHand: v.planRow(t, n + 1).updates }] }),
    againText: (t, n) => plans.againText(aRunView(v.plan(t, n), { mustAsk: true })),
    planGroupLine: (t, n) => plans.planGroupLine([v.planRow(t, n + 1)], t, n),
    plannedAnewText: () => plans.plannedAnewText(),
  },
  plain: {
    planHead: (t, n) => plans.planHead(aRunView(v.stackPlan(t, n), { groupName: t })),
    planTitle: (t, n) => plans.planTitle(aRunView(v.stackPlan(t, n), { groupName: t })),
    goQuestion: (t, n) => plans.goQuestion(v.run(t, n)),
  },
};

const inStacks: Said<typeof stacks> = {
  marked: {
    stacksSummary: (t, n) => stacks.stacksSummary({ stacks: v.times(n, () => v.stack(t, n)), mayEdit: n === 0 }),
    stackLine: (t, n) => stacks.stackLine(v.stack(t, n)),
    stackPatchLine: (t, n) => stacks.stackPatchLine({ entry: v.stackEntry(t, n), marks: ['gone', 'denied'] }, n),
    whichGroupText: (t, n) => stacks.whichGroupText(v.stack(t, n), '/patch'),
    deleteStackText: (t, n) => stacks.deleteStackText(v.stack(t, n)),
    stackSavedText: (t, n) => stacks.stackSavedText(v.stack(t, n), '/patch'),
  },
  plain: {},
};

const inReview: Said<typeof review> = {
  marked: {
    statesText: (_, n) => review.statesText({ Opened: n }),
    cardSummary: (t, n) => review.cardSummary(v.recommendations(t, n)),
    workingText: () => review.workingText(OLIVIA),
    cardRow: (t, n) => review.cardRow({ ...v.recommendations(t, 1), ...rowOf(t, n) }, n),
    selectedText: (_, n) => review.selectedText(v.amount(n)),
    filterText: (t) =>
      review.filterText(
        { states: [], severities: ['Critical'], words: [t], computer: null, patch: null },
        v.patchInfo(t),
      ),
    shownText: (_, n) => review.shownText(v.amount(n)),
    pageText: (_, n) => review.pageText(0, n),
    proposalText: (t, n) => review.proposalText(v.proposal(t, n)),
    skippedText: (t, n) => review.skippedText(v.proposal(t, n)),
    restartingText: (t, n) => review.restartingText(v.proposal(t, n)),
    weightiest: (t) => review.weightiest(v.patchInfo(t)),
    decidedText: (t, n) => review.decidedText('approve', { decided: n, skipped: [t], mayRun: true }),
    doneTitle: () => review.doneTitle('ignore'),
    leftOutText: (t) => review.leftOutText([t]),
    runNext: () => review.runNext(false),
  },
  plain: {
    confirmApproveAll: (t, n) => review.confirmApproveAll(v.recommendations(t, n)).text,
    rowsLabel: (_, n) => review.rowsLabel(1, n),
    rowDetail: (t, n) => review.rowDetail(v.reviewRow(t, n)),
    rowName: (t, n) => review.rowName(v.reviewRow(t, n)),
    selectAll: (_, n) => review.selectAll(v.amount(n)),
    selectNone: (_, n) => review.selectNone(v.amount(n)),
  },
};

function rowOf(t: string, n: number) {
  return { id: computerId(1), patch: v.patchInfo(t), counts: { Opened: n }, cameBack: n, failedBecause: t };
}

const inRuns: Said<typeof runs> = {
  marked: {
    canariesText: (_, n) => runs.canariesText(v.canaries(n)),
    confirmContinueText: (_, n) => runs.confirmContinueText(v.canaries(n)),
    canariesEndedText: (_, n) =>
      runs.canariesEndedText(
        { about: 'canaries-ended', taskId: aTask().id, report: v.canaries(n), mention: OLIVIA },
        null,
      ),
    continuedText: (_, n) => runs.continuedText(n),
    taskEndedText: (t) =>
      runs.taskEndedText(
        {
          ...{ about: 'task-ended', taskId: aTask().id, name: t, groupId: FINANCE, status: 'Failed' },
          ...{ summary: t, mention: OLIVIA },
        },
        { ...aTaskView([]), groupName: t },
      ),
    closedPlaceText: () => runs.closedPlaceText(),
    stopConfirmText: (_, n) => runs.stopConfirmText(n, n),
    stopEverythingText: (_, n) => runs.stopEverythingText({ tasks: n, computers: n }),
    stoppedText: (t, n) => runs.stoppedText({ tasks: v.times(n + 1, String), stillRunning: n, lost: [t], others: [t] }),
    fileSentText: (t) => runs.fileSentText(t),
    startedText: (t) => runs.startedText(aTask({ name: t }), t),
  },
  plain: {},
};

const inUpdates: Said<typeof updates> = {
  marked: {
    updatesSummary: (t, n) => updates.updatesSummary(v.updates(t, n)),
    filterLine: (t) => updates.filterLine({ ...anUpdatesView(0).filter, words: [t] }, '/patch'),
    updateLine: (t, n) => v.updates(t, Math.max(n, 1)).rows.map(updates.updateLine)[0] ?? '',
    needLine: (t, n) => updates.needLine(v.updates(t, n)),
    shownLine: (_, n) => updates.shownLine(8, n, n + 8),
    syncLine: (t, n) => updates.syncLine(v.updates(t, n)),
    patchesOnWsus: (_, n) => updates.patchesOnWsus(n),
  },
  plain: {
    updatesHead: () => updates.updatesHead(anUpdatesView(0).filter),
    patchChoiceText: (t, n) => updates.patchChoiceText(aPatch(1, { title: t }), n),
  },
};

const inWindows: Said<typeof windows> = {
  marked: {
    windowNoticeText: (t, n) =>
      windows.windowNoticeText(
        {
          ...{ about: 'window-missed', groupId: FINANCE, groupName: t, windowName: t, opensAt: NOW, closesAt: NOW },
          ...{ why: v.failing(t), recommendations: n, before: n, nextAt: null, mention: OLIVIA },
        },
        '/patch',
      ),
    windowText: (t, n) => windows.windowText(v.windowLine(t, n).window),
    openingsText: (t, n) => windows.openingsText(v.windowLine(t, n)),
    scheduleSummary: (t, n) => windows.scheduleSummary(v.schedule(t, n)),
    scheduledText: (t, n) => windows.scheduledText(v.schedule(t, n)),
    scansText: (t, n) => windows.scansText(v.schedule(t, n)),
    freezeLine: (t) => windows.freezeLine(v.freeze(t), t),
    freezesText: (t, n) =>
      windows.freezesText({
        ...{ command: '/patch', mayFreeze: true },
        freezes: v.times(n, () => ({ freeze: v.freeze(t), groupName: t })),
      }),
    previewText: (_, n) => windows.previewText({ misfit: null, next: v.times(n, () => NOW) }, 'Europe/Berlin'),
    savedText: (t, n) => windows.savedText(v.schedule(t, n)),
    removeText: (t, n) => windows.removeText(v.windowLine(t, n), v.schedule(t, n)),
    unscheduleText: (t, n) => windows.unscheduleText(v.schedule(t, n)),
    unscheduledText: (_, n) => windows.unscheduledText(n),
    frozenText: (t) => windows.frozenText(v.freeze(t), '/patch'),
    liftQuestion: (t) => windows.liftQuestion(v.freeze(t)),
    liftedText: (t) => windows.liftedText(v.freeze(t)),
  },
  plain: {
    scheduleHead: (t, n) => windows.scheduleHead(v.schedule(t, n)),
    scanMisfitText: () => windows.scanMisfitText({ field: 'zone', why: 'no-zone' }),
    misfitText: (_, n) => windows.misfitText({ field: 'duration', why: 'too-short', leastMinutes: n }),
  },
};

const others: readonly Said<object>[] = [
  {
    marked: { outcomeText: (t: string) => decisions.outcomeText(decided(t)) },
    plain: {},
  } satisfies Said<typeof decisions>,
  {
    marked: {
      failureText: (t: string) => failures.failureText(v.failing(t)),
      failureClause: (t: string) => failures.failureClause(v.failing(t), 200),
      failureSummary: (t: string) => failures.failureSummary(v.failing(t)),
    },
    plain: {},
  } satisfies Said<typeof failures>,
  {
    marked: { notSaved: (t: string) => forms.notSaved(safe(t)) },
    plain: { partLabel: (_: string, n: number) => forms.partLabel(1, n, n) },
  } satisfies Said<typeof forms>,
  {
    marked: {
      noticeText: (t: string) =>
        notices.noticeText(
          { about: 'target-failed', computerId: computerId(1), logId: '17.1', failure: null, message: t },
          '/patch',
          null,
        ),
    },
    plain: {},
  } satisfies Said<typeof notices>,
  {
    marked: {
      logSummary: (t: string, n: number) => logs.logSummary(v.log(t, n)),
      logRest: (_: string, n: number) => logs.logRest(n, true),
    },
    plain: {
      logHead: (t: string, n: number) => logs.logHead(v.log(t, n)),
      logLine: (t: string) => logs.logLine({ n: 1, at: NOW, level: 'info', text: t }),
      logTitle: (t: string, n: number) => logs.logTitle(v.log(t, n), 'info'),
    },
  } satisfies Said<typeof logs>,
  {
    marked: {
      patchName: (t: string) => patches.patchName(v.patchInfo(t)),
      severityCounts: (_: string, n: number) => patches.severityCounts(v.times(n, () => 'Critical')),
    },
    plain: {
      bySeverity: () => String(patches.bySeverity('Critical', 'Low')),
      patchLabel: (t: string) => patches.patchLabel({ kbs: [t], title: t }),
      severityName: () => patches.severityName('Unspecified'),
    },
  } satisfies Said<typeof patches>,
  {
    marked: {
      statusSummary: (t: string, n: number) => status.statusSummary(v.status(t, n)),
      asOfText: (t: string, n: number) => status.asOfText(v.status(t, n)),
      reachedText: (t: string) => v.status(t, 1).rows.map((row) => status.reachedText({ ...row, way: t }))[0] ?? '',
      statusLine: (t: string, n: number) => v.status(t, n).rows.map((row) => status.statusLine(row, t))[0] ?? '',
      openLine: (t: string) => status.openLine(aRecommendation(1, { title: t, reason: t })),
    },
    plain: { statusHead: (t: string, n: number) => status.statusHead(v.status(t, n)) },
  } satisfies Said<typeof status>,
  {
    marked: {
      confirmSummary: (t: string, n: number) => trust.confirmSummary(asked(t, n)),
      knownText: (t: string) => trust.knownText(v.confirm(t)),
      answersText: (t: string) => trust.answersText(v.confirm(t)),
      outOfServiceText: (t: string) => trust.outOfServiceText(v.service(t)),
      whoConfirms: (t: string, n: number) => trust.whoConfirms(asked(t, n)),
      confirmConsequence: (t: string, n: number) => trust.confirmConsequence(asked(t, n)),
      confirmedText: (t: string) => trust.confirmedText(t),
      backInServiceText: (t: string) => trust.backInServiceText(t),
      retriedText: (t: string) => trust.retriedText(t),
      stoppedText: (t: string) => trust.stoppedText({ profile: t, why: v.stopped(t) }),
    },
    plain: {
      confirmHead: (t: string) => trust.confirmHead(v.confirm(t)),
      confirmQuestion: (t: string, n: number) => trust.confirmQuestion(asked(t, n)),
      confirmLabel: (t: string, n: number) => trust.confirmLabel(asked(t, n)),
    },
  } satisfies Said<typeof trust>,
  {
    marked: {
      diagnosisSummary: (t: string, n: number) => diagnosis.diagnosisSummary(v.diagnosis(t, n)),
      ownSummary: (t: string, n: number) => diagnosis.ownSummary(v.diagnosis(t, n).findings),
      findingLine: (t: string) => diagnosis.findingLine(v.finding(t)),
      ownLine: (t: string) => diagnosis.ownLine(v.finding(t)),
      passedText: (t: string) => diagnosis.passedText([v.finding(t)]),
      diagnosisAsOf: (t: string, n: number) => diagnosis.diagnosisAsOf(v.diagnosis(t, n)),
      logSent: (t: string, n: number) => diagnosis.logSent(v.diagnosis(t, n)),
    },
    plain: {
      diagnosisHead: (t: string, n: number) => diagnosis.diagnosisHead(v.diagnosis(t, n)),
      diagnosisLogTitle: (t: string, n: number) => diagnosis.diagnosisLogTitle(v.diagnosis(t, n)),
    },
  } satisfies Said<typeof diagnosis>,
  {
    marked: {},
    plain: {
      approveAllLabel: (_: string, n: number) => labels.approveAllLabel(n),
      retryLabel: (_: string, n: number) => labels.retryLabel(n),
      diagnoseLabel: (t: string) => labels.diagnoseLabel(t),
      logLabel: (t: string) => labels.logLabel(t),
      taskLabel: (t: string) => labels.taskLabel(t),
      statusLabel: (t: string) => labels.statusLabel(t),
      openLabel: (t: string) => labels.openLabel(t),
    },
  } satisfies Said<typeof labels>,
];

const TABLES: readonly Said<object>[] = [
  ...[inApprovals, inAudit, inDigests, inGroups, inHelp, inHome, inTasks, inPlans, inReview, inRuns, inUpdates],
  ...[inStacks, inWindows, ...others],
];

function of(kind: keyof Said<object>): readonly (readonly [name: string, say: Say])[] {
  return TABLES.flatMap((table) => Object.entries<Say>(table[kind]));
}

/** Those that give Slack's markup. */
export const MARKED = of('marked');
/** Those that give plain text, which is escaped where it is drawn. */
export const PLAIN = of('plain');

/** All that is said without a name or a number. */
export const CONSTANTS: readonly string[] = [
  ...[
    approvals,
    audit,
    diagnosis,
    digests,
    forms,
    groupForms,
    groups,
    help,
    home,
    labels,
    logs,
    plans,
    review,
    runs,
    stacks,
    tasks,
  ],
  ...[updates, trust, windowForms, windows],
].flatMap(stringsIn);

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
