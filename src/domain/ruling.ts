import type { DecidedRows, DecisionEvent, Ruling } from './decision.js';
import { isPossible } from './decision.js';
import type { ComputerId, GroupId } from './ids.js';
import type { RecommendationState } from './recommendation.js';
import type { Candidate } from './selection.js';

interface Meant {
  readonly event: DecisionEvent;
  readonly groupId: GroupId;
}

/**
 * Finds the small ruling that says the same as a long selection: all that is selected and can be decided. Every computer
 * is added twice: `select` finds what it is about, `except` what of that is not meant.
 */
export class RulingMaker {
  readonly #meant: Meant;
  readonly #computers = new Set<ComputerId>();
  readonly #recommendations = new Set<string>();
  readonly #from = new Set<RecommendationState>();
  readonly #except: DecidedRows[] = [];
  #counted = 0;

  constructor(meant: Meant) {
    this.#meant = meant;
  }

  select({ computerId, recommendation }: Candidate): void {
    if (!isPossible(recommendation, this.#meant.event)) return;
    this.#computers.add(computerId);
    this.#recommendations.add(recommendation.id);
    this.#from.add(recommendation.state);
    this.#counted += 1;
  }

  /** @param left what of one computer is not selected */
  except(computerId: ComputerId, left: readonly Candidate[]): void {
    if (!this.#computers.has(computerId)) return;
    const recommendations = left.map(({ recommendation }) => recommendation).filter((one) => this.#wouldMove(one));
    if (recommendations.length > 0)
      this.#except.push({ computerId, recommendations: recommendations.map(({ id }) => id) });
  }

  get ruling(): Omit<Ruling, 'reason' | 'asOf'> {
    return {
      ...this.#meant,
      computers: [...this.#computers],
      recommendations: [...this.#recommendations],
      except: this.#except,
      from: [...this.#from],
      counted: this.#counted,
    };
  }

  #wouldMove(recommendation: Candidate['recommendation']): boolean {
    return (
      this.#recommendations.has(recommendation.id) &&
      this.#from.has(recommendation.state) &&
      isPossible(recommendation, this.#meant.event)
    );
  }
}
