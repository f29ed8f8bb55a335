import { breakIt, powerIsOut } from './guide-breaking.js';
import type { GuideFacts } from './guide-facts.js';
import { APPROVER, OPERATOR, type Said, say, show, watch } from './guide-leads.js';
import {
  canApprove,
  canRun,
  isApproving,
  isOpen,
  isPlan,
  isRecommendationsCard,
  isUpdatesCard,
  newest,
  stepOf,
  waitingRun,
} from './guide-progress.js';
import type { ShownGuide } from './shown.js';

/** The module's six steps, and then the fun. */
const TITLES = [
  'Synchronize WSUS',
  'Approve patches on WSUS',
  'Scan for missing patches',
  'Approve recommendations',
  'Install',
  'Verify',
  'Break it',
] as const;

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

/** Where a visitor stands on the way through a patch cycle, and what to do next. Looks only at what is so. */
export function guideOf(facts: GuideFacts): ShownGuide {
  const step = stepOf(facts);
  return {
    steps: TITLES.map((title, index) => ({ title, state: index < step ? 'done' : index === step ? 'now' : 'next' })),
    title: TITLES[step] ?? TITLES[0],
    ...(SAYS[step] ?? synchronize)(facts),
  };
}

const SAYS: readonly ((facts: GuideFacts) => Said)[] = [
  synchronize,
  approveOnWsus,
  scan,
  approveRecommendations,
  install,
  verify,
  breakIt,
];

function synchronize(facts: GuideFacts): Said {
  if (facts.sync.isRunning || isOpen(facts, /^synchronize/i))
    return watch(
      'WSUS asks Microsoft for what is new.',
      'Watch WSUS in the machine room: it is done in a few seconds.',
    );
  return {
    happened:
      'Welcome to a pretend company. The machine room shows its computers, and Patchbay is the bot that patches them.',
    next: 'You are Olivia, the operator. Let WSUS fetch what Microsoft has published:',
    leads: [say('/patch sync')],
  };
}

function approveOnWsus(facts: GuideFacts): Said {
  const { sync, cards } = facts;
  const happened = `WSUS brought ${count(sync.newUpdates ?? 0, 'new update')}. No computer gets one before somebody approves it.`;
  if (isApproving(facts))
    return watch('WSUS takes the approvals', 'and downloads the files. A scan would not see them yet.');
  const card = newest(cards, isUpdatesCard);
  if (card === null)
    return { happened, next: 'Look at what waits for an approval:', leads: [say('/patch updates critical')] };
  const next = 'Now be Anil, the approver: press Approve… on the card, choose the WSUS group Finance and confirm.';
  const again = canApprove(card) ? [] : [say('/patch updates critical')];
  return { happened, next, leads: [show(APPROVER, card), ...again] };
}

function scan(facts: GuideFacts): Said {
  const { approvals, scans, group } = facts;
  const happened = `${count(approvals, 'approval')} set on WSUS: its clients may have them now.`;
  if (scans.running > 0 || isOpen(facts, /\bscan\b/i))
    return watch(happened, `${count(scans.running, 'computer')} being scanned: watch them in the machine room.`);
  return {
    happened,
    next: `Be Olivia again and find out what the computers of ${group.name} really miss:`,
    leads: [say(`/patch scan ${group.id}`)],
  };
}

function approveRecommendations({ scans, needed, group, cards }: GuideFacts): Said {
  const happened = `${count(scans.ended, 'scan')} ended: the computers of ${group.name} need ${count(needed, 'update')}. Each is a recommendation now, and nothing is installed before it is approved.`;
  const card = newest(cards, (one) => isRecommendationsCard(one) && canApprove(one));
  if (card === null) return { happened, next: 'Show them:', leads: [say(`/patch recommendations ${group.id}`)] };
  return { happened, next: 'Now be Anil: review them, or approve them all.', leads: [show(APPROVER, card)] };
}

function install(facts: GuideFacts): Said {
  const { installs, group, cards } = facts;
  const waiting = waitingRun(facts);
  if (waiting !== null && installs.running.length === 0)
    return {
      happened: 'The canary computers are done; the others wait.',
      next: 'Look at the card as Olivia, then press Continue.',
      leads: [show(OPERATOR, waiting)],
    };
  const down = powerIsOut(facts);
  if (down !== null) return down;
  if (installs.jobs.length > 0) {
    const who =
      installs.running.length === 0
        ? 'What was installed waits for its restart and its scan.'
        : `${LIST.format(installs.running)} ${installs.running.length === 1 ? 'installs' : 'install'}.`;
    return watch(
      who,
      'Watch the machine room: updates, restarts and what fails on the way. The card in the chat follows.',
    );
  }
  const happened = 'The recommendations are approved.';
  const plan = newest(cards, isPlan);
  if (plan === null) {
    return {
      happened,
      next: 'Be Olivia and ask for the plan. It shows who gets what and who restarts; nothing starts yet:',
      leads: [say(`/patch run ${group.id}`)],
    };
  }
  const again = canRun(plan) ? [] : [say(`/patch run ${group.id}`)];
  return { happened, next: 'Read the plan as Olivia, then press Run.', leads: [show(OPERATOR, plan), ...again] };
}

function verify({ installs, group }: GuideFacts): Said {
  const twice = installs.doubles === 0 ? 'none of them twice' : `${installs.doubles} of them more than once`;
  const failed =
    installs.failed.length === 0
      ? ''
      : ` On ${LIST.format(installs.failed)} something failed: the card says why and what to do.`;
  return {
    happened: `${count(installs.count, 'update')} installed, as the computers themselves count, ${twice}.${failed}`,
    next: 'What counts is what a new scan finds. Ask for the result:',
    leads: [say(`/patch status ${group.id}`)],
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
