import { afterEach, expect, it } from 'vitest';
import type { Outcome } from '../../sandbox/windows/winrm/command.js';
import type { Quotas } from '../../sandbox/windows/winrm/quotas.js';
import { post } from '../sandbox/windows/soap.js';
import { type AService, aService } from '../sandbox/windows/winrm/a-service.js';
import { decidedByRecordings, type Recorded, recorded } from './recordings.js';

let service: AService | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
});

/** The sandbox's service, whose every command gives this; null: nothing, ever. */
async function giving(outcome: Outcome | null, quotas: Partial<Quotas> = {}): Promise<AService> {
  service = await aService(() => (outcome === null ? new Promise<never>(() => undefined) : Promise.resolve(outcome)), {
    quotas,
  });
  return service;
}

interface Answered {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** Sends what was recorded, with the ids that we gave, and gives both answers in one form. */
async function answers({ door }: AService, messages: readonly Recorded[]): Promise<readonly Answered[]> {
  const ids = new Map<string, string>();
  const all: Answered[] = [];
  for (const { request, response, status } of messages) {
    let asked = request.replace(/PT\d+S/, 'PT0.05S');
    for (const [theirs, ours] of ids) asked = asked.replaceAll(theirs, ours);
    const answer = await post(door, asked);
    const [theirs, given] = [GIVEN.exec(response)?.[0], GIVEN.exec(answer.text)?.[0]];
    if (theirs !== undefined && given !== undefined) ids.set(theirs, given);
    let text = answer.text;
    for (const [theirId, ourId] of ids) text = text.replaceAll(ourId, theirId);
    if (!response.includes('<p:ActivityId>')) text = text.replace(/<p:ActivityId>[^<]*<\/p:ActivityId>/, '');
    all.push({ ours: [`${answer.status}`, ...formOf(text)], theirs: [`${status}`, ...formOf(response)] });
  }
  return all;
}

const GIVEN = /(?<=<rsp:(?:ShellId|CommandId)>)[0-9A-F-]{36}/;
/** What belongs to one host and one moment. */
const OF_THE_MOMENT = /(<(?:a:MessageID|p:ActivityId|rsp:Owner|rsp:ClientIP)>)[^<]*/g;
/** Two pieces of one output. */
const PIECES =
  /(<rsp:Stream Name="(\w+)" CommandId="[^"]*">)([^<]*)<\/rsp:Stream><rsp:Stream Name="\2" CommandId="[^"]*">([^<]*)/;

/** Every tag with its prefix, its attributes and what it declares, and every text, in their order. */
function formOf(text: string): readonly string[] {
  const lasting = text.replaceAll(OF_THE_MOMENT, '$1').replaceAll(/ Machine="[^"]*"/g, ' Machine=""');
  return joined(lasting).match(/<[^>]+>|[^<]+/g) ?? [];
}

/** Output may come in any pieces. */
function joined(text: string): string {
  const found = PIECES.exec(text);
  if (!found) return text;
  const [two, open = '', , one = '', other = ''] = found;
  const bytes = Buffer.concat([Buffer.from(one, 'base64'), Buffer.from(other, 'base64')]);
  return joined(text.replace(two, () => `${open}${bytes.toString('base64')}`));
}

function same(all: readonly Answered[], count: number): void {
  expect(all.map(({ ours }) => ours)).toEqual(all.map(({ theirs }) => theirs));
  expect(all).toHaveLength(count);
}

function output(stdout: string, stderr: string, exitCode: number): Outcome {
  return { stdout, stderr, exitCode };
}

decidedByRecordings(() => {
  it('a command without errors is answered word for word as a real server answered it', async () => {
    same(await answers(await giving(output('hi\r\n', '', 0)), recorded('winrs_standard')), 5);
  });

  it('so are output, error output and an exit code', async () => {
    same(await answers(await giving(output('out \r\n', 'err \r\n', 1)), recorded('winrs_stderr_rc')), 5);
  });

  it('so is an unknown command', async () => {
    same(await answers(await giving(output('hi\r\n', '', 0)), recorded('winrs_bad_cmd_id')), 5);
  });

  it('so is input', async () => {
    same(await answers(await giving(output('output 1\noutput 2\n', '', 0)), recorded('winrs_send')), 7);
  });

  it('so is a Receive that times out', async () => {
    const messages = recorded('winrs_operation_timeout');
    // The recorded command printed something before it fell silent; ours is silent at once.
    const silent = messages.filter(({ operation, status }) => operation !== 'Receive' || status === 500);
    same(await answers(await giving(null), silent), messages.length - 2);
  });

  it('so is a command that has more to say', async () => {
    const [create, command, receive] = recorded('winrs_operation_timeout');
    if (!create || !command || !receive) throw new Error('another recording');
    const service = await giving(output('hi\nhi again', '', 0), { fragmentBytes: 3, fragmentsPerReply: 1 });
    same(await answers(service, [create, command, receive]), 3);
  });

  it('so is what the shell itself has to say', async () => {
    const messages = recorded('winrs_no_cmd_shell');
    const service = await giving(output('hi\n', '', 0));
    service.service.troubles.set({ kind: 'fault', fault: 'provider', operation: 'Command', times: 1 });
    same(await answers(service, messages), messages.length);
  });
});
