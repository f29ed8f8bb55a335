/** A fault as the service words it. `code` is the WSManFault code (an HRESULT, unsigned). */
export class WinrmFault extends Error {
  readonly value: 's:Sender' | 's:Receiver' | 's:MustUnderstand';
  readonly subcode: string | null;
  readonly reason: string;
  readonly code: number;
  readonly faultDetail: string | null;
  /**
   * Quotas of the service host come as a WMI error, without WSManFault and without RelatesTo; what the shell's own
   * library says is nested in the message.
   */
  readonly form: 'wsman' | 'wmi' | 'provider';

  constructor(fault: {
    value: WinrmFault['value'];
    subcode?: string;
    reason: string;
    code: number;
    message?: string;
    faultDetail?: string;
    form?: WinrmFault['form'];
  }) {
    super(fault.message ?? fault.reason);
    this.value = fault.value;
    this.subcode = fault.subcode ?? null;
    this.reason = fault.reason;
    this.code = fault.code;
    this.faultDetail = fault.faultDetail ?? null;
    this.form = fault.form ?? 'wsman';
  }
}

export const DETAIL = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail';
const SELECTORS =
  'The WS-Management service cannot process the request because the request contained invalid selectors for the resource. ';

/** 0x8033805B. A shell that is not there, and a command that is not there, carry the same code. */
export function unknownShell(shellId: string): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:InvalidSelectors',
    reason: SELECTORS,
    faultDetail: `${DETAIL}/UnexpectedSelectors`,
    code: 2150858843,
    message: `The request for the Windows Remote Shell with ShellId ${shellId} failed because the shell was not found on the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the server. Provide the correct ShellId or create a new shell and retry the operation. `,
  });
}

export function unknownCommand(): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:InvalidSelectors',
    reason: SELECTORS,
    faultDetail: `${DETAIL}/UnexpectedSelectors`,
    code: 2150858843,
    message:
      'The Windows Remote Shell received a request to perform an operation on a command identifier that does not exist. Either the command has completed execution or the client specified an invalid command identifier. ',
  });
}

/** 0x80338029: no output within OperationTimeout. The client asks again. */
export function timedOut(): WinrmFault {
  return new WinrmFault({
    value: 's:Receiver',
    subcode: 'w:TimedOut',
    reason: 'The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ',
    code: 2150858793,
  });
}

/** 0x8033800F. */
export function badEnvelope(why: string): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:SchemaValidationError',
    reason: `The SOAP XML in the message does not match the corresponding XML schema definition. ${why} `,
    code: 2150858767,
  });
}

export function notUnderstood(header: string): WinrmFault {
  return new WinrmFault({
    value: 's:MustUnderstand',
    reason: `The WS-Management service cannot process a SOAP header in the request that is marked as mustUnderstand by the client: ${header}. `,
    code: 2150858758,
  });
}

export function unsupportedAction(action: string): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'a:ActionNotSupported',
    reason: `The action is not supported by the service: ${action}. `,
    code: 2150858778,
  });
}

export function unknownResource(): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'a:DestinationUnreachable',
    reason: 'The WS-Management service cannot process the request. The resource URI is not supported. ',
    faultDetail: `${DETAIL}/InvalidResourceURI`,
    code: 2150858752,
  });
}

/** 0x803381A5. */
export function tooManyShells(limit: number): WinrmFault {
  return new WinrmFault({
    value: 's:Receiver',
    subcode: 'w:QuotaLimit',
    reason:
      'The WS-Management service cannot process the request. The service is configured to not accept any more requests for shells from this user. ',
    code: 2150859173,
    message: `The WS-Management service cannot process the request. This user is allowed a maximum number of ${limit} concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user. `,
  });
}

/** 0x803381A6. */
export function tooManyOperations(limit: number): WinrmFault {
  return new WinrmFault({
    value: 's:Receiver',
    subcode: 'w:InternalError',
    reason: `The WS-Management service cannot process the request. This user is allowed a maximum number of ${limit} concurrent operations, which has been exceeded. Close existing operations for this user, or raise the quota for this user. `,
    code: 2150859174,
    form: 'wmi',
  });
}

export function badSignal(): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:InvalidParameter',
    reason: 'The parameter is incorrect. ',
    code: 2147942487,
  });
}

/** A limit of the service that was reached. */
export function quota(code: number, message: string): WinrmFault {
  const reason = `The WS-Management service cannot process the request. ${message} `;
  return new WinrmFault({ value: 's:Receiver', subcode: 'w:QuotaLimit', reason, code });
}

/** 0x803381E9, for MaxProcessesPerShell. */
export function tooManyProcesses(limit: number): WinrmFault {
  return quota(
    2150859241,
    `The maximum number of concurrent commands per shell is ${limit}, which has been exceeded. Retry the request later or raise the quota.`,
  );
}

/** 0x803381AC: AllowRemoteShellAccess is false. */
export function remoteShellForbidden(): WinrmFault {
  return new WinrmFault({
    value: 's:Sender',
    subcode: 'w:AccessDenied',
    reason:
      'The WS-Management service cannot process the request. The service is configured to not accept any remote shell requests. ',
    code: 2150859180,
  });
}
