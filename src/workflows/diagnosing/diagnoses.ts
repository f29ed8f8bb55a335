import { type Computer, newComputer } from '../../domain/computer.js';
import { computerFindings } from '../../domain/diagnosis/computer.js';
import { findingsAbout } from '../../domain/diagnosis/finding.js';
import { atWork } from '../../domain/diagnosis/left-out.js';
import { type ComputerDiagnosis, LOG_LINES } from '../../domain/diagnosis/record.js';
import {
  type ComputerSeen,
  type DiagnosisTerms,
  isFailure,
  isLeftOut,
  type LeftOut,
} from '../../domain/diagnosis/seen.js';
import { asFailure, PatchbayError, type PatchbayFailure } from '../../domain/errors.js';
import type { ComputerId, JobKey } from '../../domain/ids.js';
import type { Conversation } from '../../ports/conversation.js';
import type { Store } from '../../ports/store.js';
import { inPieces } from '../pieces.js';
import { type LookingParts, lookAt } from './looking.js';

export interface DiagnosesParts extends LookingParts {
  readonly store: Pick<Store, 'computers' | 'diagnoses'>;
  readonly conversation: Conversation;
  readonly terms: DiagnosisTerms;
  readonly expected: (computer: ComputerId) => { readonly name: string | null; readonly isImported: boolean };
  /** All but retired ones. */
  readonly present: () => readonly ComputerId[];
  readonly twinOf: (computer: ComputerId, machineId: string) => ComputerId | null;
  readonly newKey: () => JobKey;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
}

/** Looks at computers, one diagnosis a computer at a time. What is under way is stored, and taken up again at a start. */
export class Diagnoses {
  readonly #parts: DiagnosesParts;
  readonly #underWay = new Set<ComputerId>();
  #isOver = false;

  constructor(parts: DiagnosesParts) {
    this.#parts = {
      ...parts,
      connection: (call) => {
        if (this.#isOver) throw new PatchbayError('PB504', { computer: '' });
        return parts.connection(call);
      },
    };
  }

  /** Takes up what the process before did not end. */
  async start(): Promise<void> {
    const { diagnoses } = this.#parts.store;
    for (const id of await diagnoses.ids()) {
      const found = (await diagnoses.get(id))?.value;
      if (found !== undefined && found.endedAt === null) this.#begin(found);
    }
  }

  /** Begins no further call. What is under way is taken up at the next start. */
  halt(): void {
    this.#isOver = true;
  }

  /** Begins a diagnosis; gives the one that is under way already, where there is one. */
  async begin(
    order: Pick<ComputerDiagnosis, 'id' | 'computerId' | 'by' | 'conversation' | 'detectNow'>,
  ): Promise<ComputerDiagnosis> {
    const { store, clock, newKey } = this.#parts;
    const fresh = { ...order, at: clock.now(), key: newKey(), endedAt: null, findings: [], log: [] };
    const kept = await store.diagnoses.update(order.computerId, (before) =>
      before !== null && (before.endedAt === null || before.id === order.id) ? null : fresh,
    );
    const diagnosis = kept?.value ?? fresh;
    if (diagnosis.endedAt === null) this.#begin(diagnosis);
    return diagnosis;
  }

  #begin(diagnosis: ComputerDiagnosis): void {
    const { computerId } = diagnosis;
    if (this.#underWay.has(computerId) || this.#isOver) return;
    this.#underWay.add(computerId);
    void this.#toItsEnd(diagnosis).finally(() => this.#underWay.delete(computerId));
  }

  /** It always ends, or is taken up again: nobody waits for it in vain. */
  async #toItsEnd(diagnosis: ComputerDiagnosis): Promise<void> {
    const { computerId } = diagnosis;
    try {
      const found = await this.#found(diagnosis);
      if (!this.#isOver) await this.#end(diagnosis, found);
    } catch (thrown) {
      this.#parts.report(asFailure(thrown), { computer: computerId, during: 'diagnosis' });
    }
  }

  async #found(diagnosis: ComputerDiagnosis): Promise<Pick<ComputerDiagnosis, 'findings' | 'log'>> {
    const { report, terms } = this.#parts;
    const { computerId } = diagnosis;
    try {
      const seen = await this.#look(diagnosis);
      return { findings: computerFindings(seen, terms), log: logOf(seen) };
    } catch (thrown) {
      const failure = asFailure(thrown);
      report(failure, { computer: computerId, during: 'diagnosis' });
      return { findings: [findingsAbout(computerId).failed('inside', failure)], log: [] };
    }
  }

  async #end(
    { computerId, id: diagnosisId }: ComputerDiagnosis,
    found: Pick<ComputerDiagnosis, 'findings' | 'log'>,
  ): Promise<void> {
    const { store, clock, conversation } = this.#parts;
    const ended = { ...found, endedAt: clock.now() };
    await store.diagnoses.update(computerId, (value) => (value?.id === diagnosisId ? { ...value, ...ended } : null));
    conversation.changed({ kind: 'diagnosis', computerId, diagnosisId });
  }

  async #look({ computerId: id, key, detectNow }: ComputerDiagnosis): Promise<ComputerSeen> {
    const { expected, twinOf } = this.#parts;
    const { name, isImported } = expected(id);
    const computer = await this.#computer(id);
    return lookAt(this.#parts, {
      ...{ computer, isImported, key, detectNow, logLines: LOG_LINES },
      identity: { name, twinOf: (machineId) => twinOf(id, machineId) },
      mayNot: () => this.#whyAtWork(id),
      clones: (clientId) => this.#clonesOf(id, clientId),
    });
  }

  async #computer(id: ComputerId): Promise<Computer> {
    return (await this.#parts.store.computers.get(id))?.value ?? newComputer(id);
  }

  /** A run may have begun since. */
  async #whyAtWork(id: ComputerId): Promise<LeftOut | null> {
    const { run } = await this.#computer(id);
    return run === null ? null : atWork(run.taskId, this.#parts.terms.command);
  }

  async #clonesOf(id: ComputerId, clientId: string): Promise<readonly ComputerId[]> {
    const { store, present } = this.#parts;
    const found: ComputerId[] = [];
    await inPieces(present(), async (other) => {
      const computer = (await store.computers.get(other))?.value;
      const isClone = computer?.facts?.susClientId?.toLowerCase() === clientId.toLowerCase();
      if (computer !== undefined && isClone && computer.id !== id) found.push(computer.id);
    });
    return found.sort();
  }
}

function logOf({ inside }: ComputerSeen): readonly string[] {
  return inside === null || isFailure(inside) || isLeftOut(inside) ? [] : inside.log.slice(-LOG_LINES);
}
