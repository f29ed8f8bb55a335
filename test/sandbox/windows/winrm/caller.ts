import * as http from 'node:http';
import * as https from 'node:https';
import { type Answering, authenticate, negotiate, Sealer } from '../ntlm/client.js';
import { type Answer, type Ask, addOutput, envelope, type Output, receiveAsk } from '../soap.js';

export const CREATE =
  '<r:Shell><r:InputStreams>stdin</r:InputStreams><r:OutputStreams>stdout stderr</r:OutputStreams></r:Shell>';
const SEALED = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';
export const SOAP = 'application/soap+xml;charset=UTF-8';

export interface Got extends Answer {
  readonly bytes: Buffer;
}

/** One connection to a service, and what its two ends agreed on. */
export class Caller {
  readonly #port: number;
  readonly #tls: { readonly ca: string } | null;
  readonly #agent: http.Agent;
  #up: Sealer | null = null;
  #down: Sealer | null = null;

  /** @param ca null: over HTTP */
  constructor(port: number, ca: string | null = null) {
    this.#port = port;
    this.#tls = ca === null ? null : { ca };
    const kept = { keepAlive: true, maxSockets: 1 };
    this.#agent = ca === null ? new http.Agent(kept) : new https.Agent(kept);
  }

  close(): void {
    this.#agent.destroy();
  }

  post(body: Buffer | string, headers: http.OutgoingHttpHeaders = {}): Promise<Got> {
    const how = { host: '127.0.0.1', port: this.#port, path: '/wsman', method: 'POST', agent: this.#agent };
    const chunked = headers['Transfer-Encoding'] !== undefined;
    const length = chunked ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const options = { ...how, ...this.#tls, headers: { 'Content-Type': SOAP, ...length, ...headers } };
    return new Promise((resolve, reject) => {
      const sent = (this.#tls ? https : http).request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString('utf8') });
        });
      });
      sent.on('error', reject);
      sent.setTimeout(10_000, () => sent.destroy(new Error('no answer')));
      if (headers.Expect === undefined) sent.end(body);
      else sent.on('continue', () => sent.end(body));
    });
  }

  /** Logs on with empty messages, as clients do; `body` goes with the last. */
  async logOn(how: Answering = {}, body = ''): Promise<Got> {
    const first = negotiate();
    const asked = await this.post('', { Authorization: `Negotiate ${first.toString('base64')}` });
    const challenge = /^Negotiate (\S+)$/.exec(String(asked.headers['www-authenticate']))?.[1] ?? '';
    const { token, sessionKey } = authenticate(first, Buffer.from(challenge, 'base64'), how);
    this.#up = new Sealer(sessionKey, 'client-to-server');
    this.#down = new Sealer(sessionKey, 'server-to-client');
    return await this.post(body, { Authorization: `Negotiate ${token.toString('base64')}` });
  }

  /** What a message is like on its way. */
  frame(text: string): Buffer {
    const plain = Buffer.from(text, 'utf8');
    const { signature, ciphertext } = this.#up?.sealed(plain) ?? { signature: Buffer.alloc(16), ciphertext: plain };
    const head =
      '--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n' +
      `\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${plain.length}\r\n` +
      '--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x10\0\0\0';
    const tail = '--Encrypted Boundary--\r\n';
    return Buffer.concat([Buffer.from(head, 'latin1'), signature, ciphertext, Buffer.from(tail, 'latin1')]);
  }

  async postSealed(frame: Buffer): Promise<Got> {
    return await this.post(frame, { 'Content-Type': SEALED });
  }

  /** Sends it sealed; the answer's text is what was sealed. Fails where the answer is not as it was sealed. */
  async ask(what: Ask): Promise<Got> {
    const got = await this.postSealed(this.frame(envelope(what)));
    return { ...got, text: this.opened(got) };
  }

  opened(got: Got): string {
    if (got.headers['content-type'] !== SEALED) throw new Error(`it is not sealed: ${got.status}`);
    const opening = got.bytes.toString('latin1');
    const length = Number(/;Length=(\d+)\r\n/.exec(opening)?.[1]);
    const at = opening.indexOf('octet-stream\r\n') + 'octet-stream\r\n'.length;
    const plain = this.#down?.crypt(got.bytes.subarray(at + 20, at + 20 + length)) ?? Buffer.alloc(0);
    const signature = this.#down?.signature(plain);
    if (!signature?.equals(got.bytes.subarray(at + 4, at + 20))) throw new Error('it does not unseal');
    return plain.toString('utf8');
  }
}

export async function create(from: Caller): Promise<string> {
  const answer = await from.ask({ action: 'Create', body: CREATE });
  return /Name="ShellId">([^<]*)</.exec(answer.text)?.[1] ?? '';
}

/** The command's id, or the code of the fault. */
export async function command(from: Caller, shellId: string, line: string): Promise<string> {
  const body = `<r:CommandLine><r:Command><![CDATA[${line}]]></r:Command></r:CommandLine>`;
  const { text } = await from.ask({ action: 'Command', shellId, body });
  return /<rsp:CommandId>([^<]*)</.exec(text)?.[1] ?? /WSManFault [^>]*Code="(\d+)"/.exec(text)?.[1] ?? '';
}

/** One command line in a shell of its own, sealed. */
export async function runSealed(from: Caller, line: string): Promise<Output> {
  const shellId = await create(from);
  const commandId = await command(from, shellId, line);
  const output: Output = { stdout: '', stderr: '', exitCode: null };
  while (output.exitCode === null) addOutput(await from.ask(receiveAsk(shellId, commandId)), output);
  await from.ask({ action: 'Delete', shellId, body: '' });
  return output;
}
