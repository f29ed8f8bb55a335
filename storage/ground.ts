import { PatchbayError } from '../src/domain/errors.js';
import type { Files } from './files.js';
import type { SetAside } from './set-aside.js';

/** What all parts of one open store share. */
export interface Ground {
  readonly root: string;
  readonly files: Files;
  readonly setAside: SetAside;
  /** False once the store is closed: the folder may belong to another process by then. */
  readonly isOpen: () => boolean;
}

/** PB804 once the store is closed. */
export function demandOpen(ground: Ground, name: string): void {
  if (!ground.isOpen()) throw new PatchbayError('PB804', { name, cause: 'the store is closed' });
}
