import type { ComputerState, Past } from './state.js';

/** What the Windows Update Agent keeps of what it did: its history, and the end of its log. */

const LINES_KEPT = 500;
const HISTORY_KEPT = 50;
const COMPONENT_WIDTH = 16;

/**
 * Adds a line as Get-WindowsUpdateLog writes it out: time, process, thread, component, text.
 * https://learn.microsoft.com/windows/deployment/update/windows-update-logs
 */
export function logLine(state: ComputerState, at: number, component: string, text: string): void {
  const time = new Date(at).toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '0000');
  state.log.push(`${time} 1284  6912  ${component.padEnd(COMPONENT_WIDTH)}${text}`);
  if (state.log.length > LINES_KEPT) state.log.splice(0, state.log.length - LINES_KEPT);
}

/** The agent's way of saying that something failed: `*FAILED* [80070070] Download of file`. */
export function logFailure(
  state: ComputerState,
  at: number,
  component: string,
  { hresult, what }: { readonly hresult: string; readonly what: string },
): void {
  logLine(state, at, component, `*FAILED* [${hresult.slice(2)}] ${what}`);
}

export function remember(state: ComputerState, past: Past): void {
  state.history.unshift(past);
  if (state.history.length > HISTORY_KEPT) state.history.length = HISTORY_KEPT;
  if (past.operation === 'install' && past.hresult === null) state.lastInstallAt = past.at;
}
