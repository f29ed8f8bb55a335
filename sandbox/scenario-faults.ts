/** What is wrong with a computer when the sandbox begins. Updates by their names in the catalogue. */
export interface ScenarioFaults {
  readonly isOff?: true;
  /** In place of what is free otherwise. */
  readonly freeGigabytes?: number;
  /** Updates whose install fails, and the HRESULT. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Updates that install, and are undone by the restart. */
  readonly rollingBack?: readonly string[];
  /** Its own policy, with what that has installed so far. */
  readonly byItself?: { readonly auOptions: number; readonly installed: readonly string[] };
}

/** ERROR_INSTALL_FAILURE: the most frequent one, often for want of room on the recovery partition. */
const INSTALLER_FAILED = '0x80070643';

function monthly(system: string, ...months: readonly string[]): readonly string[] {
  return months.map((month) => `cu-${system}-${month}`);
}

function failing(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, INSTALLER_FAILED]));
}

/** One computer of each kind that every fleet has. Finance, where a newcomer begins, has a single one that fails. */
export const FAULTS: Readonly<Record<string, ScenarioFaults>> = {
  'fin-ws-03': { failing: failing(monthly('w11-23h2', '2026-10', '2026-11', '2026-12')) },
  'hq-sql-01': { freeGigabytes: 0.4 },
  'hq-dc-02': { rollingBack: monthly('ws2025', '2026-10', '2026-11', '2026-12') },
  'br-pos-02': { isOff: true },
  'br-pos-03': {
    byItself: {
      auOptions: 4,
      installed: [
        'cu-w11-24h2-2026-10',
        'defender-1.441.208.0',
        'defender-platform-4.18.26100',
        'edge-153',
        'msrt-2026-10',
      ],
    },
  },
};
