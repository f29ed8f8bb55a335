/** NEGOTIATE flags (MS-NLMP 2.2.2.5), those that mean something here. */
export const FLAG = {
  unicode: 0x0000_0001,
  oem: 0x0000_0002,
  requestTarget: 0x0000_0004,
  sign: 0x0000_0010,
  seal: 0x0000_0020,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  targetIsServer: 0x0002_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  version: 0x0200_0000,
  bits128: 0x2000_0000,
  keyExchange: 0x4000_0000,
  bits56: 0x8000_0000,
} as const;

/** What a client may have where it asks for it. */
const ON_REQUEST = [
  FLAG.requestTarget,
  FLAG.sign,
  FLAG.seal,
  FLAG.alwaysSign,
  FLAG.extendedSessionSecurity,
  FLAG.version,
  FLAG.bits128,
  FLAG.keyExchange,
  FLAG.bits56,
];

export function has(flags: number, flag: number): boolean {
  return (flags & flag) !== 0;
}

/** The answer to what a client proposes (MS-NLMP 3.2.5.1.1): Unicode before OEM, and our target's description. */
export function offered(proposed: number): number {
  const granted = ON_REQUEST.filter((flag) => has(proposed, flag)).reduce((sum, flag) => sum | flag, 0);
  const letters = has(proposed, FLAG.unicode) ? FLAG.unicode : FLAG.oem;
  return (granted | letters | FLAG.ntlm | FLAG.targetInfo | FLAG.targetIsServer) >>> 0;
}
