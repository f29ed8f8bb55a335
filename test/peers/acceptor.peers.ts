import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutput, WinRmTarget } from '../../src/windows/winrm/transport.js';
import { Acceptor } from './acceptor.js';
import { type Pinned, usualCertificate } from './certificates.js';
import { decidedBy, GSS_NTLMSSP } from './peer.js';
import { failure, PASSWORD, run, targetOf, USER, within } from './reach.js';

const ACCOUNTS = [`LAB:Olivia:${PASSWORD}`, 'LAB:José:Señor 9', ':ops@lab.example:by mail'];
const TEXT = 'Größe 大きさ 📏 ';
let shown: Pinned;
let service: Acceptor;

beforeAll(async () => {
  shown = await usualCertificate();
});

function utf8({ stdout }: CommandOutput): string {
  return Buffer.from(stdout, 'latin1').toString('utf8');
}

decidedBy(GSS_NTLMSSP, (python) => {
  describe.each(['http', 'https'] as const)('over %s', (scheme) => {
    beforeEach(async () => {
      service = await Acceptor.start(python, ACCOUNTS, scheme === 'http' ? null : shown);
    });
    afterEach(() => service.close());

    function target(account: { readonly user?: string; readonly password?: string } = {}): WinRmTarget {
      return targetOf(service.port, scheme, { ...account, ...(scheme === 'http' ? {} : { pin: shown.pin }) });
    }

    it('a command is taken, by one logon on one connection', async () => {
      expect(await run(target())).toEqual({ stdout: 'hello\r\n', stderr: '', exitCode: 0 });
      const happened = await service.happened();
      expect(happened.operations).toEqual(['Create', 'Command', 'Receive', 'Signal', 'Delete']);
      expect(happened.all('logon')).toEqual([
        { event: 'logon', who: 'LAB\\olivia', bound: scheme === 'https', connection: 1 },
      ]);
      for (const asked of happened.all('asked'))
        expect(asked).toMatchObject({ sealed: scheme === 'http', connection: 1 });
    });

    it('exit codes and errors come as they are', async () => {
      await within(target(), async (shell) => {
        for (const code of [0, 3, 255, -1073741510])
          expect(await shell.run(`exit ${code}`)).toEqual({ stdout: '', stderr: '', exitCode: code });
        expect(await shell.run('complain oops')).toEqual({ stdout: '', stderr: 'oops\r\n', exitCode: 1 });
      });
    });

    it('a command may print 690 KB of UTF-8, in pieces that end within its characters', async () => {
      const output = await run(target(), `repeat 30000 ${TEXT}`);
      expect(utf8(output)).toBe(TEXT.repeat(30_000));
      expect((await service.happened()).operations.filter((one) => one === 'Receive').length).toBeGreaterThan(2);
    });

    it('a long line of UTF-8 arrives as it was given', async () => {
      const line = TEXT.repeat(500).trim();
      expect(utf8(await run(target(), `echo ${line}`))).toBe(`${line}\r\n`);
    });

    it('silence is waited out, and a quota is told', async () => {
      await within(target(), async (shell) => {
        expect(await shell.run('silent 3')).toMatchObject({ stdout: 'at last', exitCode: 0 });
        expect(await failure(shell.run('quota'))).toMatchObject({
          code: 'PB413',
          details: { quota: 'MaxShellsPerUser' },
        });
      });
    });

    it('a hundred commands share one logon', async () => {
      await within(target(), async (shell) => {
        for (let number = 0; number < 100; number++)
          expect((await shell.run(`echo ${number} ${TEXT}`)).stdout).toMatch(new RegExp(`^${number} `));
      });
      expect((await service.happened()).all('logon')).toHaveLength(1);
      expect((await service.happened()).all('refused')).toEqual([]);
    });

    it('twenty connections at a time have a logon each', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, (_, number) => run(target(), `echo ${number}`)));
      expect(all.map(({ stdout }) => stdout)).toEqual(all.map((_, number) => `${number}\r\n`));
      const logons = (await service.happened()).all('logon');
      expect(new Set(logons.map(({ connection }) => connection)).size).toBe(20);
    });

    it.each([
      ['LAB\\olivia', PASSWORD],
      ['LAB\\OLIVIA', PASSWORD],
      ['LAB\\josé', 'Señor 9'],
      ['ops@lab.example', 'by mail'],
    ])('%s is let in', async (user, password) => {
      expect((await run(target({ user, password }))).stdout).toBe('hello\r\n');
    });

    it.each([
      ['a wrong password', USER, 'guess'],
      ['no password', USER, ''],
      ['an unknown name', 'LAB\\nobody', PASSWORD],
      ['another domain', 'OTHER\\olivia', PASSWORD],
    ])('%s is refused, and tried once', async (_, user, password) => {
      expect(await failure(run(target({ user, password })))).toMatchObject({ code: 'PB402' });
      expect((await service.happened()).kinds).toEqual(['refused']);
    });
  });
});
