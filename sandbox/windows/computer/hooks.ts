import type { z } from 'zod';
import { hookInput, type hookResult } from '../../../src/windows/scripts/contract.js';
import type { Conditions } from './conditions.js';
import { note } from './state.js';
import { stopReason, type Work } from './work.js';

type HookResult = z.infer<typeof hookResult>;
type Hook = Conditions['hooks'][string];

/** Plain names on a drive of the computer's own: no stream, no dots, nothing that means something to cmd.exe. */
const PLAIN = /^[A-Za-z]:(?:\\[A-Za-z0-9 _()+,=@{}~.-]*[A-Za-z0-9_)+=@{}~-])+$/;
const RUNNABLE = /\.(?:ps1|cmd|bat|exe)$/i;
/** ERROR_SUCCESS_REBOOT_REQUIRED. */
const RESTART_REQUIRED = 3010;
const OUTPUT_KEPT = 4000;
const LATE = { stop: 'it was to stop before it began', 'not-after': 'its time was over before it began' } as const;

/** `Invoke-Hook`: a script of the administrators, as SYSTEM, which does not outlive its time. */
export async function invokeHook(work: Work, input: unknown): Promise<HookResult> {
  const { path, phase, timeoutSeconds } = hookInput.parse(input);
  if (!PLAIN.test(path) || !RUNNABLE.test(path)) return refused(`${path} is no script on a drive of this computer`);
  const late = stopReason(work);
  if (late !== null && phase !== 'after') return refused(LATE[late]);
  const hook = hookAt(work.state.conditions.hooks, path);
  if (!hook) return { outcome: 'missing', exitCode: null, output: '' };
  if (hook.owner === 'everyone') return refused(`${path}: Everyone may write to it`);
  work.progress(0, 1, 'hook', path);
  await work.pause(Math.min(hook.seconds, timeoutSeconds) * work.durations.second);
  const result = conclusion(hook, timeoutSeconds);
  const end = result.exitCode === null ? 'timed out' : String(result.exitCode);
  note(work.state, 'hook ended', work.now(), work.job.key, { text: `${path} ${phase}: ${end}` });
  if (result.exitCode === RESTART_REQUIRED) work.state.hookAskedRestart = true;
  return result;
}

function refused(why: string): HookResult {
  return { outcome: 'refused', exitCode: null, output: why };
}

/** File names know no case. */
function hookAt(hooks: Conditions['hooks'], path: string): Hook | undefined {
  return Object.entries(hooks).find(([each]) => each.toLowerCase() === path.toLowerCase())?.[1];
}

function conclusion({ seconds, exitCode, output }: Hook, timeoutSeconds: number): HookResult {
  const end = output.slice(-OUTPUT_KEPT);
  if (seconds > timeoutSeconds) return { outcome: 'timed-out', exitCode: null, output: end };
  return { outcome: 'ended', exitCode, output: end };
}
