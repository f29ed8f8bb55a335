import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { bootstrapLine, pieceArguments } from '../scripts/command-lines.js';
import { type ProbeReport, putReport, sealReport } from '../scripts/contract.js';
import { toolkitFiles, toolkitVersion } from '../scripts/texts.js';
import type { WinRmShell } from '../winrm/transport.js';
import { readProbe } from './frames.js';
import { ask, askFor } from './talk.js';

/** What group policy may set so that no switch of ours lets an unsigned script run. */
const FORBIDDING: ReadonlySet<string> = new Set(['AllSigned', 'Restricted']);

/** Who answers there. Nothing is written. */
export function probe(computer: ComputerId, shell: WinRmShell): Promise<ProbeReport> {
  const line = bootstrapLine('Probe.ps1', [toolkitVersion()]);
  return ask(computer, shell, line, (output) => readProbe(output.stdout));
}

/** Brings the toolkit to who was found, if it is not there yet; PB406 or PB407 where our scripts cannot work there. */
export async function equip(computer: ComputerId, shell: WinRmShell, found: ProbeReport): Promise<void> {
  if (found.mode !== 'FullLanguage') throw new PatchbayError('PB406', { computer, mode: found.mode });
  if (FORBIDDING.has(found.policy)) throw new PatchbayError('PB406', { computer, mode: `the policy ${found.policy}` });
  if (found.admin !== 'yes') throw new PatchbayError('PB407', { computer, cause: 'not an administrator' });
  if (found.toolkit === 'absent') await install(computer, shell, toolkitVersion());
}

async function install(computer: ComputerId, shell: WinRmShell, version: string): Promise<void> {
  const entries: string[] = [];
  for (const file of toolkitFiles()) {
    const pieces = pieceArguments(version, file);
    for (const piece of pieces) await askFor(computer, shell, bootstrapLine('Put-Piece.ps1', piece), putReport);
    entries.push(`${file.name}=${pieces.length}=${file.sha256}`);
  }
  const line = bootstrapLine('Seal-Toolkit.ps1', [version, entries.join(';')]);
  const sealed = await askFor(computer, shell, line, sealReport);
  if (sealed.files !== entries.length)
    throw new PatchbayError('PB409', { computer, cause: 'not all files were sealed' });
}
