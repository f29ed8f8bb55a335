import { guidOf } from '../guid.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { CLASSIFICATIONS, type Classification } from './classification.js';

/** What must be said of an update; the rest is what most updates are like. */
type Said = Pick<PublishedUpdate, 'title' | 'products' | 'appliesTo' | 'released'> & {
  /** Names it in this catalogue. */
  readonly name: string;
  readonly kb: string | null;
  readonly megabytes: number;
  readonly classification: Classification;
} & Partial<
    Omit<
      PublishedUpdate,
      'updateId' | 'kbs' | 'classification' | 'classificationId' | 'sizeBytes' | 'supersededBy' | 'servicingStack'
    >
  > & {
    /** The name of the update that replaces it. */
    readonly replacedBy?: string;
    /** The name of the servicing stack update that it needs. */
    readonly needsStack?: string;
  };

export function updateId(name: string): string {
  return guidOf(`update:${name}`);
}

export function make(said: Said): PublishedUpdate {
  const { name, kb, megabytes, replacedBy, needsStack, ...rest } = said;
  return {
    revision: 200,
    severity: 'Unspecified',
    rebootBehavior: 0,
    impact: 0,
    restarts: false,
    needsLicence: false,
    needsUserInput: false,
    needsNetwork: false,
    arrivesWith: 0,
    revisedWith: null,
    expiresWith: null,
    declined: false,
    uninstallable: false,
    ...rest,
    updateId: updateId(name),
    kbs: kb === null ? [] : [kb],
    classificationId: CLASSIFICATIONS[said.classification],
    sizeBytes: Math.round(megabytes * 1_048_576),
    supersededBy: replacedBy === undefined ? null : updateId(replacedBy),
    servicingStack: needsStack === undefined ? null : updateId(needsStack),
  };
}

/** Most security updates: the installer may ask for a restart, and does; they can be taken away again. */
export const RESTARTS = { rebootBehavior: 2, restarts: true, uninstallable: true } as const;
