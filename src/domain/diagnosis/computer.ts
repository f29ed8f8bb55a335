import { type Finding, findingsAbout } from './finding.js';
import { insideFindings } from './inside.js';
import { logonFindings } from './logon.js';
import { reachFindings } from './reach.js';
import { type ComputerSeen, type DiagnosisTerms, isFailure, isLeftOut } from './seen.js';

/** All that is to be said of one computer, always in the same order: what an administrator would try first comes first. */
export function computerFindings(seen: ComputerSeen, terms: DiagnosisTerms): readonly Finding[] {
  const { computer, reach, inside, metAt, clones } = seen;
  return [
    ...reachFindings(computer.id, reach, metAt),
    ...logonFindings(seen, terms),
    ...insideOf({ id: computer.id, inside }),
    ...(inside === null || isFailure(inside) || isLeftOut(inside)
      ? []
      : insideFindings(inside, { id: computer.id, clones, now: metAt, terms })),
  ];
}

/** Why it was not looked into. */
function insideOf({ id, inside }: { id: string; inside: ComputerSeen['inside'] }): readonly Finding[] {
  if (inside === null) return [];
  const say = findingsAbout(id);
  if (isLeftOut(inside)) return [say.warn('inside', inside.leftOut, inside.nextStep)];
  return isFailure(inside) ? [say.failed('inside', inside)] : [];
}
