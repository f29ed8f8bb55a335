import type { Ruling } from '../../domain/decision.js';
import type { Draft } from '../../domain/draft.js';
import { Fingerprint } from '../../domain/fingerprint.js';
import type { OperationId } from '../../domain/ids.js';
import { Proposal, type Proposed } from '../../domain/proposal.js';
import { candidatesOf } from '../../domain/reckoning.js';
import { RulingMaker } from '../../domain/ruling.js';
import { isDecision, type ReviewEvent, selectionTest } from '../../domain/selection.js';
import type { Office } from '../office.js';
import { inPieces } from '../pieces.js';
import type { Pool } from '../pool.js';

/** What is selected, and what deciding it comes to. */
export interface Weighed {
  readonly proposed: Proposed;
  /** Null where the event decides nothing. */
  readonly ruling: Omit<Ruling, 'reason' | 'asOf'> | null;
}

interface Kept {
  /** What was asked: by whom, of what, and of which states. */
  readonly question: string;
  readonly weighed: Weighed;
}

/** More reviews than are confirmed at the same time; any other is weighed again. */
const MOST_KEPT = 20;

/**
 * A selection can be of hundreds of thousands, and mostly nothing changes between Continue and Confirm: then what was
 * worked out for the one serves the other. Forgetting it costs only time.
 */
export class Weighings {
  readonly #latest = new Map<OperationId, Kept>();

  async weigh(office: Office, draft: Draft, event: ReviewEvent, pool: Pool): Promise<Weighed> {
    const question = await questionOf(office, draft, event, pool);
    const known = this.#latest.get(draft.id);
    if (known?.question === question) return known.weighed;
    const weighed = await weighedNow(office, draft, event, pool);
    this.#latest.delete(draft.id);
    this.#latest.set(draft.id, { question, weighed });
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > MOST_KEPT && oldest !== undefined) this.#latest.delete(oldest);
    return weighed;
  }
}

async function questionOf(office: Office, draft: Draft, event: ReviewEvent, { standings }: Pool): Promise<string> {
  const question = new Fingerprint(office.hash);
  question.add(JSON.stringify([event, draft.choices, draft.exceptComputers]));
  await inPieces(standings, (standing) => question.add(`${standing.computer.id} ${standing.states}`));
  return question.value;
}

async function weighedNow(
  office: Office,
  draft: Draft,
  event: ReviewEvent,
  { standings, patchOf }: Pool,
): Promise<Weighed> {
  const isSelected = selectionTest(draft.choices, draft.exceptComputers);
  const proposal = new Proposal(event, isSelected, office.hash);
  await inPieces(standings, ({ computer }) => proposal.add(computer, patchOf));
  const { proposed } = proposal;
  if (!isDecision(event)) return { proposed, ruling: null };
  const maker = new RulingMaker({ event, groupId: draft.groupId });
  await inPieces(standings, ({ computer }) => {
    for (const candidate of candidatesOf(computer, patchOf)) if (isSelected(candidate)) maker.select(candidate);
  });
  await inPieces(standings, ({ computer }) =>
    maker.except(
      computer.id,
      candidatesOf(computer, patchOf).filter((candidate) => !isSelected(candidate)),
    ),
  );
  return { proposed, ruling: maker.ruling };
}
