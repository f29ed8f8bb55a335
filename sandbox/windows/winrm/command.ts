import { COMMAND_LINE_LIMIT } from '../../../src/windows/scripts/contract.js';
import type { SandboxClock } from '../time.js';
import type { Quotas } from './quotas.js';
import type { Fragment } from './reply.js';

/** What a command line leads to. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
export type Run = (commandLine: string) => Promise<Outcome>;

/** STATUS_CONTROL_C_EXIT, as a process's exit code. */
const INTERRUPTED = -1073741510;

/** One command in a shell: what it has printed and nobody has fetched yet. */
export class RunningCommand {
  readonly id: string;
  readonly #quotas: Quotas;
  readonly #queue: Fragment[] = [];
  #exitCode: number | null = null;
  /** Done was told: only a signal is welcome now. */
  #delivered = false;
  /** Wakes the Receive that waits for output. */
  #wake: (() => void) | null = null;

  constructor(id: string, quotas: Quotas) {
    this.id = id;
    this.#quotas = quotas;
  }

  get delivered(): boolean {
    return this.#delivered;
  }

  get running(): boolean {
    return this.#exitCode === null;
  }

  get silent(): boolean {
    return this.#queue.length === 0 && this.#exitCode === null;
  }

  async execute(run: Run, commandLine: string, utf8: boolean): Promise<void> {
    const outcome = await this.#outcome(run, commandLine);
    if (this.#exitCode !== null) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      const bytes = encoded(outcome[stream], utf8);
      for (let at = 0; at < bytes.length; at += this.#quotas.fragmentBytes) {
        this.#queue.push({ stream, bytes: bytes.subarray(at, at + this.#quotas.fragmentBytes) });
      }
    }
    this.#exitCode = outcome.exitCode;
    this.wake();
  }

  async #outcome(run: Run, commandLine: string): Promise<Outcome> {
    if (commandLine.length > COMMAND_LINE_LIMIT) return tooLong(this.#quotas.tooLongLine);
    try {
      return await run(commandLine);
    } catch (error) {
      return { stdout: '', stderr: `${String(error)}\r\n`, exitCode: 1 };
    }
  }

  /** Whoever waits for output looks again. */
  wake(): void {
    this.#wake?.();
  }

  interrupt(): void {
    this.#queue.length = 0;
    this.#exitCode = INTERRUPTED;
    this.wake();
  }

  /** Ends when there may be output, or after the timeout. */
  output(clock: SandboxClock, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#wake = null;
        resolve();
      };
      const cancel = clock.after(timeoutMs, done);
      this.#wake = done;
    });
  }

  /** The next fragments, cut where the envelope ends; the exit code goes with the last. */
  take(maxEnvelopeSize: number): { fragments: readonly Fragment[]; exitCode: number | null } {
    const fragments: Fragment[] = [];
    let left = roomIn(maxEnvelopeSize);
    while (left > 0 && fragments.length < this.#quotas.fragmentsPerReply) {
      const next = this.#queue.shift();
      if (!next) break;
      if (next.bytes.length > left) this.#queue.unshift({ stream: next.stream, bytes: next.bytes.subarray(left) });
      fragments.push({ stream: next.stream, bytes: next.bytes.subarray(0, left) });
      left -= next.bytes.length;
    }
    const exitCode = this.#queue.length === 0 ? this.#exitCode : null;
    this.#delivered = exitCode !== null;
    return { fragments, exitCode };
  }
}

/** Bytes of output that an envelope of this size holds beside its header: base64 takes a third more. */
function roomIn(maxEnvelopeSize: number): number {
  const headerBytes = 2048;
  return Math.floor(((maxEnvelopeSize - headerBytes - 256) * 3) / 4);
}

/** Code page 437 has no letters beyond ASCII that we print: what it lacks becomes a question mark. */
function encoded(text: string, utf8: boolean): Buffer {
  return utf8 ? Buffer.from(text, 'utf8') : Buffer.from(text.replaceAll(/[^ -~\s]/g, '?'), 'latin1');
}

function tooLong(how: Quotas['tooLongLine']): Outcome {
  if (how === 'silent') return { stdout: '', stderr: '', exitCode: 0 };
  return { stdout: '', stderr: 'The command line is too long.\r\n', exitCode: 1 };
}
