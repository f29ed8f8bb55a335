import { PatchbayError } from '../../domain/errors.js';
import { AuthenticationError, type Authenticator, type SecurityContext } from './authenticator.js';
import { statusFailure } from './failures.js';
import type { HttpReply, Line } from './line.js';
import { offersText } from './offers.js';
import type { WinRmTarget } from './transport.js';

/** NTLM takes two tokens, Kerberos one or two. */
const MOST_TOKENS = 6;
const NOTHING = Buffer.alloc(0);

/**
 * Proves to the service who we are, for as long as this connection lasts (RFC 4559 4), by requests without a body: one
 * that mattered would be sent in vain. Fails with PB402 where the service refuses, PB410 where it does not offer the
 * scheme, AuthenticationError where it does not prove itself, and as `Line.post` does.
 */
export async function handshake(
  line: Line,
  authenticator: Authenticator,
  target: WinRmTarget,
  signal: AbortSignal,
): Promise<SecurityContext> {
  const { host } = target;
  const { scheme } = authenticator;
  const context = authenticator.begin({ host, certificate: line.certificate });
  try {
    await proved(line, context, scheme, target, signal);
  } catch (error) {
    throw context.failed === undefined ? error : await context.failed(error);
  }
  context.taken?.();
  return context;
}

async function proved(
  line: Line,
  context: SecurityContext,
  scheme: string,
  target: WinRmTarget,
  signal: AbortSignal,
): Promise<void> {
  let token = await context.step(null);
  for (let sent = 0; token !== null && sent < MOST_TOKENS; sent++) {
    const reply = await line.post({ authorization: `${scheme} ${token.toString('base64')}` }, NOTHING, signal);
    const answer = answerTo(reply, scheme);
    if (reply.status !== 401) {
      await concluded(target, context, reply, answer?.token ?? null);
      return;
    }
    if (answer === null) throw notOffered(target, reply, sent);
    // All is said: whatever its token, this is a no (RFC 4559 5).
    if (answer.token === null || context.established) break;
    token = await context.step(answer.token, signal);
  }
  throw new PatchbayError('PB402', { computer: target.computer });
}

/** The service took the logon; its last token, where there is one, proves it to be who it is. */
async function concluded(
  { computer }: WinRmTarget,
  context: SecurityContext,
  reply: HttpReply,
  token: Buffer | null,
): Promise<void> {
  if (reply.status < 200 || reply.status > 299)
    throw statusFailure(computer, reply.status, reply.body.toString('utf8'));
  if (token !== null && (await context.step(token)) !== null) throw new AuthenticationError('a handshake without end');
  if (!context.established) throw new AuthenticationError('the service took the logon without proving itself');
}

/** Before a token was answered, what is missing is the scheme; after, the service no longer wants to hear of us. */
function notOffered({ computer }: WinRmTarget, { challenges }: HttpReply, sent: number): PatchbayError {
  if (sent > 0) return new PatchbayError('PB402', { computer });
  return new PatchbayError('PB410', {
    computer,
    cause: offersText(challenges.map((one) => one.split(' ', 1)[0] ?? '')),
  });
}

/** What the service says about our scheme: null where it says nothing of it, and whether it has a token for us. */
function answerTo({ challenges }: HttpReply, scheme: string): { readonly token: Buffer | null } | null {
  // Some services put several into one line; a token holds no comma.
  const all = challenges.flatMap((line) => line.split(',')).map((one) => one.trim());
  const ours = all.filter((one) => one.split(' ', 1)[0]?.toLowerCase() === scheme.toLowerCase());
  if (ours.length === 0) return null;
  const text = ours.map((one) => one.slice(scheme.length).trim()).find((one) => one !== '');
  if (text === undefined) return { token: null };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new AuthenticationError('a token that is not base64');
  return { token: Buffer.from(text, 'base64') };
}
