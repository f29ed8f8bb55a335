import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Door, type Entered, SEALED_TYPE } from './door.js';

const S = 'http://www.w3.org/2003/05/soap-envelope';
const A = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const W = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd';
const RSP = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
export const SHELL_ID = '4283CBDC-3706-415B-88BD-B385F3E51A53';
export const COMMAND_ID = 'CF84C20A-0A35-43FA-AF78-0B4711DA5F30';

export type Operation = 'Create' | 'Command' | 'Receive' | 'Signal' | 'Delete';

export interface Seen {
  readonly operation: Operation;
  readonly body: string;
  readonly authorization: string;
  /** Which connection it came on. */
  readonly connection: number;
}

export type Reply =
  | { readonly xml: string; readonly status?: number; readonly plain?: true }
  | { readonly status: number }
  /** Over http, what becomes of the sealed body on its way. */
  | { readonly xml: string; readonly changed: (sealed: Buffer) => Buffer }
  /** Whatever a test wants to say instead of an answer. */
  | { readonly head: Readonly<Record<string, string>>; readonly body: Buffer; readonly status?: number }
  /** Bytes that may not even be HTTP. */
  | { readonly wire: string }
  /** The connection is cut: at once, or in the middle of the reply. */
  | { readonly cut: 'at once' | 'in the middle' }
  | { readonly never: true }
  /** A reply that goes on for as long as somebody reads. */
  | { readonly endless: true };

/** What a test wants to be different from a quiet command that prints nothing. */
export type Script = (operation: Operation, seen: Seen, count: number) => Reply | null;

/** A WinRM listener on real sockets: strict in what it takes, told by each test what to answer. */
export class Listener {
  readonly seen: Seen[] = [];
  script: Script = () => null;
  readonly door: Door;
  readonly #server: Server | PlainServer;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new WeakMap<object, number>();
  #count = 0;

  /** @param certificate null for http */
  constructor(certificate: { key: string; cert: string } | null, door = new Door({ anybody: true })) {
    this.door = door;
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch(() => response.destroy());
    };
    this.#server = certificate === null ? createPlainServer(serve) : createServer(certificate, serve);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** How many connections are open now. */
  get sockets(): number {
    return this.#sockets.size;
  }

  get operations(): readonly Operation[] {
    return this.seen.map((one) => one.operation);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const entered = this.door.admit(request, response, Buffer.concat(chunks));
    if (entered === null) return;
    const body = entered.plain.toString('utf8');
    const operation = /Action[^>]*>[^<]*\/(\w+)</.exec(body)?.[1] as Operation | undefined;
    if (operation === undefined || request.url !== '/wsman') {
      response.writeHead(400).end();
      return;
    }
    const authorization = request.headers.authorization ?? '';
    const seen = { operation, body, authorization, connection: this.#connection(request) };
    this.seen.push(seen);
    const count = this.operations.filter((one) => one === operation).length;
    answer(request, response, this.script(operation, seen, count) ?? { xml: usual(operation, body) }, entered);
  }

  #connection(request: IncomingMessage): number {
    const known = this.#connections.get(request.socket) ?? ++this.#count;
    this.#connections.set(request.socket, known);
    return known;
  }
}

function answer(request: IncomingMessage, response: ServerResponse, reply: Reply, { sealed }: Entered): void {
  if (isOdd(reply)) {
    answerOddly(request, response, reply);
    return;
  }
  const xml = 'xml' in reply ? reply.xml : '';
  const status = 'status' in reply ? (reply.status ?? 200) : 200;
  if (sealed === null || xml === '' || 'plain' in reply) {
    response.writeHead(status, { 'Content-Type': 'application/soap+xml;charset=UTF-8' }).end(xml);
    return;
  }
  const body = sealed(Buffer.from(xml, 'utf8'));
  response.writeHead(status, { 'Content-Type': SEALED_TYPE }).end('changed' in reply ? reply.changed(body) : body);
}

type Odd = Extract<Reply, { never: true } | { cut: string } | { wire: string } | { endless: true } | { head: object }>;

function isOdd(reply: Reply): reply is Odd {
  return ['never', 'cut', 'wire', 'endless', 'head'].some((name) => name in reply);
}

function answerOddly(request: IncomingMessage, response: ServerResponse, reply: Odd): void {
  if ('cut' in reply) cut(response, reply.cut);
  else if ('wire' in reply) request.socket.end(reply.wire);
  else if ('endless' in reply) endless(response);
  else if ('head' in reply) response.writeHead(reply.status ?? 200, reply.head).end(reply.body);
}

function cut(response: ServerResponse, where: 'at once' | 'in the middle'): void {
  if (where === 'at once') response.destroy();
  else {
    response.writeHead(200, { 'Content-Type': 'application/soap+xml', 'Content-Length': 1000 });
    response.write('<s:Envelope', () => response.destroy());
  }
}

function endless(response: ServerResponse): void {
  const much = Buffer.alloc(65_536, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(much));
  };
  response.writeHead(200, { 'Content-Type': 'application/soap+xml' });
  response.on('drain', more);
  more();
}

function usual(operation: Operation, body: string): string {
  if (operation === 'Create') return envelope(body, created());
  if (operation === 'Command')
    return envelope(body, `<rsp:CommandResponse><rsp:CommandId>${COMMAND_ID}</rsp:CommandId></rsp:CommandResponse>`);
  if (operation === 'Receive') return envelope(body, received([], 0));
  return envelope(body, operation === 'Signal' ? '<rsp:SignalResponse/>' : '');
}

function created(): string {
  const selector = `<w:SelectorSet><w:Selector Name="ShellId">${SHELL_ID}</w:Selector></w:SelectorSet>`;
  return `<x:ResourceCreated xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer"><a:ReferenceParameters>${selector}</a:ReferenceParameters></x:ResourceCreated>`;
}

/** A ReceiveResponse: streams as [name, bytes, end], and the exit code where the command is done. */
export function received(
  streams: readonly (readonly ['stdout' | 'stderr', string | Buffer, boolean?])[],
  exitCode: number | null,
): string {
  const parts = streams.map(([name, bytes, end]) => {
    const ended = end === true ? ' End="true"' : '';
    const base64 = Buffer.from(bytes as string).toString('base64');
    return `<rsp:Stream Name="${name}" CommandId="${COMMAND_ID}"${ended}>${base64}</rsp:Stream>`;
  });
  const state = exitCode === null ? 'Running' : 'Done';
  const code = exitCode === null ? '' : `<rsp:ExitCode>${exitCode}</rsp:ExitCode>`;
  return `<rsp:ReceiveResponse>${parts.join('')}<rsp:CommandState CommandId="${COMMAND_ID}" State="${RSP}/CommandState/${state}">${code}</rsp:CommandState></rsp:ReceiveResponse>`;
}

/** A reply to this request, with Windows' own prefixes. */
export function envelope(request: string, body: string): string {
  const id = /MessageID[^>]*>([^<]*)</.exec(request)?.[1] ?? '';
  const header = `<s:Header><a:RelatesTo>${id}</a:RelatesTo></s:Header>`;
  return `<s:Envelope xmlns:s="${S}" xmlns:a="${A}" xmlns:w="${W}" xmlns:rsp="${RSP}">${header}<s:Body>${body}</s:Body></s:Envelope>`;
}

export function fault(request: string, subcode: string, code: number, message: string): Reply {
  const detail = `<s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="${code}" Machine="x"><f:Message>${message}</f:Message></f:WSManFault></s:Detail>`;
  const reason = `<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">${message}</s:Text></s:Reason>`;
  return { status: 500, xml: envelope(request, `<s:Fault>${reason}${detail}</s:Fault>`) };
}
