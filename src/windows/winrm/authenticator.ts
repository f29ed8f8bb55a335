/** Whom a connection leads to, as far as its authentication is bound to it. */
export interface Peer {
  /** The name or address that was asked for: the service is `HTTP/<host>`. */
  readonly host: string;
  /** The certificate that the service showed, DER, for channel binding (RFC 5929 4); null without TLS. */
  readonly certificate: Buffer | null;
}

/** A message as it travels: its signature apart from its ciphertext, as MS-WSMV 2.2.9.1 frames them. */
export interface SealedMessage {
  readonly signature: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * What both ends of one TCP connection agree on. It belongs to that connection and ends with it; after anything
 * unexpected (a refusal, a timeout, a message that does not unseal) it is of no use any more.
 */
export interface SecurityContext {
  /**
   * The next token for the service; null where there is nothing more to say. First without a challenge. Rejects with an
   * AuthenticationError where the service's token is not what it has to be.
   * @param signal ends whatever it waits for
   */
  step(challenge: Buffer | null, signal?: AbortSignal): Promise<Buffer | null>;
  /** Told when the service has taken the logon. */
  taken?(): void;
  /** Told when it has not, with why. Gives what to fail with instead. */
  failed?(error: unknown): Promise<unknown>;
  /** Whether messages can be sealed: both sides have proven themselves as far as the mechanism lets them. */
  readonly established: boolean;
  /** In the order in which messages are sent: one after the other. */
  seal(plain: Buffer): SealedMessage;
  /** In the order in which they came. Throws AuthenticationError where one was changed, repeated or left out. */
  unseal(message: SealedMessage): Buffer;
}

/** A way to prove who one is: NTLM within SPNEGO now, Kerberos through the same seam. */
export interface Authenticator {
  /** The scheme of `WWW-Authenticate` and `Authorization`. */
  readonly scheme: 'Negotiate' | 'Kerberos';
  /** A new context for a new connection. */
  begin(peer: Peer): SecurityContext;
}

/** The other side did not prove itself, or a message is not as it was sent. Holds nothing of what was exchanged. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
}
