import { randomUUID } from 'node:crypto';
import type { ComputerId } from '../../domain/ids.js';
import { failureOf, statusFailure } from './failures.js';
import { faultFailure, isTimedOut } from './faults.js';
import { envelope, type Operation, readReply } from './soap.js';
import { type XmlElement, XmlError } from './xml.js';

/** What came for a request. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /**
   * Whether it is proven to come from the computer: by TLS, or by its seal. What is not may only end in an error.
   */
  readonly isProven: boolean;
}

/** Sends one request and gives what came for it, whatever it is. Fails with the transport's codes where nothing came. */
type Exchange = (request: string, signal: AbortSignal) => Promise<Reply>;

/** One computer's WinRM service, by whatever way it is reached. */
export interface Service {
  readonly computer: ComputerId;
  /** Its address, as it expects to be called. */
  readonly to: string;
  /** How long it may hold a request for output, in whole seconds. */
  readonly holdSeconds: number;
  readonly exchange: Exchange;
}

/**
 * Asks for an operation and gives what `read` makes of the answer; null where the service says that there is nothing to
 * tell yet. Fails with the fault's own code, or with PB405 where the answer is none.
 */
export async function ask<T>(
  { computer, to, holdSeconds, exchange }: Service,
  operation: Operation,
  read: (body: XmlElement) => T,
  signal: AbortSignal,
): Promise<T | null> {
  const messageId = randomUUID();
  const reply = await exchange(envelope(operation, { to, messageId, operationSeconds: holdSeconds }), signal);
  const { status, body } = reply;
  // Without a body there is no fault to tell what the status means.
  if (status === 401 || body === '') throw statusFailure(computer, status, body);
  try {
    return answerIn(computer, reply, messageId, read);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw status === 200 ? failureOf(computer, error, null) : statusFailure(computer, status, body);
  }
}

function answerIn<T>(
  computer: ComputerId,
  { status, body, isProven }: Reply,
  messageId: string,
  read: (body: XmlElement) => T,
): T | null {
  const answer = readReply(body, messageId);
  if ('fault' in answer) {
    if (isProven && isTimedOut(answer.fault)) return null;
    throw faultFailure(computer, answer.fault);
  }
  if (status !== 200 || !isProven) throw statusFailure(computer, status, '');
  return read(answer.body);
}
