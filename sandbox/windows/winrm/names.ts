/** WS-Management's names (DSP0226, MS-WSMV 2.2.1). */
export const NS = {
  s: 'http://www.w3.org/2003/05/soap-envelope',
  a: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  e: 'http://schemas.xmlsoap.org/ws/2004/08/eventing',
  n: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration',
  x: 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
  w: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  p: 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
  rsp: 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell',
  f: 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault',
} as const;

export const ANONYMOUS = `${NS.a}/role/anonymous`;
export const CMD_SHELL = `${NS.rsp}/cmd`;
export const FAULT_ACTION = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/fault';

/** What can be asked of a shell, by its action. */
export const ACTIONS = {
  Create: `${NS.x}/Create`,
  Command: `${NS.rsp}/Command`,
  Send: `${NS.rsp}/Send`,
  Receive: `${NS.rsp}/Receive`,
  Signal: `${NS.rsp}/Signal`,
  Delete: `${NS.x}/Delete`,
} as const;
export type Operation = keyof typeof ACTIONS;
