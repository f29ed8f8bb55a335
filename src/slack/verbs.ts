import type { Role } from '../domain/roles.js';

interface VerbEntry {
  readonly role: Role;
  /** Which of the six steps of the job it is. */
  readonly step: number | null;
  readonly does: string;
  /** What follows the verb in an example; `GROUP` stands for a group's name. */
  readonly example: string;
}

/** All that can be said, in the order of the job: the first word of a sentence. */
export const VERBS = {
  sync: { role: 'operator', step: 1, does: 'synchronize WSUS with its update source', example: '' },
  updates: {
    role: 'viewer',
    step: 2,
    does: 'patches to approve on WSUS, by words in their titles',
    example: 'critical',
  },
  groups: { role: 'viewer', step: null, does: 'provisioning groups and their compliance', example: '' },
  group: { role: 'viewer', step: null, does: 'one group: its computers, checks and settings', example: 'GROUP' },
  patches: { role: 'viewer', step: 2, does: 'patch groups, which checks can ask for', example: '' },
  deny: {
    role: 'viewer',
    step: 2,
    does: 'patches that are installed nowhere; approvers can deny more',
    example: 'KB5031356 breaks printing until 2026-12-24',
  },
  scan: { role: 'operator', step: 3, does: 'scan the computers of a group, then check them', example: 'GROUP' },
  check: { role: 'operator', step: 3, does: 'check a group again without a new scan', example: 'GROUP' },
  recommendations: { role: 'viewer', step: 4, does: 'approve what the check recommends', example: 'GROUP' },
  ask: { role: 'operator', step: 4, does: 'ask the approvers for what the check recommends', example: 'GROUP' },
  approvals: { role: 'viewer', step: 4, does: 'what waits for you, and what you asked for', example: '' },
  run: { role: 'operator', step: 5, does: 'show the plan, then install what is approved', example: 'GROUP' },
  retry: { role: 'operator', step: 5, does: 'plan again what failed in a task', example: '17' },
  status: { role: 'viewer', step: 6, does: 'compliance of all, a group or a computer', example: 'GROUP' },
  digest: { role: 'viewer', step: 6, does: 'who is not compliant, with a chart and a list', example: 'GROUP' },
  schedule: { role: 'viewer', step: null, does: 'windows, scans and what is scheduled of a group', example: 'GROUP' },
  freeze: { role: 'viewer', step: null, does: 'times in which nothing is patched', example: '' },
  tasks: { role: 'viewer', step: null, does: 'the latest tasks', example: '' },
  task: { role: 'viewer', step: null, does: 'one task and its targets', example: '17' },
  log: { role: 'viewer', step: null, does: 'the workflow execution log of one target', example: '17.3' },
  stop: {
    role: 'operator',
    step: null,
    does: 'let nothing further start: a task, a group or everything',
    example: 'everything',
  },
  audit: {
    role: 'approver',
    step: null,
    does: 'who did what: a group, a KB number, a person; or verify',
    example: 'GROUP',
  },
  help: { role: 'viewer', step: null, does: 'what you can do now', example: 'run' },
} as const satisfies Record<string, VerbEntry>;

export type Verb = keyof typeof VERBS;

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}
