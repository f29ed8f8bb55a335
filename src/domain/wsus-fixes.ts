/**
 * From which Windows build on WSUS has the fix for CVE-2025-59287, and the out-of-band update of 23 October 2025 that
 * brought it. Source of the builds: Microsoft's record of the CVE (cve.org, CVE-2025-59287, `versionEndExcluding`); of
 * the numbers: https://msrc.microsoft.com/update-guide/vulnerability/CVE-2025-59287.
 */
const FIXED: Readonly<Record<string, { readonly revision: number; readonly kb: string }>> = {
  '10.0.26100': { revision: 6905, kb: 'KB5070881' },
  '10.0.25398': { revision: 1916, kb: 'KB5070879' },
  '10.0.20348': { revision: 4297, kb: 'KB5070884' },
  '10.0.17763': { revision: 7922, kb: 'KB5070883' },
  '10.0.14393': { revision: 8524, kb: 'KB5070882' },
  '6.3.9600': { revision: 22_826, kb: 'KB5070886' },
  '6.2.9200': { revision: 25_728, kb: 'KB5070887' },
};

type Unfixed = { readonly kind: 'missing'; readonly kb: string } | { readonly kind: 'unknown' };

/**
 * @param osBuild with the update build revision, such as `10.0.20348.4297`; a revision of 0 says that it was not found
 * @returns null where the fix is known to be there
 */
export function whyUnfixed(osBuild: string | null): Unfixed | null {
  const [, build = '', revision = '0'] = /^(\d+\.\d+\.\d+)\.(\d+)$/.exec(osBuild ?? '') ?? [];
  const fixed = Object.hasOwn(FIXED, build) ? FIXED[build] : undefined;
  if (fixed === undefined || Number(revision) === 0) return { kind: 'unknown' };
  return Number(revision) >= fixed.revision ? null : { kind: 'missing', kb: fixed.kb };
}
