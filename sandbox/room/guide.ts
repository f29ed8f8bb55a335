import { breakIt } from './guide-breaking.js';
import type { GuideFacts } from './guide-facts.js';
import type { Lead, ShownGuide } from './shown.js';
import type { Card } from './talk.js';

/** Who plays whom, as the sandbox's configuration says. */
const OPERATOR = 'U0OLIVIA';
const APPROVER = 'U0ANIL';
const CHANNEL = 'C0PATCHING';

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

type Said = Pick<ShownGuide, 'happened' | 'next' | 'leads'>;

/** Where a visitor stands on the way through a patch cycle, and what to do next. Looks only at what is so. */
export function guideOf(facts: GuideFacts): ShownGuide {
  const step = stepOf(facts);
  return {
    steps: TITLES.map((title, index) => ({ title, state: index < step ? 'done' : index === step ? 'now' : 'next' })),
    title: TITLES[step] ?? TITLES[0],
    ...(SAYS[step] ?? synchronize)(facts),
  };
}

/** The first step of which, and of whose followers, nothing is to be seen yet. */
function stepOf(facts: GuideFacts): number {
  const done = [
    facts.sync.newUpdates !== null && !isOpen(facts, /^synchronize/i),
    facts.approvals > 0 && !isApproving(facts),
    facts.scans.ended > 0 && facts.scans.running === 0 && !isOpen(facts, /\bscan\b/i),
    isDecided(facts),
    isRunOver(facts),
    isVerified(facts),
  ];
  return done.lastIndexOf(true) + 1;
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
    happened: null,
    next: 'You are Olivia, the operator. Let WSUS fetch what Microsoft has published. Type this:',
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
  return { happened, next, leads: [show(APPROVER, card)] };
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

function install({ installs, group, cards }: GuideFacts): Said {
  if (installs.jobs.length > 0) {
    const who =
      installs.running.length === 0
        ? 'What was installed waits for its restart and its scan.'
        : `${installs.running.join(', ')} ${installs.running.length === 1 ? 'installs' : 'install'}.`;
    return watch(
      who,
      'Watch the machine room: updates, restarts and what fails on the way. The card in the chat follows.',
    );
  }
  const happened = 'The recommendations are approved.';
  const plan = newest(cards, ({ title }) => /^plan\b/i.test(title));
  if (plan === null) {
    return {
      happened,
      next: 'Be Olivia and ask for the plan. It shows who gets what and who restarts; nothing starts yet:',
      leads: [say(`/patch run ${group.id}`)],
    };
  }
  return { happened, next: 'Read the plan as Olivia, then press Run.', leads: [show(OPERATOR, plan)] };
}

function verify({ installs, group }: GuideFacts): Said {
  return {
    happened: `${count(installs.count, 'update')} installed, as the computers themselves count; ${installs.doubles === 0 ? 'none of them twice' : `${installs.doubles} of them more than once`}.`,
    next: 'What counts is what a new scan finds. Ask for the result:',
    leads: [say(`/patch status ${group.id}`)],
  };
}

/** Approved, as the card itself shows: it is decided when nobody can approve on it any more. */
function isDecided({ cards, scans }: GuideFacts): boolean {
  if (cards.some(({ title }) => /^plan\b/i.test(title))) return true;
  const shown = cards.filter(isRecommendationsCard);
  return scans.ended > 0 && shown.length > 0 && shown.every((card) => !canApprove(card));
}

/** Every install that had begun by then was followed by a scan, or its card offers no Stop any more. */
function isRunOver({ installs, cards }: GuideFacts, by = Number.POSITIVE_INFINITY): boolean {
  const run = newest(cards, ({ title }) => /^install/i.test(title));
  const isCardOver = run !== null && !canStop(run);
  const begun = installs.jobs.filter(({ begunAt }) => begunAt < by);
  const isSettled = (job: GuideFacts['installs']['jobs'][number]): boolean =>
    (job.scannedAt !== null && job.scannedAt < by) || (isCardOver && !job.isRunning);
  return begun.length > 0 && begun.every(isSettled);
}

/** Somebody was shown a status when a run was over: whatever runs since then. */
function isVerified(facts: GuideFacts): boolean {
  const shown = facts.cards.filter(({ title }) => /^status\b/i.test(title));
  return shown.some(({ ts }) => isRunOver(facts, Number(ts) * 1000));
}

/** The newest card of a task of this name still offers Stop: the bot has not ended it. */
function isOpen({ cards }: GuideFacts, title: RegExp): boolean {
  const card = newest(cards, (one) => title.test(one.title));
  return card !== null && canStop(card);
}

function isApproving(facts: GuideFacts): boolean {
  return facts.isApproving || facts.pending > 0 || isOpen(facts, /^approve patches/i);
}

function canStop({ buttons }: Card): boolean {
  return buttons.some((button) => button.includes('stop'));
}

function isUpdatesCard({ title }: Card): boolean {
  return /to approve on wsus|updates? wait|patches? wait/i.test(title);
}

function isRecommendationsCard({ title }: Card): boolean {
  return /^recommendations\b/i.test(title) || /^approve \d+ .* for\b/i.test(title);
}

function canApprove({ buttons }: Card): boolean {
  return buttons.some((button) => button.includes('approve'));
}

function newest(cards: readonly Card[], fits: (card: Card) => boolean): Card | null {
  return cards.findLast(fits) ?? null;
}

function say(text: string): Lead {
  return { kind: 'say', person: OPERATOR, conversation: CHANNEL, text };
}

function show(person: string, { conversation, ts }: Card): Lead {
  return { kind: 'card', person, conversation, ts };
}

function watch(happened: string, next: string): Said {
  return { happened, next, leads: [] };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
