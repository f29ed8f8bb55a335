import type { Operation } from './names.js';

/** Faults that a service gives where it could not be asked for in another way. */
type FaultName =
  | 'shells'
  | 'operations'
  | 'user quota'
  | 'system quota'
  | 'shell users'
  | 'access denied'
  | 'envelope size'
  | 'remote shell'
  | 'provider'
  | 'aborted';

/** What can go wrong between a client and a computer that is up. */
export interface Trouble {
  readonly kind: /** Takes the request and never answers: not executed, or executed. */
    | 'stall-before'
    | 'stall-after'
    /** Cuts the connection: not executed, or executed. */
    | 'reset-before'
    | 'reset-after'
    /** 401, as with a wrong password; what was proven on the connection is forgotten. */
    | 'unauthorized'
    /** HTTP 500 without a SOAP fault; not executed. */
    | 'server-error'
    /** The fault that `fault` names; not executed. */
    | 'fault'
    /** Executed; the reply ends in its middle. */
    | 'truncated'
    /** Executed; the reply before this one comes once more, sealed anew where replies are sealed. */
    | 'duplicated'
    /** Executed; the bytes of the reply before this one come once more. */
    | 'replayed'
    /** Executed; one bit of the reply is another. */
    | 'tampered'
    /** Executed; the reply is noise. */
    | 'garbage'
    /** Executed; the reply does not end for `megabytes`, 100 where that is left out. */
    | 'oversized'
    /** Executed; the reply unpacks to `megabytes`, 100 where that is left out. */
    | 'gzip-bomb'
    /** Executed; the reply's document type would grow to gigabytes. */
    | 'entity-bomb'
    /** Executed and answered, late. */
    | 'slow';
  /** Only these operations; all where it is left out. */
  readonly operation?: Operation;
  /** How often; for good where it is left out. A handshake meets only what is there for good and for all. */
  readonly times?: number;
  /** For `slow`. */
  readonly milliseconds?: number;
  /** For `fault`; `operations` where it is left out. */
  readonly fault?: FaultName;
  /** For `oversized` and `gzip-bomb`. */
  readonly megabytes?: number;
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

  /** What a message without a body meets, which asks for nothing. */
  forHandshake(): Trouble | null {
    const { current } = this;
    return current?.operation === undefined && current?.times === undefined ? current : null;
  }

  next(operation: Operation | null): Trouble | null {
    const trouble = this.#trouble;
    if (!trouble || this.#left <= 0) return null;
    if (trouble.operation !== undefined && trouble.operation !== operation) return null;
    this.#left -= 1;
    return trouble;
  }
}
