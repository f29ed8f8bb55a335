import type { Ports } from '../winrm/listeners.js';
import type { WinrmService } from '../winrm/service.js';

/** What to do where somebody else has the port: only at the sandbox's start may it be another one. */
export type Otherwise = 'wait' | 'any port';

/** How long a port that somebody took meanwhile is tried again, in milliseconds. */
const PORT_RETRY_MS = 200;

type After = (milliseconds: number, callback: () => void) => void;

/** The computer's cable, and its WinRM ports on 127.0.0.1. */
export class Network {
  readonly #winrm: WinrmService;
  /** Whether its WinRM service runs. */
  readonly #isUp: () => boolean;
  readonly #after: After;
  #ports: Ports;
  #cable: 'plugged' | 'pulled' = 'plugged';
  #closed = false;

  constructor(winrm: WinrmService, ports: Ports, isUp: () => boolean, after: After) {
    this.#winrm = winrm;
    this.#ports = ports;
    this.#isUp = isUp;
    this.#after = after;
  }

  get ports(): Ports {
    return this.#ports;
  }

  /** Where a client knocks: at its HTTP listener, where it has one, else at the one of HTTPS. */
  get port(): number {
    return this.#ports.http ?? this.#ports.https ?? 0;
  }

  get cable(): 'plugged' | 'pulled' {
    return this.#cable;
  }

  async pull(): Promise<void> {
    this.#cable = 'pulled';
    await this.#winrm.close(false);
  }

  async plug(): Promise<void> {
    this.#cable = 'plugged';
    await this.listen();
  }

  /** For good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#winrm.close(true);
  }

  /** What is off at the sandbox's start has an address all the same. */
  async choosePort(): Promise<void> {
    if (this.port !== 0) return;
    this.#ports = await this.#open(this.#ports);
    await this.#winrm.close(true);
  }

  async listen(otherwise: Otherwise = 'wait'): Promise<void> {
    if (this.#winrm.listening || !this.#may) return;
    try {
      this.#ports = await this.#open(this.#ports);
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (otherwise === 'any port') this.#ports = await this.#open({ http: 0, https: 0 });
      else this.#after(PORT_RETRY_MS, () => void this.listen());
    }
    if (!this.#may) await this.#winrm.close(true);
  }

  get #may(): boolean {
    return !this.#closed && this.#cable === 'plugged' && this.#isUp();
  }

  async #open({ http, https }: Ports): Promise<Ports> {
    return await this.#winrm.open({ http: http ?? 0, https: https ?? 0 });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
