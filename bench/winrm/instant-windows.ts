import { Acceptor, type Step } from '../../sandbox/windows/ntlm/acceptor.js';
import type { NtlmHost } from '../../sandbox/windows/ntlm/ntlm-acceptor.js';
import type { SealedChannel } from '../../sandbox/windows/ntlm/sealed-channel.js';
import { commandReply, createReply, emptyReply, receiveReply } from '../../sandbox/windows/winrm/reply.js';
import { parseSealed, SEALED_TYPE, sealedBody } from '../../sandbox/windows/winrm/sealed-body.js';
import type { Answering, Exchange } from './instant-server.js';

const SHELL_ID = '4283CBDC-3706-415B-88BD-B385F3E51A53';
const COMMAND_ID = 'CF84C20A-0A35-43FA-AF78-0B4711DA5F30';
const DATE = 'Date: Sun, 01 Nov 2026 12:00:00 GMT';
const SERVER = 'Server: Microsoft-HTTPAPI/2.0';

/**
 * A WinRM service that does nothing but what makes a client believe in it: it logs on, unseals, and seals the answer that
 * a command with one line of output gets. Each connection's exchanges are told to `noted`, up to the shell's end.
 */
export function instantWindows(
  host: NtlmHost,
  word: string,
  noted: (exchanges: readonly Exchange[]) => void,
): Answering {
  return () => {
    const connection = new Connection(host, word);
    return (headers, body) => {
      const reply = connection.answer(headers, body);
      if (connection.isOver) noted(connection.exchanges);
      return reply;
    };
  };
}

type Answer = Pick<Exchange, 'sealed' | 'reply'>;

class Connection {
  isOver = false;
  readonly exchanges: Exchange[] = [];
  readonly #acceptor: Acceptor;
  readonly #word: string;
  #channel: SealedChannel | null = null;

  constructor(host: NtlmHost, word: string) {
    this.#acceptor = new Acceptor(host);
    this.#word = word;
  }

  answer(headers: Exchange['headers'], body: Buffer): Buffer {
    const [scheme, token] = headers.authorization?.split(' ') ?? [];
    const { sealed, reply } = scheme === 'Negotiate' ? this.#logOn(token ?? '') : this.#operate(body);
    this.exchanges.push({ headers, size: body.length, sealed, reply });
    return reply;
  }

  #logOn(token: string): Answer {
    const step = this.#acceptor.step(Buffer.from(token, 'base64'));
    if (step.kind === 'accepted') this.#channel = step.proven.channel;
    const reply = http(step.kind === 'accepted' ? 200 : 401, challengesOf(step), Buffer.alloc(0));
    return { sealed: null, reply };
  }

  #operate(body: Buffer): Answer {
    const channel = this.#channel;
    if (channel === null) throw new Error('nobody has logged on');
    const request = channel.unseal(parseSealed(body));
    const answer = Buffer.from(this.#reply(request.toString('utf8')), 'utf8');
    return {
      sealed: { sent: request.length, received: answer.length },
      reply: http(200, [`Content-Type: ${SEALED_TYPE}`], sealedBody(channel, answer)),
    };
  }

  #reply(request: string): string {
    const messageId = /<a:MessageID>([^<]*)</.exec(request)?.[1] ?? '';
    const [, operation] = /<a:Action[^>]*>[^<]*\/([^/<]*)</.exec(request) ?? [];
    if (operation === 'Create') return createReply(messageId, 'http://127.0.0.1/wsman', SHELL);
    if (operation === 'Command') return commandReply(messageId, COMMAND_ID);
    if (operation === 'Signal') return emptyReply('Signal', messageId);
    const output = [{ stream: 'stdout', bytes: Buffer.from(`${this.#word}\r\n`) }] as const;
    if (operation === 'Receive') return receiveReply(messageId, COMMAND_ID, output, 0);
    this.isOver = true;
    return emptyReply('Delete', messageId);
  }
}

const SHELL = {
  ...{ id: SHELL_ID, owner: 'LAKESIDE\\patchbay', clientIp: '127.0.0.1', idleSeconds: 180 },
  ...{ inputStreams: 'stdin', outputStreams: 'stdout stderr' },
};

function challengesOf(step: Step): readonly string[] {
  const token = step.kind === 'refused' || step.token === null ? '' : ` ${step.token.toString('base64')}`;
  return [`WWW-Authenticate: Negotiate${token}`];
}

function http(status: 200 | 401, headers: readonly string[], body: Buffer): Buffer {
  const reason = status === 200 ? 'OK' : 'Unauthorized';
  const head = [`HTTP/1.1 ${status} ${reason}`, SERVER, DATE, ...headers, `Content-Length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), body]);
}
