import type { Operation } from './names.js';

/** What can go wrong between a client and a computer that is up. */
export interface Trouble {
  readonly kind: /** Takes the request and never answers: not executed, or executed. */
    | 'stall-before'
    | 'stall-after'
    /** Cuts the connection: not executed, or executed. */
    | 'reset-before'
    | 'reset-after'
    /** 401, as with a wrong password. */
    | 'unauthorized'
    /** HTTP 500 without a SOAP fault; not executed. */
    | 'server-error'
    /** Executed; the reply ends in its middle. */
    | 'truncated'
    /** Executed and answered, late. */
    | 'slow';
  /** Only these operations; all where it is left out. */
  readonly operation?: Operation;
  /** How often; for good where it is left out. */
  readonly times?: number;
  /** For `slow`. */
  readonly milliseconds?: number;
}

/** Which trouble a request meets. */
export class Troubles {
  #trouble: Trouble | null = null;
  #left = 0;

  /** What a request would meet; null where all is well. */
  get current(): Trouble | null {
    return this.#left > 0 ? this.#trouble : null;
  }

  set(trouble: Trouble | null): void {
    this.#trouble = trouble;
    this.#left = trouble?.times ?? Number.POSITIVE_INFINITY;
  }

  next(operation: Operation | null): Trouble | null {
    const trouble = this.#trouble;
    if (!trouble || this.#left <= 0) return null;
    if (trouble.operation !== undefined && trouble.operation !== operation) return null;
    this.#left -= 1;
    return trouble;
  }
}
