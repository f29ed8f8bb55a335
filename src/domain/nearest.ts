/** The candidate that a mistyped word most likely meant: at most a third of it wrong; null where none is near. */
export function nearest(typed: string, candidates: readonly string[]): string | null {
  const word = typed.slice(0, 64).toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(word, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined || best.distance > Math.max(1, Math.floor(best.candidate.length / 3))) return null;
  return best.candidate;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const following = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      following.push(Math.min((row[j] ?? 0) + 1, (following[j - 1] ?? 0) + 1, swap));
    }
    row = following;
  }
  return row[b.length] ?? 0;
}
