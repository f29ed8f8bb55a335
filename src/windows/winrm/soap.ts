import { child, children, escapeXml, innerText, parseXml, type XmlElement, XmlError } from './xml.js';

/** Namespaces of MS-WSMV and DSP0226; replies are matched by them. */
const S = 'http://www.w3.org/2003/05/soap-envelope';
const A = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const W = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd';
const RSP = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
const F = 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault';

/** What the service says instead of an answer. */
export interface SoapFault {
  /** The local name of the subcode, as `TimedOut`. */
  readonly subcode: string;
  /** WSManFault's code, a number in decimal; null where there is none. */
  readonly code: number | null;
  readonly message: string;
}

export interface ReceivePart {
  readonly stdout: readonly Buffer[];
  readonly stderr: readonly Buffer[];
  /** Set when the command is done. */
  readonly exitCode: number | null;
}

export interface ShellRef {
  readonly to: string;
  readonly shellId: string;
  readonly commandId: string;
}

/** MS-WSMV 3.1.4.14. `operationSeconds` is how long the service may hold the request when there is no output. */
export function receiveRequest(shell: ShellRef, messageId: string, operationSeconds: number): string {
  const body = `<rsp:Receive><rsp:DesiredStream CommandId="${escapeXml(shell.commandId)}">stdout stderr</rsp:DesiredStream></rsp:Receive>`;
  return envelope(shell, `${RSP}/Receive`, messageId, operationSeconds, body);
}

/** MS-WSMV 3.1.4.12: frees what the service holds for a command. */
export function terminateRequest(shell: ShellRef, messageId: string, operationSeconds: number): string {
  const code = `<rsp:Code>${RSP}/signal/terminate</rsp:Code>`;
  const body = `<rsp:Signal CommandId="${escapeXml(shell.commandId)}">${code}</rsp:Signal>`;
  return envelope(shell, `${RSP}/Signal`, messageId, operationSeconds, body);
}

/**
 * The body of a reply, or its fault. Throws `XmlError` where it is no SOAP envelope or relates to another message; some
 * faults say nothing of what they relate to.
 */
export function readReply(text: string, messageId: string | null): { body: XmlElement } | { fault: SoapFault } {
  const root = parseXml(text);
  if (root.namespace !== S || root.name !== 'Envelope') throw new XmlError('not a SOAP envelope');
  const relatesTo = child(child(root, S, 'Header'), A, 'RelatesTo');
  if (messageId !== null && relatesTo && innerText(relatesTo).trim().toLowerCase() !== `uuid:${messageId}`) {
    throw new XmlError('an answer to something else');
  }
  const body = child(root, S, 'Body');
  if (!body) throw new XmlError('no SOAP body');
  const fault = child(body, S, 'Fault');
  return fault ? { fault: readFault(fault) } : { body };
}

/** MS-WSMV 2.2.4.22 ff. Streams of other commands are none of ours. */
export function readReceive(body: XmlElement, commandId: string): ReceivePart {
  const response = child(body, RSP, 'ReceiveResponse');
  if (!response) throw new XmlError('no ReceiveResponse');
  const ours = (one: XmlElement): boolean => sameId(one.attributes.CommandId, commandId);
  const streams = children(response, RSP, 'Stream').filter(ours);
  const bytes = (name: string): readonly Buffer[] =>
    streams.filter((stream) => stream.attributes.Name === name).map((stream) => decode(stream.text));
  const state = children(response, RSP, 'CommandState').find(ours);
  return { stdout: bytes('stdout'), stderr: bytes('stderr'), exitCode: exitCodeOf(state) };
}

function exitCodeOf(state: XmlElement | undefined): number | null {
  if (state?.attributes.State !== `${RSP}/CommandState/Done`) return null;
  const text = innerText(child(state, RSP, 'ExitCode')).trim();
  if (!/^-?\d{1,10}$/.test(text)) throw new XmlError('done without an exit code');
  return Number(text);
}

function decode(text: string): Buffer {
  const base64 = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new XmlError('a stream that is not base64');
  return Buffer.from(base64, 'base64');
}

function sameId(given: string | undefined, id: string): boolean {
  return given?.toLowerCase() === id.toLowerCase();
}

function readFault(fault: XmlElement): SoapFault {
  const value = innerText(child(child(child(fault, S, 'Code'), S, 'Subcode'), S, 'Value')).trim();
  const detail = child(child(fault, S, 'Detail'), F, 'WSManFault');
  const code = detail?.attributes.Code ?? '';
  const message = innerText(detail) || innerText(child(child(fault, S, 'Reason'), S, 'Text'));
  return {
    subcode: value.slice(value.indexOf(':') + 1),
    code: /^\d{1,10}$/.test(code) ? Number(code) : null,
    message: message.replaceAll(/\s+/g, ' ').trim().slice(0, 300),
  };
}

function envelope(shell: ShellRef, action: string, messageId: string, seconds: number, body: string): string {
  const must = 's:mustUnderstand="true"';
  return [
    `<s:Envelope xmlns:s="${S}" xmlns:a="${A}" xmlns:w="${W}" xmlns:rsp="${RSP}"><s:Header>`,
    `<a:To>${escapeXml(shell.to)}</a:To>`,
    `<a:ReplyTo><a:Address ${must}>${A}/role/anonymous</a:Address></a:ReplyTo>`,
    `<a:Action ${must}>${action}</a:Action><a:MessageID>uuid:${messageId}</a:MessageID>`,
    `<w:MaxEnvelopeSize ${must}>512000</w:MaxEnvelopeSize><w:Locale s:mustUnderstand="false" xml:lang="en-US"/>`,
    `<w:OperationTimeout>PT${seconds}S</w:OperationTimeout>`,
    `<w:ResourceURI ${must}>${RSP}/cmd</w:ResourceURI>`,
    `<w:SelectorSet><w:Selector Name="ShellId">${escapeXml(shell.shellId)}</w:Selector></w:SelectorSet>`,
    `</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  ].join('');
}
