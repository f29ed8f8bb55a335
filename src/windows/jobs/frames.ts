import { createHash } from 'node:crypto';
import { FRAME_BEGIN, FRAME_END, PROBE_FIELDS, type ProbeReport, probeReport } from '../scripts/contract.js';

/** Something was lost or changed on the way: worth asking again. */
export class DamagedOutput extends Error {}

/** The JSON value of the frame in what a script printed. Throws `DamagedOutput` where length, hash, end or JSON do not fit. */
export function readFrame(output: string): unknown {
  const head = new RegExp(`^${FRAME_BEGIN} (\\d{1,9}) ([0-9a-f]{64})\\r?\\n`, 'm').exec(output);
  if (!head) throw new DamagedOutput('no frame');
  const start = head.index + head[0].length;
  const text = output.slice(start, start + Number(head[1]));
  const rest = output.slice(start + Number(head[1]));
  if (!new RegExp(`^\\r?\\n${FRAME_END}(\\r?\\n|$)`).test(rest)) throw new DamagedOutput('a frame of another length');
  if (createHash('sha256').update(text, 'latin1').digest('hex') !== head[2])
    throw new DamagedOutput('a frame of another hash');
  return parseJson(text);
}

/** The probe's line. Throws `DamagedOutput` where it is not whole or its values are none. */
export function readProbe(output: string): ProbeReport {
  const [count, ...fields] = between(output, 'PBPROBE1|', '|PBEND').split('|');
  if (Number(count) !== PROBE_FIELDS.length || fields.length !== PROBE_FIELDS.length)
    throw new DamagedOutput('no probe');
  const values = Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  const parsed = probeReport.safeParse({ ...values, machine: values.machine?.toLowerCase() });
  if (!parsed.success) throw new DamagedOutput(`a probe without ${parsed.error.issues[0]?.path.join('.')}`);
  return parsed.data;
}

/** What stands between the last pair of marks. An expression would look again from every mark to the end. */
function between(output: string, begin: string, end: string): string {
  const to = output.lastIndexOf(end);
  const from = output.lastIndexOf(begin, to);
  return to < 0 || from < 0 ? '' : output.slice(from + begin.length, to);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedOutput('a frame without JSON', { cause: error });
  }
}

/** What PowerShell wrote to stderr, for a log: CLIXML's error texts in one line. At most 300 characters. */
export function shownError(stderr: string): string {
  const errors = [...stderr.matchAll(/<S S="Error">([^<]*)<\/S>/g)].map((found) => found[1] ?? '');
  const text = stderr.startsWith('#< CLIXML') ? errors.join('') : stderr;
  const plain = text.replaceAll(/_x000D_|_x000A_|\s+/g, ' ').replaceAll(/[^\x20-\x7e]/g, '?');
  return plain.replaceAll(/ +/g, ' ').trim().slice(0, 300);
}
