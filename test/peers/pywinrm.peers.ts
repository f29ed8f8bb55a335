import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';
import { decidedBy, PYWINRM } from './peer.js';
import { PythonLines } from './python-lines.js';
import { BASIC, HTTP, HTTPS, StockFleet } from './stock-fleet.js';

const output = z.object({ exitCode: z.int(), stdout: z.base64(), stderr: z.base64() });
const raised = z.object({ error: z.string(), message: z.string() });
const TEXT = 'é€😀';
/** What pywinrm says of a 401. */
const REFUSED = { error: 'InvalidCredentialsError', message: 'the specified credentials were rejected by the server' };

let stock: StockFleet;
beforeAll(async () => {
  // A computer binds logons to its certificate as strictly as it can.
  stock = await StockFleet.start((id) => (id === HTTPS ? { cbtHardeningLevel: 'Strict', micRequired: true } : {}));
});
afterAll(() => stock.close());

decidedBy(PYWINRM, (python) => {
  let pywinrm: PythonLines;
  beforeEach(async () => {
    pywinrm = new PythonLines(python, packagePath('test', 'peers', 'pywinrm.py'));
    expect(await pywinrm.next()).toEqual({ ready: true });
  });
  afterEach(() => pywinrm.close());

  async function ask(order: object): Promise<unknown> {
    pywinrm.say(order);
    return pywinrm.next();
  }

  async function gave(order: object): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const answer = await ask(order);
    const read = output.safeParse(answer);
    if (!read.success) throw new Error(`pywinrm said ${JSON.stringify(answer)}`);
    const text = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
    return { exitCode: read.data.exitCode, stdout: text(read.data.stdout), stderr: text(read.data.stderr) };
  }

  type Account = Partial<{ user: string; password: string }>;

  async function open(id: string, options: object, account: Account = {}): Promise<void> {
    const { endpoint, user, password } = { ...stock.wayTo(id), ...account };
    const secure = { server_cert_validation: 'validate', ca_trust_path: stock.fleet.caFile };
    const all = { ...(endpoint.startsWith('https') ? secure : {}), ...options };
    expect(await ask({ do: 'open', endpoint, user, password, options: all })).toEqual({});
  }

  describe.each([
    { name: 'http, NTLM, sealed', id: HTTP, options: { transport: 'ntlm', message_encryption: 'always' } },
    { name: 'http, NTLM, as pywinrm chooses', id: HTTP, options: { transport: 'ntlm' } },
    { name: 'https, NTLM, bound', id: HTTPS, options: { transport: 'ntlm' } },
    { name: 'https, NTLM, sealed', id: HTTPS, options: { transport: 'ntlm', message_encryption: 'always' } },
    { name: 'https, Basic', id: BASIC, options: { transport: 'basic' } },
  ])('$name', ({ id, options }) => {
    beforeEach(() => open(id, options));
    afterEach(() => expect(stock.openShells(id)).toBe(0));

    it('a command gives its output, its errors and its exit code', async () => {
      expect(await gave({ do: 'cmd', command: 'echo', args: ['hello', 'world'] })).toEqual({
        exitCode: 0,
        stdout: 'hello world\r\n',
        stderr: '',
      });
      for (const code of [1, 7, 255, -1])
        expect(await gave({ do: 'cmd', command: 'cmd', args: ['/c', 'exit', `${code}`] })).toMatchObject({
          exitCode: code,
        });
      expect(await gave({ do: 'cmd', command: 'echo', args: ['oops', '1>&2'] })).toMatchObject({
        stdout: '',
        stderr: 'oops\r\n',
      });
      expect((await gave({ do: 'cmd', command: 'ipconfig', args: ['/all'] })).stdout).toContain('IPv4 Address');
    });

    it('a PowerShell script gives its output and its exit code', async () => {
      expect(await gave({ do: 'ps', script: "Write-Output 'hello'" })).toMatchObject({
        stdout: 'hello\r\n',
        exitCode: 0,
      });
      expect(await gave({ do: 'ps', script: 'exit 3' })).toMatchObject({ exitCode: 3 });
    });

    it('900 KB of UTF-8 come whole', async () => {
      const script = `[Console]::Out.Write('${TEXT}' * 100000)`;
      const { stdout, ...rest } = await gave({ do: 'utf8', scripts: [script] });
      expect(rest).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout === TEXT.repeat(100_000)).toBe(true);
    });

    it('thirty scripts run in one shell', async () => {
      const scripts = Array.from({ length: 30 }, (_, number) => `Write-Output 'größe ${number}'`);
      expect(await gave({ do: 'utf8', scripts })).toMatchObject({ stdout: 'größe 29\r\n' });
    });
  });

  it('silence is waited out over several Receives', async () => {
    await open(HTTP, { transport: 'ntlm', message_encryption: 'always' });
    await ask({ do: 'hold', seconds: 1 });
    const began = performance.now();
    expect(await gave({ do: 'ps', script: 'Start-Sleep -Seconds 3' })).toMatchObject({ exitCode: 0 });
    expect(performance.now() - began).toBeGreaterThan(2500);
  });

  it.each([
    { name: 'a wrong password over http', id: HTTP, options: { transport: 'ntlm' }, account: { password: 'guess' } },
    { name: 'a wrong password over https', id: HTTPS, options: { transport: 'ntlm' }, account: { password: 'guess' } },
    { name: 'a wrong password with Basic', id: BASIC, options: { transport: 'basic' }, account: { password: 'guess' } },
    { name: 'an unknown name', id: HTTP, options: { transport: 'ntlm' }, account: { user: 'LAKESIDE\\nobody' } },
    { name: 'Basic where it is off', id: HTTPS, options: { transport: 'basic' }, account: {} },
    { name: 'Basic over http', id: HTTP, options: { transport: 'plaintext' }, account: {} },
  ])('$name is refused', async ({ id, options, account }) => {
    await open(id, options, account);
    expect(await ask({ do: 'cmd', command: 'echo', args: ['x'] })).toEqual(REFUSED);
  });

  it('an account of the domain is refused with Basic', async () => {
    const { user, password } = stock.fleet;
    await open(BASIC, { transport: 'basic' }, { user, password });
    expect(await ask({ do: 'cmd', command: 'echo', args: ['x'] })).toEqual(REFUSED);
  });

  it('messages that are not sealed are refused over http, after the logon', async () => {
    await open(HTTP, { transport: 'ntlm', message_encryption: 'never' });
    const { error, message } = raised.parse(await ask({ do: 'cmd', command: 'echo', args: ['x'] }));
    expect([error, message]).toEqual(['WinRMTransportError', expect.stringContaining('Code 500')]);
  });

  it('who does not bind is refused where that is asked for', async () => {
    await open(HTTPS, { transport: 'ntlm', send_cbt: false });
    expect(await ask({ do: 'cmd', command: 'echo', args: ['x'] })).toEqual(REFUSED);
  });

  it('a certificate of nobody is not believed', async () => {
    await open(HTTPS, { transport: 'ntlm', ca_trust_path: '/dev/null' });
    expect(raised.parse(await ask({ do: 'cmd', command: 'echo', args: ['x'] })).error).toMatch(/SSL|OSError/);
  });
});
