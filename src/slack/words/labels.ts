import { clean } from '../text.js';

/** What buttons are called: the same thing has the same name on every card. Sentence case; `…` where a form opens. */
export const LABELS = {
  // What is done with the thing that the card shows.
  approve: 'Approve',
  approveOnWsus: 'Approve…',
  approveThese: 'Approve…',
  review: 'Review…',
  decline: 'Decline…',
  withdraw: 'Withdraw',
  confirm: 'Confirm',
  backInService: 'It is back in service',
  askForApproval: 'Ask for approval',
  edit: 'Edit…',
  copy: 'Copy…',
  delete: 'Delete…',
  remove: 'Remove…',
  lift: 'Lift…',
  runOn: 'Run on…',
  saveStack: 'Save as a stack…',
  filter: 'Filter…',
  options: 'Options…',
  deny: 'Deny…',
  // The job.
  sync: 'Sync WSUS',
  syncAgain: 'Sync again',
  scan: 'Scan and check',
  scanAgain: 'Scan again',
  check: 'Check only',
  planRun: 'Plan the run',
  planAgain: 'Plan again',
  run: 'Run',
  installNow: 'Install now',
  approveAgain: 'Approve again',
  approveAgainAndRun: 'Approve again and run',
  proceed: 'Continue',
  proceedAnyway: 'Continue anyway',
  detectNow: 'Detect now',
  diagnoseAgain: 'Diagnose again',
  stop: 'Stop',
  stopEverything: 'Stop everything',
  // What is shown.
  nextPage: 'Next page',
  previousPage: 'Previous page',
  open: 'Open',
  show: 'Show',
  showAgain: 'Show again',
  showApprovals: 'Show approvals',
  showDenied: 'Show denied patches',
  showFreezes: 'Show freezes',
  showGroups: 'Show groups',
  showHelp: 'Show help',
  showLog: 'Show log',
  showPatchGroups: 'Show patch groups',
  showRecommendations: 'Show recommendations',
  showSchedule: 'Show schedule',
  showStacks: 'Show software stacks',
  showStatus: 'Show status',
  showTargets: 'Show targets',
  showTasks: 'Show tasks',
  showUpdates: 'Show patches on WSUS',
  windowsLog: 'Log as a file',
  wholeLog: 'Whole log as a file',
  debugLog: 'With details (debug)',
  wholePlan: 'Whole plan as a file',
  // Groups, checks, windows.
  newGroup: 'New group…',
  editGroup: 'Edit group…',
  deleteGroup: 'Delete group…',
  members: 'Computers…',
  notifications: 'Notifications…',
  newCheck: 'New compliance check…',
  copyChecks: 'Copy checks…',
  checksFromModel: 'New checks from model computer…',
  automaticOn: 'Enable automatic approval…',
  automaticOff: 'End automatic approval…',
  newPatchGroup: 'New patch group…',
  newStack: 'New software stack…',
  newWindow: 'New window…',
  scans: 'Scans…',
  unscheduleAll: 'Unschedule all…',
  newFreeze: 'New freeze…',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
} as const;

/** Slack shows about thirty characters of a button. */
const NAME = 40;

export function approveAllLabel(patches: number): string {
  return `Approve all ${patches}`;
}

export function retryLabel(failed: number): string {
  return `Retry the failed (${failed})`;
}

export function diagnoseLabel(computer: string): string {
  return `Diagnose ${clean(computer, 20)}`;
}

export function logLabel(computer: string): string {
  return `Log of ${clean(computer, 20)}`;
}

export function taskLabel(task: string): string {
  return `Task ${task}`;
}

export function statusLabel(group: string): string {
  return `Status of ${clean(group, NAME)}`;
}

export function openLabel(name: string): string {
  return `Open ${clean(name, NAME)}`;
}
