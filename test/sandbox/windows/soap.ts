import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { child, childrenOf, type Element, parseXml } from '../../../sandbox/windows/winrm/xml.js';

/** Raw WS-Management over HTTPS, written out by hand: what any client may send. */

/** For what a socket or a file takes, on a busy machine too. */
export const SOON = { interval: 5, timeout: 15_000 };

export const S = 'http://www.w3.org/2003/05/soap-envelope';
const RSP = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell';
const A = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
const W = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd';
const X = 'http://schemas.xmlsoap.org/ws/2004/09/transfer';

export interface Door {
  readonly port: number;
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  /** Null: no Authorization header at all. */
  readonly authorization?: string | null;
  /** How long an answer is waited for, in milliseconds. */
  readonly patience?: number;
  /** A connection that is kept; left out, every request makes its own. */
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export async function post(
  door: Door,
  body: string | Buffer,
  path = '/wsman',
  type = 'application/soap+xml;charset=UTF-8',
) {
  const basic = `Basic ${Buffer.from(`${door.user}:${door.password}`).toString('base64')}`;
  const authorization = door.authorization === undefined ? basic : door.authorization;
  return await new Promise<Answer>((resolve, reject) => {
    const headers = {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      ...(authorization === null ? {} : { Authorization: authorization }),
    };
    const options = {
      host: '127.0.0.1',
      port: door.port,
      path,
      method: 'POST',
      ca: door.ca,
      headers,
      agent: door.agent ?? (false as const),
    };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (!response.complete) return reject(new Error('cut off'));
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.setTimeout(door.patience ?? 20_000, () => sent.destroy(new Error('no answer')));
    sent.end(body);
  });
}

export interface Ask {
  readonly action: 'Create' | 'Command' | 'Receive' | 'Send' | 'Signal' | 'Delete';
  readonly body: string;
  readonly shellId?: string;
  readonly maxEnvelopeSize?: number;
  readonly timeout?: string;
  readonly messageId?: string;
  readonly header?: string;
}

export function envelope(ask: Ask): string {
  const action = ask.action === 'Create' || ask.action === 'Delete' ? `${X}/${ask.action}` : `${RSP}/${ask.action}`;
  const shell =
    ask.shellId === undefined
      ? ''
      : `<w:SelectorSet><w:Selector Name="ShellId">${ask.shellId}</w:Selector></w:SelectorSet>`;
  return (
    `<e:Envelope xmlns:e="${S}" xmlns:a="${A}" xmlns:w="${W}" xmlns:r="${RSP}"><e:Header>` +
    `<a:To>https://127.0.0.1/wsman</a:To><a:ReplyTo><a:Address>${A}/role/anonymous</a:Address></a:ReplyTo>` +
    `<a:Action e:mustUnderstand="true">${action}</a:Action><a:MessageID>${ask.messageId ?? `uuid:${randomUUID()}`}</a:MessageID>` +
    `<w:MaxEnvelopeSize e:mustUnderstand="true">${ask.maxEnvelopeSize ?? 153_600}</w:MaxEnvelopeSize>` +
    `<w:OperationTimeout>${ask.timeout ?? 'PT20S'}</w:OperationTimeout>` +
    `<w:ResourceURI e:mustUnderstand="true">${RSP}/cmd</w:ResourceURI>${shell}${ask.header ?? ''}` +
    `</e:Header><e:Body>${ask.body}</e:Body></e:Envelope>`
  );
}

export async function ask(door: Door, what: Ask): Promise<Answer> {
  return await post(door, envelope(what));
}

const CREATE =
  '<r:Shell><r:InputStreams>stdin</r:InputStreams><r:OutputStreams>stdout stderr</r:OutputStreams></r:Shell>';

export async function createShell(door: Door): Promise<string> {
  const answer = await ask(door, { action: 'Create', body: CREATE });
  return child(bodyOf(answer), RSP, 'Shell')?.children.find((each) => each.name === 'ShellId')?.text ?? '';
}

export async function startCommand(door: Door, shellId: string, line: string): Promise<string> {
  const text = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = `<r:CommandLine><r:Command>${text}</r:Command></r:CommandLine>`;
  const answer = await ask(door, { action: 'Command', shellId, body });
  return child(child(bodyOf(answer), RSP, 'CommandResponse'), RSP, 'CommandId')?.text ?? '';
}

export function receiveAsk(shellId: string, commandId: string, rest: Partial<Ask> = {}): Ask {
  const body = `<r:Receive><r:DesiredStream CommandId="${commandId}">stdout stderr</r:DesiredStream></r:Receive>`;
  return { action: 'Receive', shellId, body, ...rest };
}

export function signalAsk(shellId: string, commandId: string): Ask {
  const body = `<r:Signal CommandId="${commandId}"><r:Code>${RSP}/signal/terminate</r:Code></r:Signal>`;
  return { action: 'Signal', shellId, body };
}

/** The element inside the body, or the body itself where it is empty. */
export function bodyOf(answer: Answer): Element | undefined {
  return child(parseXml(answer.text), S, 'Body');
}

export interface Output {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

/** Adds one Receive reply to what came before. */
export function addOutput(answer: Answer, output: Output): void {
  const response = child(bodyOf(answer), RSP, 'ReceiveResponse');
  for (const stream of childrenOf(response, RSP, 'Stream')) {
    const text = Buffer.from(stream.text, 'base64').toString('latin1');
    if (stream.attributes.get('Name') === 'stderr') output.stderr += text;
    else output.stdout += text;
  }
  const code = child(child(response, RSP, 'CommandState'), RSP, 'ExitCode');
  if (code) output.exitCode = Number(code.text);
}

/** Gives a door whose connection is kept for as long as `use` takes. */
export async function connected<T>(door: Door, use: (door: Door) => Promise<T>): Promise<T> {
  if (door.agent) return await use(door);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    return await use({ ...door, agent });
  } finally {
    agent.destroy();
  }
}

/** One command line from Create to Delete. */
export async function runLine(door: Door, line: string): Promise<Output> {
  return await connected(door, async (kept) => {
    const shellId = await createShell(kept);
    const commandId = await startCommand(kept, shellId, line);
    const output: Output = { stdout: '', stderr: '', exitCode: null };
    while (output.exitCode === null) {
      const answer = await ask(kept, receiveAsk(shellId, commandId));
      if (answer.status !== 200) throw new Error(`Receive: ${answer.status}`);
      addOutput(answer, output);
    }
    await ask(kept, signalAsk(shellId, commandId));
    await ask(kept, { action: 'Delete', shellId, body: '' });
    return output;
  });
}

/** The WSManFault code of a fault. */
export function faultCode(answer: Answer): number {
  return Number(/WSManFault [^>]*Code="(\d+)"/.exec(answer.text)?.[1] ?? Number.NaN);
}
