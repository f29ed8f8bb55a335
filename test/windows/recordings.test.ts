import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';
import { readReceive, readReply } from '../../src/windows/winrm/soap.js';

/** Requests and replies of a real Windows Server, where they are at hand: they are not ours to bring along. */
const folder = packagePath('..', 'shared', 'peers', 'winrm-recordings');
const recording = z.object({ messages: z.array(z.object({ request: z.string(), response: z.string() })) });

interface Exchange {
  readonly request: string;
  readonly response: string;
}

function exchangesOf(file: string): readonly Exchange[] {
  return recording.parse(parse(readFileSync(`${folder}/${file}`, 'utf8'))).messages;
}

function messageIdOf(request: string): string {
  return /MessageID[^>]*>uuid:([^<]*)</.exec(request)?.[1]?.toLowerCase() ?? '';
}

function receives(file: string): readonly Exchange[] {
  return exchangesOf(file).filter((one) => one.request.includes('shell/Receive<'));
}

function partsOf(file: string): { stdout: string; stderr: string; exitCode: number | null; faults: string[] } {
  const whole = { stdout: '', stderr: '', exitCode: null as number | null, faults: [] as string[] };
  for (const { request, response } of receives(file)) {
    const reply = readReply(response, messageIdOf(request));
    if ('fault' in reply) whole.faults.push(`${reply.fault.subcode} ${reply.fault.code}`);
    else {
      const part = readReceive(reply.body, /CommandId="([^"]*)"/.exec(request)?.[1] ?? '');
      whole.stdout += Buffer.concat([...part.stdout]).toString('latin1');
      whole.stderr += Buffer.concat([...part.stderr]).toString('latin1');
      whole.exitCode = part.exitCode ?? whole.exitCode;
    }
  }
  return whole;
}

if (existsSync(folder)) {
  describe('what a real Windows Server said', () => {
    it.each(readdirSync(folder))('%s: every reply is read, and belongs to its request', (file) => {
      for (const { request, response } of exchangesOf(file)) readReply(response, messageIdOf(request));
      expect(exchangesOf(file).length).toBeGreaterThan(3);
    });

    it('gives output, errors and the exit code', () => {
      expect(partsOf('winrs_standard.yml')).toEqual({ stdout: 'hi\r\n', stderr: '', exitCode: 0, faults: [] });
      expect(partsOf('winrs_stderr_rc.yml')).toEqual({
        stdout: 'out \r\n',
        stderr: 'err \r\n',
        exitCode: 1,
        faults: [],
      });
      expect(partsOf('winrs_send.yml')).toMatchObject({ stdout: 'output 1\noutput 2\n', exitCode: 0 });
    });

    it('goes on after its time-outs', () => {
      const timedOut = 'TimedOut 2150858793';
      expect(partsOf('winrs_operation_timeout.yml')).toEqual({
        stdout: 'hi\nhi again\n',
        stderr: '',
        exitCode: 0,
        faults: [timedOut, timedOut],
      });
    });

    it('names an unknown command, and a cause inside a provider', () => {
      expect(partsOf('winrs_bad_cmd_id.yml').faults).toEqual(['InvalidSelectors 2150858843']);
      const [, refused] = exchangesOf('winrs_no_cmd_shell.yml');
      expect(readReply(refused?.response ?? '', null)).toMatchObject({
        fault: { subcode: 'InternalError', code: 2147942402, message: 'The system cannot find the file specified.' },
      });
    });
  });
} else {
  it('has no recordings of a real Windows Server at hand here', () => expect(existsSync(folder)).toBe(false));
}
