import type { JobScript } from '../../../src/windows/scripts/contract.js';
import type { Wsus } from '../wsus/wsus.js';
import { diagnose } from './diagnosis.js';
import { facts } from './facts.js';
import { invokeHook } from './hooks.js';
import { installUpdates, uninstallUpdates } from './install.js';
import type { InstallsOn } from './installer.js';
import { ScriptError } from './script-error.js';
import { restart, scan, sendNotice } from './scripts.js';
import type { Job } from './state.js';

/** A job at work: what its script sees of the computer. */
export interface Work extends InstallsOn {
  readonly job: Job;
  /** Where WSUS runs on this computer. */
  readonly wsus: Wsus | null;
  progress(done: number, total: number, phase: string, item: string | null): void;
  /** Runs alone among installers; null where another one is busy. */
  alone<T>(install: () => Promise<T>): Promise<T | null>;
  installerBusy(): boolean;
  /** Somebody pulls the plug: the job is cut off. */
  losePower(): Promise<void>;
  /** False where one is planned already. */
  planRestart(delaySeconds: number, message: string): boolean;
  /** Shows a message on every session with a desktop; gives how many there are. */
  tell(message: string): number;
}

/** Why nothing further may start, or null. */
export function stopReason(work: Work): 'stop' | 'not-after' | null {
  if (work.job.stopRequested) return 'stop';
  return work.now() > work.job.notAfter ? 'not-after' : null;
}

/** Runs a job's script to its result. Throws ScriptError where it ends without one, PowerLost where nobody ends it. */
export async function perform(work: Work, script: JobScript, input: unknown): Promise<unknown> {
  switch (script) {
    case 'Get-EndpointFacts':
      await work.pause(work.durations.facts);
      return facts(work);
    case 'MS_WUA_Scan':
      return await scan(work);
    case 'MS_WUA_Install_Updates':
      return await installUpdates(work, input);
    case 'MS_WUA_Uninstall_Updates':
      return await uninstallUpdates(work, input);
    case 'Send-Notice':
      return sendNotice(work, input);
    case 'Invoke-Hook':
      return await invokeHook(work, input);
    case 'Get-Diagnosis':
      return await diagnose(work, input);
    case 'Restart-Endpoint':
      return restart(work, input);
    case 'Sync-Wsus':
      return await wsusOf(work).synchronize(work);
    case 'Get-WsusUpdates':
      await work.pause(work.durations.list);
      return wsusOf(work).list();
    case 'Approve-WsusUpdates':
      return await wsusOf(work).approve(work, input);
    case 'Get-WsusHealth':
      await work.pause(work.durations.list);
      return wsusOf(work).health(input, work.state.osBuild);
  }
}

function wsusOf(work: Work): Wsus {
  if (work.wsus) return work.wsus;
  const message =
    "The specified module 'UpdateServices' was not loaded because no valid module file was found in any module directory.";
  throw new ScriptError(message, '0x80131501');
}
