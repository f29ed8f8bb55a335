import type { Severity } from '../../domain/patch.js';
import { LIMITS } from '../limits.js';
import { bold, clean, join, list, type Mrkdwn, mrkdwn, safe } from '../text.js';

const WEIGHT: Readonly<Record<Severity, number>> = { Critical: 0, Important: 1, Moderate: 2, Low: 3, Unspecified: 4 };

/** Critical ones first. */
export function bySeverity(a: Severity, b: Severity): number {
  return WEIGHT[a] - WEIGHT[b];
}

/** `*Critical* KB5034441 Security Update …`. Titles and numbers are WSUS's: hostile. */
export function patchName(patch: { severity: Severity; kbs: readonly string[]; title: string }): Mrkdwn {
  const severity = bold(safe(severityName(patch.severity)));
  // Most titles hold their number already.
  const kbs = list(
    patch.kbs.filter((kb) => !patch.title.includes(kb)).map((kb) => safe(`KB${kb}`, 20)),
    3,
  );
  return join([severity, kbs, safe(patch.title, 140)], ' ');
}

/** So much of a long title's end is kept: it tells versions apart. */
const END = 24;
/** What a title says twice, or what all of them say. */
const NOISE = / ?\((?:KB\d+|\d+\.\d+)\)| for x64-based Systems/g;

/** `KB5034441 Security Update … version 21H2`: for an option, which has room for 75 characters; the number comes first. */
export function patchLabel({ kbs, title }: { readonly kbs: readonly string[]; readonly title: string }): string {
  const [kb] = kbs;
  const number = kb === undefined ? '' : `KB${kb} `;
  const points = [...clean(title, 300).replaceAll(NOISE, '')];
  const room = LIMITS.option.text - number.length;
  if (points.length <= room) return `${number}${points.join('')}`;
  return `${number}${points.slice(0, room - END - 1).join('')}…${points.slice(-END).join('')}`;
}

/** Where none is known that is said. */
export function severityName(severity: Severity): string {
  return severity === 'Unspecified' ? 'No severity' : severity;
}

/** `3 Critical, 4 Important`; empty where no severity is known. */
export function severityCounts(severities: readonly Severity[]): Mrkdwn {
  const parts = (['Critical', 'Important'] as const)
    .map((severity) => ({ severity, number: severities.filter((other) => other === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => mrkdwn`${number} ${safe(severity)}`);
  return list(parts, 2);
}
