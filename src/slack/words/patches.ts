import type { Severity } from '../../domain/patch.js';
import { bold, join, list, type Mrkdwn, mrkdwn, safe } from '../text.js';

const WEIGHT: Readonly<Record<Severity, number>> = { Critical: 0, Important: 1, Moderate: 2, Low: 3, Unspecified: 4 };

/** Critical ones first. */
export function bySeverity(a: Severity, b: Severity): number {
  return WEIGHT[a] - WEIGHT[b];
}

/** `*Critical* KB5034441 Security Update …`. Titles and numbers are WSUS's: hostile. */
export function patchName(patch: { severity: Severity; kbs: readonly string[]; title: string }): Mrkdwn {
  const severity = bold(safe(patch.severity === 'Unspecified' ? 'No severity' : patch.severity));
  // Most titles hold their number already.
  const kbs = list(
    patch.kbs.filter((kb) => !patch.title.includes(kb)).map((kb) => safe(`KB${kb}`, 20)),
    3,
  );
  return join([severity, kbs, safe(patch.title, 140)], ' ');
}

/** `3 Critical, 4 Important`; empty where no severity is known. */
export function severityCounts(severities: readonly Severity[]): Mrkdwn {
  const parts = (['Critical', 'Important'] as const)
    .map((severity) => ({ severity, number: severities.filter((other) => other === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => mrkdwn`${number} ${safe(severity)}`);
  return list(parts, 2);
}
