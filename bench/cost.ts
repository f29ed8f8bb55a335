/** What scans cost. */
export interface Cost {
  /** Computers scanned, each as often as it was. */
  readonly targets: number;
  /** From the command to the last WinRM request. */
  readonly wallMs: number;
  /** The bot's processor time; null where this system does not tell it. */
  readonly processorMs: number | null;
  readonly requests: number;
}

export function together(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({
    targets: sum.targets + cost.targets,
    wallMs: sum.wallMs + cost.wallMs,
    processorMs: sum.processorMs === null || cost.processorMs === null ? null : sum.processorMs + cost.processorMs,
    requests: sum.requests + cost.requests,
  }));
}
