import type { ReactNode } from 'react';

/** Leads a first-time visitor; stands above the conversation. */
export function Guide(): ReactNode {
  return null;
}
