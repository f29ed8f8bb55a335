import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../../src/domain/errors.js';
import type { ComputerId, JobKey } from '../../../src/domain/ids.js';
import { WinRmDetachedJobs } from '../../../src/windows/jobs/detached-jobs.js';
import { asciiJson, FRAME_BEGIN, FRAME_END, type JobReport } from '../../../src/windows/scripts/contract.js';
import { sha256Hex } from '../../../src/windows/scripts/texts.js';
import type { CommandOutput, WinRmTransport } from '../../../src/windows/winrm/transport.js';

const COMPUTER = 'srv01' as ComputerId;
const KNOWN = { id: COMPUTER, machineId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' };
const KEY = 'testhost-01JD0000000000000000000001' as JobKey;

const PROBE = [
  'PBPROBE1|10|mode=FullLanguage|policy=RemoteSigned|name=SRV01|domain=CORP|machine=6f9619ff-8b86-d011-b42d-00cf4fc964ff',
  'booted=2026-01-05T06:00:00Z|clock=2026-01-06T06:00:00Z|programfiles=D:\\Program Files|toolkit=present|admin=yes|PBEND',
].join('|');

type Answer = string | ((line: string) => string);

/** A way to a computer that prints what a test wants, and the lines that were run there. */
function computerThatSays(...answers: Answer[]): { jobs: WinRmDetachedJobs; lines: string[] } {
  const lines: string[] = [];
  const run = async (line: string): Promise<CommandOutput> => {
    if (line.includes('PBPROBE1')) return { stdout: PROBE, stderr: '', exitCode: 0 };
    lines.push(line);
    const answer = answers[Math.min(lines.length, answers.length) - 1] ?? '';
    const stdout = typeof answer === 'string' ? answer : answer(line);
    return { stdout, stderr: 'The argument to the -File parameter does not exist', exitCode: 1 };
  };
  const transport: WinRmTransport = { withShell: (_, use) => use({ run }) };
  const connectionOf = () => ({
    host: 'srv01',
    port: 5986,
    user: 'u',
    password: { reveal: () => 'p' },
    authorities: null,
    ...({ scheme: 'https', method: 'basic', shared: false, pin: null } as const),
  });
  return {
    jobs: new WinRmDetachedJobs({ transport, connectionOf, resultLimitOf: (id) => (id === COMPUTER ? 1000 : 0) }),
    lines,
  };
}

function framed(value: unknown): string {
  const text = asciiJson(value);
  return `${FRAME_BEGIN} ${text.length} ${sha256Hex(text)}\n${text}\n${FRAME_END}\n`;
}

function report(more: Partial<JobReport>): string {
  const nothing = { hash: null, stopRequested: false, progress: null, result: null, error: null };
  return framed({ key: KEY, state: 'finished', ...nothing, ...more });
}

function pieceOf(whole: string, from: number, to: number): string {
  const result = { total: whole.length, from, sha256: sha256Hex(whole), text: whole.slice(from, to) };
  return report({ result });
}

async function failureOf(attempt: Promise<unknown>): Promise<PatchbayError> {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PatchbayError) return error;
  throw new Error(`expected a failure, got ${String(error)}`);
}

it('an answer about a job of an endless name is not repeated in an error', async () => {
  const { jobs } = computerThatSays(report({ state: 'conflict', key: 'x'.repeat(100_000) }));
  const error = await failureOf(jobs.poll(KNOWN, KEY));
  expect(error.code).toBe('PB405');
  expect(error.message.length).toBeLessThan(300);
});

describe('a damaged answer', () => {
  it('is asked for once more', async () => {
    const { jobs, lines } = computerThatSays(report({ state: 'unknown' }).slice(5), report({ state: 'unknown' }));
    expect(await jobs.poll(KNOWN, KEY)).toEqual({ state: 'unknown' });
    expect(lines).toEqual([lines[0], lines[0]]);
    expect(lines[0]).toContain('"D:\\Program Files\\Patchbay\\');
  });

  it('is PB405 the second time, with what PowerShell said', async () => {
    const { jobs, lines } = computerThatSays('');
    expect(await failureOf(jobs.poll(KNOWN, KEY))).toMatchObject({
      code: 'PB405',
      details: { cause: 'The argument to the -File parameter does not exist' },
    });
    expect(lines).toHaveLength(2);
  });

  it('that is whole but fits no schema is PB405', async () => {
    const { jobs } = computerThatSays(framed({ key: KEY, state: 'dancing' }));
    expect(await failureOf(jobs.poll(KNOWN, KEY))).toMatchObject({ code: 'PB405' });
  });
});

describe('a refusal', () => {
  it.each([
    [{ refused: 'reparse-point' }, 'PB409'],
    [{ refused: 'owner', message: 'C:\\ProgramData\\Patchbay' }, 'PB409'],
    [{ refused: 'access' }, 'PB409'],
    [{ refused: 'altered' }, 'PB409'],
    [{ refused: 'machine', message: '6f9619ff-8b86-d011-b42d-000000000000' }, 'PB404'],
    [{ refused: 'language' }, 'PB406'],
    [{ refused: 'hash' }, 'PB405'],
    [{ refused: 'failed', message: 'busy', hresult: '0x80070020' }, 'PB408'],
    [{ refused: 'failed', message: 'denied', hresult: '0x80070005' }, 'PB407'],
  ])('%j is %s', async (refused, code) => {
    const { jobs } = computerThatSays(framed(refused));
    expect(await failureOf(jobs.poll(KNOWN, KEY))).toMatchObject({ code });
  });
});

describe('a result in pieces', () => {
  const whole = asciiJson({ title: 'Ü'.repeat(20), list: [1, 2, 3] });

  it('is put together', async () => {
    const from = (line: string): number => Number(/from\\?":(\d+)/.exec(line)?.[1]);
    const { jobs } = computerThatSays((line) => pieceOf(whole, from(line), from(line) + 17));
    expect(await jobs.poll(KNOWN, KEY)).toEqual({ state: 'finished', result: JSON.parse(whole) });
  });

  it.each([
    ['another piece', [pieceOf(whole, 0, 17), pieceOf(whole, 34, 51)]],
    ['another result', [pieceOf(whole, 0, 17), pieceOf(`${whole} `, 17, 200)]],
    ['an empty piece', [pieceOf(whole, 0, 17), pieceOf(whole, 17, 17)]],
    ['no piece', [report({})]],
    ['too much', [pieceOf('x'.repeat(1001), 0, 10)]],
    ['no JSON', [pieceOf('{', 0, 1)]],
  ])('with %s is not believed', async (_, answers) => {
    const { jobs } = computerThatSays(...answers);
    expect(await failureOf(jobs.poll(KNOWN, KEY))).toMatchObject({ code: 'PB405' });
  });

  it('of which a part was changed is not believed', async () => {
    const changed = report({
      result: { total: whole.length, from: 0, sha256: sha256Hex(whole), text: whole.replace('1', '7') },
    });
    const { jobs } = computerThatSays(changed);
    expect(await failureOf(jobs.poll(KNOWN, KEY))).toMatchObject({ code: 'PB405' });
  });

  it('that was acknowledged meanwhile is acknowledged', async () => {
    const { jobs } = computerThatSays(pieceOf(whole, 0, 17), report({ state: 'acknowledged' }));
    expect(await jobs.poll(KNOWN, KEY)).toEqual({ state: 'acknowledged' });
  });
});

describe('a job that still runs', () => {
  it('is not taken away', async () => {
    const { jobs } = computerThatSays(report({ state: 'running' }));
    expect(await failureOf(jobs.acknowledge(KNOWN, KEY))).toMatchObject({ code: 'PB408' });
  });
});

describe('a broken job', () => {
  it('gives its code as a number without sign', async () => {
    const { jobs } = computerThatSays(report({ state: 'broken', error: { message: 'full', hresult: '0x80070070' } }));
    expect(await jobs.poll(KNOWN, KEY)).toEqual({ state: 'broken', message: 'full', hresult: 0x80070070 });
  });
});
