import { child, children, escapeXml, innerText, parseXml, type XmlElement, XmlError } from './xml.js';

/** Namespaces of MS-WSMV and DSP0226; replies are matched by them. */
const S = 'http://www.w3.org/2003/05/soap-envelope';
const A = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const W = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd';
const RSP = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
const F = 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault';
const X = 'http://schemas.xmlsoap.org/ws/2004/09/transfer';

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

/** What is asked of the service, without what differs from one request to the next. */
export interface Operation {
  readonly action: string;
  /** Null before there is one. */
  readonly shellId: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where a request goes, and how it is told from others. */
export interface Addressing {
  readonly to: string;
  /** A UUID, lower case. */
  readonly messageId: string;
  /** How long the service may hold the request when there is no output, in whole seconds. */
  readonly operationSeconds: number;
}

/**
 * MS-WSMV 3.1.4.5.2: a shell without the account's profile, whose programs speak UTF-8.
 * @param idleSeconds after how long without a word the service may end it by itself
 */
export function create(idleSeconds: number): Operation {
  const streams = '<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>';
  return {
    action: `${X}/Create`,
    shellId: null,
    options: { WINRS_NOPROFILE: 'TRUE', WINRS_CODEPAGE: '65001' },
    body: `<rsp:Shell><rsp:IdleTimeOut>PT${idleSeconds}S</rsp:IdleTimeOut>${streams}</rsp:Shell>`,
  };
}

/** MS-WSMV 3.1.4.11: `line` is run by cmd.exe. */
export function command(shellId: string, line: string): Operation {
  return {
    ...{ action: `${RSP}/Command`, shellId, options: { WINRS_CONSOLEMODE_STDIN: 'TRUE' } },
    body: `<rsp:CommandLine><rsp:Command>${escapeXml(line)}</rsp:Command></rsp:CommandLine>`,
  };
}

/** MS-WSMV 3.1.4.14. */
export function receive(shellId: string, commandId: string): Operation {
  const streams = `<rsp:DesiredStream CommandId="${escapeXml(commandId)}">stdout stderr</rsp:DesiredStream>`;
  return { action: `${RSP}/Receive`, shellId, options: {}, body: `<rsp:Receive>${streams}</rsp:Receive>` };
}

/** MS-WSMV 3.1.4.12: frees what the service holds for a command. */
export function terminate(shellId: string, commandId: string): Operation {
  const code = `<rsp:Code>${RSP}/signal/terminate</rsp:Code>`;
  const body = `<rsp:Signal CommandId="${escapeXml(commandId)}">${code}</rsp:Signal>`;
  return { action: `${RSP}/Signal`, shellId, options: {}, body };
}

/** MS-WSMV 3.1.4.4: ends the shell and what still runs in it. */
export function remove(shellId: string): Operation {
  return { action: `${X}/Delete`, shellId, options: {}, body: '' };
}

/**
 * The body of a reply, or its fault. Throws `XmlError` where it is no SOAP envelope or relates to another message; some
 * faults say nothing of what they relate to.
 * @param messageId what it has to relate to; null where that does not matter
 */
export function readReply(text: string, messageId: string | null): { body: XmlElement } | { fault: SoapFault } {
  const root = parseXml(text);
  if (root.namespace !== S || root.name !== 'Envelope') throw new XmlError('not a SOAP envelope');
  const body = child(root, S, 'Body');
  if (!body) throw new XmlError('no SOAP body');
  const fault = child(body, S, 'Fault');
  const relatesTo = child(child(root, S, 'Header'), A, 'RelatesTo');
  if (messageId !== null && !(relatesTo === undefined && fault !== undefined)) {
    if (innerText(relatesTo).trim().toLowerCase() !== `uuid:${messageId}`)
      throw new XmlError('an answer to something else');
  }
  return fault ? { fault: readFault(fault) } : { body };
}

/** MS-WSMV 2.2.4.26: the new shell's id. Throws `XmlError` where there is none. */
export function readShellId(body: XmlElement): string {
  const selectors = child(child(child(body, X, 'ResourceCreated'), A, 'ReferenceParameters'), W, 'SelectorSet');
  return idIn(children(selectors, W, 'Selector').find((one) => one.attributes.Name === 'ShellId'));
}

/** MS-WSMV 2.2.4.10: the new command's id. Throws `XmlError` where there is none. */
export function readCommandId(body: XmlElement): string {
  return idIn(child(child(body, RSP, 'CommandResponse'), RSP, 'CommandId'));
}

function idIn(element: XmlElement | undefined): string {
  const id = innerText(element).trim();
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id)) throw new XmlError('no shell or command id');
  return id;
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

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decode(text: string): Buffer {
  if (BASE64.test(text)) return Buffer.from(text, 'base64');
  const base64 = text.replaceAll(/\s/g, '');
  if (!BASE64.test(base64)) throw new XmlError('a stream that is not base64');
  return Buffer.from(base64, 'base64');
}

function sameId(given: string | undefined, id: string): boolean {
  return given?.toLowerCase() === id.toLowerCase();
}

function readFault(fault: XmlElement): SoapFault {
  const value = innerText(child(child(child(fault, S, 'Code'), S, 'Subcode'), S, 'Value')).trim();
  const detail = child(fault, S, 'Detail');
  const wsman = child(detail, F, 'WSManFault');
  const code = wsman?.attributes.Code ?? innerText(named(named(detail, 'MSFT_WmiError'), 'error_Code')).trim();
  const message = innerText(wsman) || innerText(child(child(fault, S, 'Reason'), S, 'Text'));
  return {
    subcode: value.slice(value.indexOf(':') + 1),
    code: /^\d{1,10}$/.test(code) ? Number(code) : null,
    message: message.replaceAll(/\s+/g, ' ').trim().slice(0, 300),
  };
}

/** Quotas of the service's host come as an error of WMI, in a namespace of the class that it was met in. */
function named(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

const MUST = 's:mustUnderstand="true"';
const OPENING = `<s:Envelope xmlns:s="${S}" xmlns:a="${A}" xmlns:w="${W}" xmlns:rsp="${RSP}"><s:Header><a:To>`;
const HEADERS = [
  `<a:ReplyTo><a:Address ${MUST}>${A}/role/anonymous</a:Address></a:ReplyTo>`,
  `<w:MaxEnvelopeSize ${MUST}>512000</w:MaxEnvelopeSize><w:Locale s:mustUnderstand="false" xml:lang="en-US"/>`,
  `<w:ResourceURI ${MUST}>${RSP}/cmd</w:ResourceURI>`,
].join('');

/** A whole request, as XML. */
export function envelope(operation: Operation, { to, messageId, operationSeconds }: Addressing): string {
  return (
    `${OPENING}${escapeXml(to)}</a:To>${HEADERS}` +
    `<a:Action ${MUST}>${operation.action}</a:Action><a:MessageID>uuid:${messageId}</a:MessageID>` +
    `<w:OperationTimeout>PT${operationSeconds}S</w:OperationTimeout>${selectorsOf(operation)}${optionsOf(operation)}` +
    `</s:Header><s:Body>${operation.body}</s:Body></s:Envelope>`
  );
}

function selectorsOf({ shellId }: Operation): string {
  if (shellId === null) return '';
  return `<w:SelectorSet><w:Selector Name="ShellId">${escapeXml(shellId)}</w:Selector></w:SelectorSet>`;
}

function optionsOf({ options }: Operation): string {
  const each = Object.entries(options).map(([name, value]) => `<w:Option Name="${name}">${value}</w:Option>`);
  return each.length === 0 ? '' : `<w:OptionSet ${MUST}>${each.join('')}</w:OptionSet>`;
}
