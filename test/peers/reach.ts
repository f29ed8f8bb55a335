import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import { ntlmAuthenticator } from '../../src/windows/ntlm/authenticator.js';
import { NegotiateWinRmTransport } from '../../src/windows/winrm/negotiate-transport.js';
import type { CommandOutput, WinRmShell, WinRmTarget } from '../../src/windows/winrm/transport.js';

/** Our client, as it is used against services that others wrote. */

export const USER = 'LAB\\olivia';
export const PASSWORD = 'Grüße €𝄞 7!';
const never = new AbortController().signal;

/** What differs from the usual account at the usual service. */
interface More {
  readonly user?: string;
  readonly password?: string;
  /** Of the certificate over https. */
  readonly pin?: string;
}

export function targetOf(port: number, scheme: 'http' | 'https', more: More = {}): WinRmTarget {
  const { user = USER, password = PASSWORD, pin = null } = more;
  return {
    ...{ computer: 'srv01' as ComputerId, host: '127.0.0.1', port, scheme, method: 'negotiate' },
    ...{ user, password: { reveal: () => password }, shared: false, authorities: null, pin },
  };
}

/** A shell of its own, on a connection of its own. */
export async function within<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>): Promise<T> {
  const options = { authenticatorOf: ntlmAuthenticator, keepSeconds: 0 };
  return new NegotiateWinRmTransport(options).withShell(target, use, never);
}

export function run(target: WinRmTarget, line = 'echo hello'): Promise<CommandOutput> {
  return within(target, (shell) => shell.run(line));
}

export async function failure(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PatchbayError)) throw new Error(`expected a failure, got ${String(error)}`);
  return error;
}
