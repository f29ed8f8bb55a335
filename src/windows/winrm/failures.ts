import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { AuthenticationError } from './authenticator.js';
import { faultFailure } from './faults.js';
import { SealedBodyError } from './sealed.js';
import { readReply, type SoapFault } from './soap.js';
import { XmlError } from './xml.js';

/** What is known of an exchange that failed. */
export interface Exchange {
  /** The HTTP status; null where none came. */
  readonly status: number | null;
  readonly body: string;
}

/** What Node names an untrusted, expired or foreign certificate. */
const CERTIFICATE =
  /^(CERT_|CRL_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_CERT_)/;

/** What Node's and undici's parsers call what is not HTTP, or more of it than we take. */
const UNREADABLE = /^(HPE_|UND_ERR_RES_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INFO)/;

/** Any failure of an exchange as one of the transport's codes. Causes are codes and words of ours or of the service. */
export function failureOf(computer: ComputerId, error: unknown, exchange: Exchange | null): PatchbayError {
  if (error instanceof PatchbayError) return error;
  const options = { cause: error };
  const code = codeOf(error);
  if (code !== null && CERTIFICATE.test(code)) return new PatchbayError('PB403', { computer, cause: code }, options);
  if (error instanceof AuthenticationError || error instanceof SealedBodyError)
    return new PatchbayError('PB411', { computer, cause: error.message }, options);
  if (code !== null && UNREADABLE.test(code)) return new PatchbayError('PB405', { computer, cause: code }, options);
  // What undici calls a connection that the other side closed.
  if (code === 'UND_ERR_SOCKET') return new PatchbayError('PB401', { computer, cause: 'ECONNRESET' }, options);
  if (code !== null) return new PatchbayError('PB401', { computer, cause: code }, options);
  if (exchange?.status != null) return statusFailure(computer, exchange.status, exchange.body);
  if (error instanceof XmlError) return new PatchbayError('PB405', { computer, cause: error.message }, options);
  return new PatchbayError('PB401', { computer, cause: nameOf(error) }, options);
}

/** A reply whose status is not what was hoped for: its fault, if one can be read, says more than the number. */
export function statusFailure(computer: ComputerId, status: number, body: string): PatchbayError {
  if (status === 401) return new PatchbayError('PB402', { computer });
  const fault = faultIn(body);
  if (fault) return faultFailure(computer, fault);
  if (status === 413) return new PatchbayError('PB416', { computer, cause: 'HTTP 413' });
  if (status === 403) return new PatchbayError('PB407', { computer, cause: 'HTTP 403' });
  if (status >= 200 && status < 300) return new PatchbayError('PB405', { computer, cause: 'not what was asked for' });
  return new PatchbayError('PB408', { computer, cause: `HTTP ${status}` });
}

function faultIn(body: string): SoapFault | null {
  try {
    const reply = readReply(body, null);
    return 'fault' in reply ? reply.fault : null;
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

function nameOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  if (error instanceof Error && error.name === 'AbortError') return 'broken off';
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}
