import type { Service } from './exchange.js';

/** A way to one computer's shells: each transport has its own. All of it fails with the transport's codes. */
export interface Way {
  readonly service: Service;
  /** Whether another request would arrive: false where what leads there has ended. */
  readonly isOpen: boolean;
  /** Opens a shell; gives its id. */
  create(signal: AbortSignal): Promise<string>;
  /** Starts a command line; gives the command's id. */
  start(shellId: string, line: string, signal: AbortSignal): Promise<string>;
  /** Deletes a shell, also where the way has to be opened anew for it. */
  remove(shellId: string, signal: AbortSignal): Promise<void>;
  close(): void;
}
