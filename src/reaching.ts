import type { ComputerSettings, Configuration } from './config/configuration.js';
import { PatchbayError } from './domain/errors.js';
import type { ComputerId } from './domain/ids.js';
import type { Diagnostics } from './ports/diagnostics.js';
import type { Logons } from './ports/logons.js';
import type { Log } from './slack/log.js';
import { windowsDiagnostics } from './windows/diagnostics.js';
import { endpoint } from './windows/endpoint.js';
import { WinRmDetachedJobs } from './windows/jobs/detached-jobs.js';
import { ntlmAuthenticator } from './windows/ntlm/authenticator.js';
import { AutoWinRmTransport, type ChosenWay } from './windows/winrm/auto-transport.js';
import { BasicWinRmTransport } from './windows/winrm/basic-transport.js';
import { guardedAuthenticator, guardedTransport } from './windows/winrm/guarded.js';
import { NegotiateWinRmTransport } from './windows/winrm/negotiate-transport.js';
import type { WinRmConnection, WinRmTransport } from './windows/winrm/transport.js';

/** Below what a computer's shell waits for its next word. */
const MOST_KEPT_SECONDS = 120;
/** How long each step of reaching a computer may take where it is only looked at. */
const MOST_STEP_MS = 10_000;

/** The ways to all computers, and what ends the connections that are kept. */
export function openTransports(
  { windows, engine }: Pick<Configuration, 'windows' | 'engine'>,
  log: Log,
  logons: Logons,
): { readonly transport: WinRmTransport; readonly close: () => Promise<unknown> } {
  const limits = {
    requestSeconds: windows.callTimeoutMs / 1000,
    // Long enough for a job's next question to find its connection and its shell.
    keepSeconds: Math.min(MOST_KEPT_SECONDS, engine.pollMs / 1000 + 5),
    keepMost: windows.maxConnections,
  };
  const negotiate = new NegotiateWinRmTransport({
    ...limits,
    authenticatorOf: (target) => guardedAuthenticator(ntlmAuthenticator(target), target.computer, logons),
  });
  const basic = new BasicWinRmTransport(limits);
  const chosen = (way: ChosenWay): void => log.info({ ...way }, 'logs on');
  const transport = new AutoWinRmTransport({ ...limits, negotiate, basic: guardedTransport(basic, logons), chosen });
  return { transport, close: () => Promise.all([negotiate.close(), basic.close()]) };
}

export function windowsJobs(
  configuration: Configuration,
  transport: WinRmTransport,
  signal: AbortSignal,
  settingsOf: SettingsOf,
): WinRmDetachedJobs {
  // A catalogue is long, a scan is not: no computer fills the memory.
  const resultLimitOf = (id: ComputerId) => (id === configuration.wsus.computer ? 64_000_000 : 8_000_000);
  return new WinRmDetachedJobs({ transport, connectionOf: connectionOf(settingsOf), resultLimitOf, signal });
}

export function diagnosticsOf(
  configuration: Configuration,
  jobs: WinRmDetachedJobs,
  settingsOf: SettingsOf,
): Diagnostics {
  return windowsDiagnostics({
    connectionOf: connectionOf(settingsOf),
    survey: (computer) => jobs.survey(computer),
    endpoint: endpoint(),
    stepMs: Math.min(MOST_STEP_MS, configuration.windows.callTimeoutMs),
  });
}

/** How a computer is reached; null for one that is not known, or that nothing is run on any more. */
export type SettingsOf = (id: ComputerId) => ComputerSettings | null;

function connectionOf(settingsOf: SettingsOf): (id: ComputerId) => WinRmConnection {
  return (id) => {
    const computer = settingsOf(id);
    if (computer === null)
      throw new PatchbayError('PB401', { computer: id, cause: 'it is not configured, or it is retired' });
    const { credentials, computerName: _, imported: __, ...way } = computer;
    return { ...way, user: credentials.user, password: { reveal: () => credentials.password.reveal() } };
  };
}
