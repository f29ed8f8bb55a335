/** What some work took: by the clock, and of the processor, all threads of this process. */
export interface Taken {
  readonly wallMs: number;
  readonly processorMs: number;
}

/** Adds up what work takes. */
export class Meter {
  #wallMs = 0;
  #processorMs = 0;

  async during<T>(work: () => T | Promise<T>): Promise<T> {
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    const done = await work();
    const { user, system } = process.cpuUsage(before);
    this.#wallMs += performance.now() - startedAt;
    this.#processorMs += (user + system) / 1000;
    return done;
  }

  get taken(): Taken {
    return { wallMs: this.#wallMs, processorMs: this.#processorMs };
  }
}
