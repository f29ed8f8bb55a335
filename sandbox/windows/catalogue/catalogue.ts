import type { PublishedUpdate } from '../wsus/update.js';
import { productUpdates } from './products.js';
import { systemUpdates } from './systems.js';

/** All that Microsoft ever publishes in the pretend world. Knowledge base numbers and versions of 2026 are invented. */
export function catalogue(): readonly PublishedUpdate[] {
  return [...systemUpdates(), ...productUpdates()];
}
