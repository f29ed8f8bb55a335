import type { ComputerId, GroupId } from './ids.js';

/** When a run may restart a computer. `if-required`: only where an install asked for it. */
export type RestartPolicy = 'never' | 'if-required' | 'always';

/** A compliance check of type patch: which patches the group's computers must have. */
export interface ComplianceCheck {
  readonly id: string;
  readonly name: string;
  readonly type: 'patch';
  /** Null: all patches approved on WSUS. Else only these knowledge base numbers (a patch group). */
  readonly patchGroup: readonly string[] | null;
  /** New recommendations are created Approved. */
  readonly automaticApproval: boolean;
}

/** Computers that are checked and patched together. */
export interface ProvisioningGroup {
  readonly id: GroupId;
  readonly name: string;
  readonly computers: readonly ComputerId[];
  readonly checks: readonly ComplianceCheck[];
  readonly restart: RestartPolicy;
  /** The Slack channel id that the group's tasks and digests go to, if not where they were asked for. */
  readonly channel: string | null;
}
