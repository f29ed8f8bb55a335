import type { Role } from '../domain/roles.js';

interface VerbEntry {
  readonly role: Role;
  /** Which of the six steps of the job it is; null for what stands beside them. */
  readonly step: 1 | 2 | 3 | 4 | 5 | 6 | null;
}

/** All that can be said, in the order of the job: the first word of a sentence. What is said of them is in `words/help.ts`. */
export const VERBS = {
  sync: { role: 'operator', step: 1 },
  updates: { role: 'viewer', step: 2 },
  scan: { role: 'operator', step: 3 },
  recommendations: { role: 'viewer', step: 4 },
  run: { role: 'operator', step: 5 },
  status: { role: 'viewer', step: 6 },
  install: { role: 'operator', step: null },
  uninstall: { role: 'operator', step: null },
  stack: { role: 'viewer', step: null },
  patches: { role: 'viewer', step: null },
  deny: { role: 'viewer', step: null },
  groups: { role: 'viewer', step: null },
  group: { role: 'viewer', step: null },
  check: { role: 'operator', step: null },
  ask: { role: 'operator', step: null },
  approvals: { role: 'viewer', step: null },
  schedule: { role: 'viewer', step: null },
  freeze: { role: 'viewer', step: null },
  tasks: { role: 'viewer', step: null },
  task: { role: 'viewer', step: null },
  log: { role: 'viewer', step: null },
  retry: { role: 'operator', step: null },
  stop: { role: 'operator', step: null },
  digest: { role: 'viewer', step: null },
  computers: { role: 'viewer', step: null },
  computer: { role: 'viewer', step: null },
  import: { role: 'admin', step: null },
  rename: { role: 'admin', step: null },
  retire: { role: 'admin', step: null },
  confirm: { role: 'viewer', step: null },
  diagnose: { role: 'operator', step: null },
  audit: { role: 'approver', step: null },
  help: { role: 'viewer', step: null },
} as const satisfies Record<string, VerbEntry>;

export type Verb = keyof typeof VERBS;

export function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}
