import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packagePath } from '../../../../src/package-root.js';
import { type Answer, type Door, post } from '../soap.js';
import { aService } from './a-service.js';

/** Recordings of a real Windows Server, where they lie beside the package; elsewhere these tests are left out. */
const RECORDINGS = packagePath('..', 'shared', 'peers', 'winrm-recordings');
const present = existsSync(RECORDINGS);

const recording = z.object({
  messages: z.array(
    z.object({
      request: z.string(),
      response: z.string(),
      transport_error: z.object({ code: z.int() }).optional(),
    }),
  ),
});

let clean: () => Promise<void> = async () => undefined;
afterEach(async () => await clean());

async function start(stdout: string, stderr: string, exitCode: number): Promise<Door> {
  const { door, close } = await aService(async (line) =>
    line.includes('Sleep') ? await new Promise<never>(() => undefined) : { stdout, stderr, exitCode },
  );
  clean = close;
  return door;
}

/** Tags in their order with their prefixes and attributes' names; fixed texts; nothing that differs by time or host. */
function shapeOf(text: string): readonly string[] {
  const tags = text.replace(/<p:ActivityId>[^<]*<\/p:ActivityId>/, '').match(/<[^>]+>/g) ?? [];
  return tags.map((tag) => {
    const names = (tag.match(/[\w:]+(?==")/g) ?? []).join(' ');
    const fixed = /xmlns|State=|End=|Name=|Code=/.test(tag) ? tag.replace(/ (CommandId|Machine)="[^"]*"/g, '') : '';
    return `${/^<\/?[\w:]+/.exec(tag)?.[0] ?? ''} ${names} ${fixed}`.replace(/\/?>$/, '');
  });
}

const IDS = /(?<=<rsp:(?:ShellId|CommandId)>)[0-9A-F-]{36}/;

/** Sends what was recorded, with the ids that we gave; `judge` gets each reply with the recorded one. */
async function replay(
  name: string,
  door: Door,
  count: number,
  judge: (answer: Answer, recorded: { response: string; status: number }) => void = same,
): Promise<void> {
  const { messages } = recording.parse(parse(await readFile(join(RECORDINGS, name), 'utf8')));
  const ids = new Map<string, string>();
  for (const { request, response, transport_error } of messages.slice(0, count)) {
    let asked = request.replace(/PT\d+S/, 'PT0.05S');
    for (const [recorded, ours] of ids) asked = asked.replaceAll(recorded, ours);
    const answer = await post(door, asked);
    judge(answer, { response, status: transport_error?.code ?? 200 });
    const [recorded, ours] = [IDS.exec(response)?.[0], IDS.exec(answer.text)?.[0]];
    if (recorded !== undefined && ours !== undefined) ids.set(recorded, ours);
  }
}

function same(answer: Answer, recorded: { response: string; status: number }): void {
  expect(answer.status).toBe(recorded.status);
  expect(shapeOf(answer.text)).toEqual(shapeOf(recorded.response));
}

test.skipIf(!present)('a command without errors is answered as a real server answers it', async () => {
  await replay('winrs_standard.yml', await start('hi\r\n', '', 0), 9);
});

test.skipIf(!present)('output, error output and an exit code are answered as a real server answers them', async () => {
  await replay('winrs_stderr_rc.yml', await start('out \r\n', 'err \r\n', 1), 9);
});

test.skipIf(!present)('an unknown command is answered as a real server answers it', async () => {
  await replay('winrs_bad_cmd_id.yml', await start('hi\r\n', '', 0), 9);
});

test.skipIf(!present)('a Receive that times out is answered as a real server answers it', async () => {
  let faults = 0;
  await replay('winrs_operation_timeout.yml', await start('', '', 0), 4, (answer, recorded) => {
    // The recorded command printed something before it fell silent; ours is silent at once.
    if (recorded.status !== 500) return;
    same(answer, recorded);
    faults += 1;
  });
  expect(faults).toBe(1);
});

test.skipIf(!present)('input is taken as a real server takes it', async () => {
  await replay('winrs_send.yml', await start('', '', 0), 4);
});
