import { PatchbayError } from '../../src/domain/errors.js';
import { whichGroupCard } from '../../src/slack/cards/lists.js';
import { type Order, type OrderOf, parse } from '../../src/slack/parser.js';
import { isVerb, type Verb } from '../../src/slack/verbs.js';
import { failureText } from '../../src/slack/words/failures.js';
import type { Deps, Visit } from '../guard.js';
import { approvals } from './approvals.js';
import { ask } from './ask.js';
import { audit } from './audit.js';
import { check } from './check.js';
import { computer } from './computer.js';
import { computers } from './computers.js';
import { confirm } from './confirm.js';
import { deny } from './deny.js';
import { diagnose } from './diagnose.js';
import { digest } from './digest.js';
import { freeze } from './freeze.js';
import { group } from './group.js';
import { groups } from './groups.js';
import { help } from './help.js';
import { importComputers } from './import.js';
import { install } from './install.js';
import { log } from './log.js';
import type { Carry } from './order.js';
import { patches } from './patches.js';
import { recommendations } from './recommendations.js';
import { rename } from './rename.js';
import { retire } from './retire.js';
import { retry } from './retry.js';
import { run } from './run.js';
import { scan } from './scan.js';
import { schedule } from './schedule.js';
import { stack } from './stack.js';
import { status } from './status.js';
import { stop } from './stop.js';
import { sync } from './sync.js';
import { task } from './task.js';
import { tasks } from './tasks.js';
import { uninstall } from './uninstall.js';
import { updates } from './updates.js';

/** The routing table of sentences: a new verb is one line here, one file beside it and one line in `verbs.ts`. */
const COMMANDS: { readonly [V in Verb]: Carry<V> } = {
  ...{ group, patches, deny, install, uninstall, stack },
  ...{ help, sync, updates, groups, scan, check, recommendations },
  ...{ ask, approvals, audit, run, retry, status, digest, tasks, task, log, stop },
  ...{ schedule, freeze, confirm, diagnose },
  ...{ computers, computer, import: importComputers, rename, retire },
};

/** Reads a sentence and carries it out. Slash command, mention, direct message and buttons all come here. */
export async function say(deps: Deps, visit: Visit, text: string): Promise<void> {
  try {
    await carryOut(deps, visit, await read(deps, visit, text));
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB106') throw thrown;
    await askForGroup(deps, visit, thrown);
  }
}

/** What cannot be read is answered with names of groups and computers: they are for those who may look. */
async function read(deps: Deps, visit: Visit, text: string): Promise<Order> {
  try {
    return parse(text, deps.desk);
  } catch (thrown) {
    await deps.desk.demand(visit.asker.person, 'viewer');
    throw thrown;
  }
}

function carryOut<V extends Verb>(deps: Deps, visit: Visit, order: OrderOf<V> & Order): Promise<void> {
  const carry: Carry<V> = COMMANDS[order.verb as V];
  return carry(deps, visit, order);
}

/** A sentence that misses its group is answered with the groups to choose from. */
async function askForGroup(deps: Deps, visit: Visit, missing: PatchbayError): Promise<void> {
  const verb = String(missing.details.verb ?? '');
  const groups = isVerb(verb) && NEED_GROUP.has(verb) ? await deps.desk.groups() : [];
  await visit.answer(whichGroupCard(failureText(missing.failure), verb, groups));
}

const NEED_GROUP: ReadonlySet<Verb> = new Set(['group', 'scan', 'check', 'recommendations', 'ask', 'run', 'schedule']);
