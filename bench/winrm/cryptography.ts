import { Acceptor, type Step } from '../../sandbox/windows/ntlm/acceptor.js';
import { ntlmAuthenticator } from '../../src/windows/ntlm/authenticator.js';
import type { SealedMessage, SecurityContext } from '../../src/windows/winrm/authenticator.js';
import { instantHost } from './instant-host.js';
import type { Meter } from './meter.js';

export interface CryptographyOrder {
  readonly user: string;
  readonly password: string;
  readonly connections: number;
  /** The messages that are sealed and unsealed over each connection, in bytes. */
  readonly messages: readonly { readonly sent: number; readonly received: number }[];
}

/** One connection: both of its ends, and what was said last. */
interface Pair {
  readonly context: SecurityContext;
  readonly acceptor: Acceptor;
  token: Buffer | null;
  replies: readonly SealedMessage[];
}

/**
 * Our end's cryptography and nothing else: the tokens of each connection, then its messages. The other end's is done in
 * between, while the meter stands still. Gives how many connections were logged on to.
 */
export async function onlyCryptography(order: CryptographyOrder, meter: Meter): Promise<number> {
  const { user, password, connections, messages } = order;
  const host = instantHost(user, password);
  const authenticator = ntlmAuthenticator({ user, password: { reveal: () => password } });
  const pairs = Array.from({ length: connections }, (): Pair => {
    const context = authenticator.begin({ host: '127.0.0.1', certificate: null });
    return { context, acceptor: new Acceptor(host), token: null, replies: [] };
  });
  await meter.during(() => stepEach(pairs));
  for (const pair of pairs) hear(pair, messages);
  await meter.during(() => stepEach(pairs));
  for (const pair of pairs) hear(pair, messages);
  await meter.during(async () => {
    await stepEach(pairs);
    for (const pair of pairs) converse(pair, messages);
  });
  return pairs.filter(({ context }) => context.established).length;
}

async function stepEach(pairs: readonly Pair[]): Promise<void> {
  for (const pair of pairs) pair.token = await pair.context.step(pair.token);
}

/** The other end takes a token and answers it; at the end it seals what it will say. */
function hear(pair: Pair, messages: CryptographyOrder['messages']): void {
  const step: Step = pair.acceptor.step(pair.token ?? Buffer.alloc(0));
  if (step.kind === 'refused') throw new Error('the logon was refused');
  pair.token = step.token;
  if (step.kind !== 'accepted') return;
  const { channel } = step.proven;
  if (channel === null) throw new Error('nothing would be sealed');
  pair.replies = messages.map(({ received }) => channel.seal(Buffer.alloc(received, 'x')));
}

function converse({ context, replies }: Pair, messages: CryptographyOrder['messages']): void {
  for (const [n, { sent }] of messages.entries()) {
    context.seal(Buffer.alloc(sent, 'x'));
    const reply = replies[n];
    if (reply !== undefined) context.unseal(reply);
  }
}
