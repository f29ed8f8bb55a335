import type { ComputerId } from '../../domain/ids.js';

/** `auto` finds out what the service offers; `negotiate` is NTLM within SPNEGO, `basic` takes local accounts over HTTPS only. */
export type WinRmMethod = 'auto' | 'negotiate' | 'basic';

/** How a computer is reached. Over `http` every message is sealed; over `https` the certificate is verified, always. */
export interface WinRmConnection {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly method: WinRmMethod;
  /** `name`, `DOMAIN\name` or `name@domain`. */
  readonly user: string;
  readonly password: { reveal(): string };
  /** Whether other computers are logged on to with this password too: Basic would show it to each of them. */
  readonly shared: boolean;
  /** What its certificate is verified against, PEM; null: the authorities that Node knows. */
  readonly authorities: string | null;
  /** The SHA-256 of its certificate, 64 lower-case hexadecimal digits, which then stands in place of an authority. */
  readonly pin: string | null;
}

export interface WinRmTarget extends WinRmConnection {
  readonly computer: ComputerId;
}

/** Scheme, host and port of an address. */
export function originOf({ scheme, host, port }: WinRmConnection): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The service's address, as it expects to be called. */
export function addressOf(target: WinRmConnection): string {
  return `${originOf(target)}/wsman`;
}

/** What one command line gave. Every byte is one character (ISO 8859-1): ours are ASCII, others are only shown. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A shell on a computer, for as many command lines as are run in it, one after the other. */
export interface WinRmShell {
  /** How the computer was logged on to, and why so, in plain words; left out where the transport did not choose. */
  readonly way?: string;
  run(commandLine: string): Promise<CommandOutput>;
}

/**
 * The way to a computer. Fails with PB401 (no connection, no answer in time), PB402 (logon), PB403 (certificate), PB405
 * (unreadable), PB407 (access denied), PB410 (no way to log on), PB411 (not proven to be its own), PB412 (sealed messages
 * refused), PB413 (quota), PB414 (shell or command gone), PB415 (remote shells forbidden), PB416 (too large) or PB408
 * (another fault); what `use` throws itself comes through.
 */
export interface WinRmTransport {
  withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T>;
}
