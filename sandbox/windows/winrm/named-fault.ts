import { DETAIL, quota, remoteShellForbidden, tooManyOperations, tooManyShells, WinrmFault } from './fault.js';
import type { Quotas } from './quotas.js';
import type { Trouble } from './trouble.js';

/** ERROR_ACCESS_DENIED: the account may log on, and no more. */
function accessDenied(): WinrmFault {
  return new WinrmFault({ value: 's:Sender', subcode: 'w:AccessDenied', reason: 'Access is denied. ', code: 5 });
}

/** 0x80338048. */
function envelopeTooSmall(): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:EncodingLimit',
    reason: 'The response that the WS-Management service computed exceeds the maximum envelope size in the request. ',
    faultDetail: `${DETAIL}/MaxEnvelopeSizeExceeded`,
    code: 2150858824,
  });
}

/** ERROR_FILE_NOT_FOUND, as winrscmd.dll tells it (recorded). */
function providerFault(): WinrmFault {
  const reason = 'The system cannot find the file specified. ';
  return new WinrmFault({
    value: 's:Receiver',
    subcode: 'w:InternalError',
    reason,
    code: 2147942402,
    form: 'provider',
  });
}

/** ERROR_OPERATION_ABORTED: another request of the client's ended this one. */
function aborted(): WinrmFault {
  const reason = 'The I/O operation has been aborted because of either a thread exit or an application request. ';
  return new WinrmFault({ value: 's:Receiver', subcode: 'w:InternalError', reason, code: 995 });
}

/** What trouble asks for by name. */
export function namedFault(name: NonNullable<Trouble['fault']>, quotas: Quotas): WinrmFault {
  switch (name) {
    case 'shells':
      return tooManyShells(quotas.maxShellsPerUser);
    case 'operations':
      return tooManyOperations(quotas.maxConcurrentOperationsPerUser);
    case 'user quota':
      return quota(2150859175, 'This user has exceeded the load quota of the service.');
    case 'system quota':
      return quota(2150859176, 'The system load quota has been exceeded.');
    case 'shell users':
      return quota(2150859179, 'The maximum number of users that run shells at a time has been exceeded.');
    case 'access denied':
      return accessDenied();
    case 'envelope size':
      return envelopeTooSmall();
    case 'remote shell':
      return remoteShellForbidden();
    case 'provider':
      return providerFault();
    case 'aborted':
      return aborted();
  }
}
