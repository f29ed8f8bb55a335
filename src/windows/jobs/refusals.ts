import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Refusal } from '../scripts/contract.js';

/** E_ACCESSDENIED. */
const ACCESS_DENIED = '0x80070005';

/** Another machine answers than the computer is known as. @param found the MachineGuid that it says */
export function otherMachine(computer: ComputerId, found: string): PatchbayError {
  const who = /^[0-9a-f-]{36}$/.test(found) ? found : 'a machine that does not say which';
  return new PatchbayError('PB404', { computer, cause: who });
}

/** A script's refusal as one of the port's errors. */
export function refusalError(computer: ComputerId, refusal: Refusal): PatchbayError {
  const cause = [refusal.refused, refusal.message ?? ''].filter((text) => text !== '').join(': ');
  switch (refusal.refused) {
    case 'reparse-point':
    case 'owner':
    case 'access':
    case 'altered':
      return new PatchbayError('PB409', { computer, cause });
    case 'machine':
      return otherMachine(computer, refusal.message ?? '');
    case 'language':
      return new PatchbayError('PB406', { computer, mode: 'ConstrainedLanguage' });
    case 'hash':
    case 'missing':
    case 'name':
      return new PatchbayError('PB405', { computer, cause });
    case 'failed':
      return new PatchbayError(refusal.hresult === ACCESS_DENIED ? 'PB407' : 'PB408', { computer, cause });
  }
}
