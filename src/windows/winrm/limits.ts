export interface TransportLimits {
  /** How long one request may take, in seconds. */
  readonly requestSeconds?: number;
  /** How long the service may hold a request for output, in whole seconds, less than a request may take. */
  readonly holdSeconds?: number;
  /** How long one command line may run, in seconds. */
  readonly commandSeconds?: number;
  /** What one command line may print, in bytes. */
  readonly outputBytes?: number;
}

export interface Limits {
  readonly requestMs: number;
  readonly holdSeconds: number;
  readonly commandMs: number;
  readonly outputBytes: number;
}

/** The limits of every transport, with the defaults of what is left out. */
export function limitsOf(given: TransportLimits): Limits {
  const requestSeconds = given.requestSeconds ?? 30;
  return {
    requestMs: requestSeconds * 1000,
    holdSeconds: given.holdSeconds ?? Math.max(1, Math.min(20, Math.floor((requestSeconds * 2) / 3))),
    commandMs: (given.commandSeconds ?? 180) * 1000,
    outputBytes: given.outputBytes ?? 4_000_000,
  };
}
