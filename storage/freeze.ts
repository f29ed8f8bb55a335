import type { SharedTexts } from './shared-texts.js';

/** Freezes a tree of plain objects, so that what is given out cannot change what is kept. */
export function deepFreeze<T>(value: T, texts: SharedTexts): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const parts = value as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const part = parts[key];
    if (typeof part === 'string') parts[key] = texts.shared(part);
    else deepFreeze(part, texts);
  }
  return Object.freeze(value);
}
