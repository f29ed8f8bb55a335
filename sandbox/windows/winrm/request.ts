import { badEnvelope, notUnderstood, unknownResource, unsupportedAction } from './fault.js';
import { ACTIONS, ANONYMOUS, CMD_SHELL, NS, type Operation } from './names.js';
import { child, childrenOf, type Element, parseXml, XmlError } from './xml.js';

export interface Header {
  readonly messageId: string;
  readonly to: string;
  /** In bytes; what the client is ready to take. */
  readonly maxEnvelopeSize: number;
  readonly operationTimeoutMs: number;
  readonly shellId: string;
  readonly options: ReadonlyMap<string, string>;
}

export type Body =
  | { readonly operation: 'Create'; readonly inputStreams: string; readonly outputStreams: string }
  | { readonly operation: 'Command'; readonly commandLine: string; readonly commandId: string | null }
  | { readonly operation: 'Send'; readonly commandId: string }
  | { readonly operation: 'Receive'; readonly commandId: string; readonly streams: readonly string[] }
  | { readonly operation: 'Signal'; readonly commandId: string; readonly code: string }
  | { readonly operation: 'Delete' };

export interface Request {
  readonly header: Header;
  readonly body: Body;
}

/** OperationTimeout where the client names none: the service cuts it down to its own. */
const NO_TIMEOUT_MS = 3_600_000;
const MIN_ENVELOPE = 8192;
/** Where the client names none. */
const MAX_ENVELOPE = 512_000;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;
const KNOWN_HEADERS: readonly string[] = [
  ...['To', 'ReplyTo', 'Action', 'MessageID', 'From', 'FaultTo'].map((name) => `{${NS.a}}${name}`),
  ...['MaxEnvelopeSize', 'Locale', 'OperationTimeout', 'ResourceURI', 'SelectorSet', 'OptionSet'].map(
    (name) => `{${NS.w}}${name}`,
  ),
  ...['DataLocale', 'SessionId', 'OperationID', 'SequenceId', 'CompressionType'].map((name) => `{${NS.p}}${name}`),
];

/** The message id, if there is one to be found: a fault relates to it. */
export function messageIdOf(source: string): string | null {
  try {
    return child(child(parseXml(source), NS.s, 'Header'), NS.a, 'MessageID')?.text.trim() ?? null;
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

/** Reads an envelope. Throws WinrmFault where the service would answer with one. */
export function parseRequest(source: string): Request {
  const { header, body } = envelopeOf(source);
  understandAll(header);
  const action = required(header, NS.a, 'Action');
  const operation = operationOf(action);
  if (required(header, NS.w, 'ResourceURI') !== CMD_SHELL) throw unknownResource();
  const replyTo = child(header, NS.a, 'ReplyTo');
  if (required(replyTo, NS.a, 'Address') !== ANONYMOUS) throw badEnvelope('ReplyTo must be anonymous.');
  return { header: headerOf(header, operation), body: bodyOf(operation, body) };
}

function envelopeOf(source: string): { header: Element; body: Element } {
  try {
    const envelope = parseXml(source);
    const header = child(envelope, NS.s, 'Header');
    const body = child(envelope, NS.s, 'Body');
    if (envelope.namespace !== NS.s || envelope.name !== 'Envelope' || !header || !body) {
      throw badEnvelope('It is no SOAP 1.2 envelope.');
    }
    return { header, body };
  } catch (error) {
    if (error instanceof XmlError) throw badEnvelope(error.message);
    throw error;
  }
}

function understandAll(header: Element): void {
  for (const each of header.children) {
    const name = `{${each.namespace}}${each.name}`;
    const must = /^(true|1)$/.test(each.attributes.get(`{${NS.s}}mustUnderstand`) ?? '');
    if (must && !KNOWN_HEADERS.includes(name)) throw notUnderstood(each.name);
  }
}

function operationOf(action: string): Operation {
  for (const operation of Object.keys(ACTIONS) as Operation[]) {
    if (ACTIONS[operation] === action) return operation;
  }
  throw unsupportedAction(action);
}

function required(parent: Element | undefined, namespace: string, name: string): string {
  const text = child(parent, namespace, name)?.text.trim();
  if (text === undefined || text === '') throw badEnvelope(`${name} is missing.`);
  return text;
}

function headerOf(header: Element, operation: Operation): Header {
  const selectors = childrenOf(child(header, NS.w, 'SelectorSet'), NS.w, 'Selector');
  const shellId = selectors.find((each) => each.attributes.get('Name') === 'ShellId')?.text.trim() ?? '';
  if (operation !== 'Create' && shellId === '') throw badEnvelope('The ShellId selector is missing.');
  const options = childrenOf(child(header, NS.w, 'OptionSet'), NS.w, 'Option');
  return {
    messageId: required(header, NS.a, 'MessageID'),
    to: required(header, NS.a, 'To'),
    maxEnvelopeSize: envelopeSize(child(header, NS.w, 'MaxEnvelopeSize')?.text),
    operationTimeoutMs: milliseconds(child(header, NS.w, 'OperationTimeout')?.text),
    shellId,
    options: new Map(options.map((each) => [(each.attributes.get('Name') ?? '').toUpperCase(), each.text.trim()])),
  };
}

function envelopeSize(text: string | undefined): number {
  if (text === undefined) return MAX_ENVELOPE;
  const bytes = Number(text.trim());
  if (!Number.isInteger(bytes) || bytes < MIN_ENVELOPE) throw badEnvelope('MaxEnvelopeSize is out of range.');
  return bytes;
}

/** `PT20S`, `PT0.5S`, `PT1M30S`. */
function milliseconds(text: string | undefined): number {
  if (text === undefined) return NO_TIMEOUT_MS;
  const match = /^PT(?:(\d{1,3})M)?(?:(\d{1,5}(?:\.\d{1,3})?)S)?$/.exec(text.trim());
  if (!match) throw badEnvelope('OperationTimeout is no duration.');
  return Number(match[1] ?? 0) * 60_000 + Number(match[2] ?? 0) * 1000;
}

function bodyOf(operation: Operation, body: Element): Body {
  switch (operation) {
    case 'Create':
      return createBody(child(body, NS.rsp, 'Shell'));
    case 'Command':
      return commandBody(child(body, NS.rsp, 'CommandLine'));
    case 'Send':
      return sendBody(child(child(body, NS.rsp, 'Send'), NS.rsp, 'Stream'));
    case 'Receive':
      return receiveBody(child(child(body, NS.rsp, 'Receive'), NS.rsp, 'DesiredStream'));
    case 'Signal':
      return signalBody(child(body, NS.rsp, 'Signal'));
    case 'Delete':
      return { operation: 'Delete' };
  }
}

function createBody(shell: Element | undefined): Body {
  const inputStreams = required(shell, NS.rsp, 'InputStreams');
  return { operation: 'Create', inputStreams, outputStreams: required(shell, NS.rsp, 'OutputStreams') };
}

function commandBody(line: Element | undefined): Body {
  const command = child(line, NS.rsp, 'Command')?.text;
  if (command === undefined || command === '') throw badEnvelope('Command is missing.');
  const rest = childrenOf(line, NS.rsp, 'Arguments').map((each) => each.text);
  const commandId = line?.attributes.get('CommandId') ?? null;
  return { operation: 'Command', commandLine: [command, ...rest].join(' '), commandId };
}

function sendBody(stream: Element | undefined): Body {
  if (!stream || !BASE64.test(stream.text)) throw badEnvelope('Stream holds no base64.');
  return { operation: 'Send', commandId: commandIdOf(stream) };
}

function receiveBody(desired: Element | undefined): Body {
  if (!desired) throw badEnvelope('DesiredStream is missing.');
  return { operation: 'Receive', commandId: commandIdOf(desired), streams: desired.text.trim().split(/\s+/) };
}

function signalBody(signal: Element | undefined): Body {
  if (!signal) throw badEnvelope('Signal is missing.');
  return { operation: 'Signal', commandId: commandIdOf(signal), code: required(signal, NS.rsp, 'Code') };
}

function commandIdOf(element: Element): string {
  const id = element.attributes.get('CommandId');
  if (!id) throw badEnvelope('CommandId is missing.');
  return id;
}
