import type { InstallInput, InstallResult } from '../../../src/windows/scripts/contract.js';
import { CLASSIFICATIONS } from '../catalogue/classification.js';
import type { PublishedUpdate } from '../wsus/update.js';
import type { ComputerState } from './state.js';

/** Why an update is not touched. */
export interface Refused {
  readonly why: NonNullable<InstallResult['updates'][number]['why']>;
  readonly hresult: string | null;
}

/** WU_E_EULA_UNAVAILABLE: what AcceptEula throws where the terms cannot be had. */
const LICENCE_UNAVAILABLE = '0x80240033';

/** What of an update keeps an install from it, whatever is approved; null: nothing. */
export function refusalOf(
  update: PublishedUpdate,
  revision: number | undefined,
  { allowDrivers, allowUpgrades }: Pick<InstallInput, 'allowDrivers' | 'allowUpgrades'>,
  { conditions }: ComputerState,
): Refused | null {
  if (update.revision !== revision) return refused('other-revision');
  if (isDriver(update) && !allowDrivers) return refused('driver');
  if (update.classificationId === CLASSIFICATIONS.Upgrades && !allowUpgrades) return refused('upgrade');
  if (update.needsUserInput) return refused('needs-user');
  return conditions.unlicensed.includes(update.updateId) ? refused('licence', LICENCE_UNAVAILABLE) : null;
}

function refused(why: Refused['why'], hresult: string | null = null): Refused {
  return { why, hresult };
}

/** IUpdate.Type. */
export function isDriver({ classificationId }: PublishedUpdate): boolean {
  return classificationId === CLASSIFICATIONS.Drivers;
}
