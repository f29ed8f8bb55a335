import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { child, parseXml } from '../../sandbox/windows/winrm/xml.js';
import { PatchbayError } from '../../src/domain/errors.js';
import { readReply } from '../../src/windows/winrm/soap.js';
import type { CommandOutput } from '../../src/windows/winrm/transport.js';
import { type Certificates, makeCertificates, PAIRS, World } from '../windows/winrm/contract/pairs.js';
import type { Script } from '../windows/winrm/listener.js';
import { decidedByRecordings, messageIdOf, type Recorded, recorded, recordings } from './recordings.js';

const never = new AbortController().signal;
const S = 'http://www.w3.org/2003/05/soap-envelope';

let certificates: Certificates;
let world: World;
beforeAll(async () => {
  certificates = await makeCertificates();
});
afterAll(() => certificates.remove());

/** Answers each operation with what was recorded for it, in its order, as an answer to the request that came. */
function replaying(messages: readonly Recorded[]): Script {
  return (operation, { body }, count) => {
    const answer = messages.filter((one) => one.operation === operation)[count - 1];
    if (answer === undefined) return { status: 404 };
    const { request, response, status } = answer;
    return { xml: response.replace(`>${messageIdOf(request)}<`, `>${messageIdOf(body)}<`), status };
  };
}

type Ran = CommandOutput | PatchbayError;

/** What so many lines in one shell gave. */
async function ran(name: string, lines = 1): Promise<readonly Ran[]> {
  world.listener.script = replaying(recorded(name));
  const all: Ran[] = [];
  await world.transport().withShell(
    world.target,
    async (shell) => {
      for (let line = 0; line < lines; line++) all.push(await shell.run('x').catch(ours));
    },
    never,
  );
  return all;
}

function ours(error: unknown): PatchbayError {
  if (error instanceof PatchbayError) return error;
  throw error;
}

function idsIn(text: string): readonly string[] {
  return text.match(/(?<=ShellId">|CommandId=")[0-9A-F-]{36}/gi) ?? [];
}

decidedByRecordings(() => {
  it.each(recordings())('%s: every reply is read, and belongs to its request', (name) => {
    const messages = recorded(name);
    for (const { request, response, status } of messages) {
      const reply = readReply(response, messageIdOf(request).replace('uuid:', '').toLowerCase());
      expect('fault' in reply).toBe(status === 500);
    }
    expect(messages.length).toBeGreaterThan(3);
  });

  describe.each(PAIRS)('$name', (pair) => {
    beforeEach(async () => {
      world = await World.open(pair, certificates);
    });
    afterEach(() => world.close());

    it.each([
      ['winrs_standard', 'hi\r\n', '', 0],
      ['winrs_stderr_rc', 'out \r\n', 'err \r\n', 1],
      ['winrs_send', 'output 1\noutput 2\n', '', 0],
      ['winrs_operation_timeout', 'hi\nhi again\n', '', 0],
    ])('%s gives its output, its errors and its exit code', async (name, stdout, stderr, exitCode) => {
      expect(await ran(name)).toEqual([{ stdout, stderr, exitCode }]);
      const receives = recorded(name).filter(({ operation }) => operation === 'Receive');
      const told = ['Create', 'Command', ...receives.map(() => 'Receive'), 'Signal', 'Delete'];
      expect(world.listener.operations).toEqual(told);
    });

    it.each(recordings())('%s: ids are given back as they came', async (name) => {
      await ran(name, 2);
      const given = recorded(name).flatMap(({ response }) => response.match(/[0-9A-F-]{36}/g) ?? []);
      for (const { body } of world.listener.seen) for (const id of idsIn(body)) expect(given).toContain(id);
    });

    it('a command that does not exist is told', async () => {
      const [error] = await ran('winrs_bad_cmd_id');
      expect(error).toMatchObject({ code: 'PB414', details: { cause: expect.stringContaining('does not exist') } });
    });

    it('a cause inside a provider is told, and the next command runs', async () => {
      const [error, next] = await ran('winrs_no_cmd_shell', 2);
      expect(error).toMatchObject({
        code: 'PB408',
        details: { cause: 'The system cannot find the file specified.' },
      });
      expect(next).toEqual({ stdout: 'hi\n', stderr: '', exitCode: 0 });
    });

    it('every header of a request is one that a real server was sent, and has to be understood where that one was', async () => {
      await ran('winrs_standard');
      const known = new Map(
        recordings().flatMap((name) => recorded(name).flatMap(({ request }) => headersOf(request))),
      );
      // Basic's requests are winrm-client's, Receive apart.
      const own = world.listener.seen.filter(({ operation }) => pair.speaks === 'negotiate' || operation === 'Receive');
      for (const { body } of own)
        for (const [name, must] of headersOf(body)) expect([name, known.get(name)]).toEqual([name, must]);
    });
  });
});

/** Each with its namespace, and whether it has to be understood. */
function headersOf(request: string): readonly (readonly [name: string, must: string])[] {
  const header = child(parseXml(request), S, 'Header');
  return (header?.children ?? []).map(({ namespace, name, attributes }) => [
    `{${namespace}}${name}`,
    attributes.get(`{${S}}mustUnderstand`) ?? '',
  ]);
}
