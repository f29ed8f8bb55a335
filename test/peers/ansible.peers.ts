import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ANSIBLE, decidedBy, pythonEnvironment } from './peer.js';
import { BASIC, HTTP, HTTPS, StockFleet } from './stock-fleet.js';

const result = z.object({
  rc: z.int().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  unreachable: z.boolean().optional(),
  msg: z.string().optional(),
});
type Result = z.infer<typeof result>;

let stock: StockFleet;
let folder: string;
beforeAll(async () => {
  stock = await StockFleet.start();
  folder = await mkdtemp(join(tmpdir(), 'peers-ansible-'));
});
afterAll(async () => {
  await stock.close();
  await rm(folder, { recursive: true });
});

/** All computers, each the way that it is reached. */
async function inventory(more: object = {}): Promise<string> {
  const host = (id: string, transport: string): object => {
    const { port, scheme, user, password } = stock.wayTo(id);
    return {
      ...{ ansible_connection: 'winrm', ansible_host: '127.0.0.1', ansible_port: port, ansible_winrm_scheme: scheme },
      ...{ ansible_user: user, ansible_password: password, ansible_winrm_transport: transport },
      ...(scheme === 'http' ? { ansible_winrm_message_encryption: 'always' } : {}),
      ...{ ansible_winrm_ca_trust_path: stock.fleet.caFile, ...more },
    };
  };
  const hosts = { [HTTP]: host(HTTP, 'ntlm'), [HTTPS]: host(HTTPS, 'ntlm'), [BASIC]: host(BASIC, 'basic') };
  const file = join(folder, 'inventory.yml');
  await writeFile(file, stringify({ all: { hosts } }), { mode: 0o600 });
  return file;
}

decidedBy(ANSIBLE, (python) => {
  /** `raw` with this line on all computers: what each of them gave. */
  async function raw(line: string, more: object = {}): Promise<Readonly<Record<string, Result>>> {
    const tree = await mkdtemp(join(folder, 'tree-'));
    const settings = { ANSIBLE_HOME: folder, ANSIBLE_LOCAL_TEMP: folder, ANSIBLE_LOCALHOST_WARNING: 'False' };
    const env = { ...pythonEnvironment(), ...settings, HOME: folder };
    const args = ['-m', 'ansible', 'adhoc', '-i', await inventory(more), 'all', '-m', 'raw', '-a', line, '-t', tree];
    // It ends with an error where a computer's command does: what matters is told for each.
    await promisify(execFile)(python, args, { env, maxBuffer: 50_000_000 }).catch((error: unknown) => error);
    const each = [HTTP, HTTPS, BASIC].map(async (id) => {
      const told = await readFile(join(tree, id), 'utf8');
      return [id, result.parse(JSON.parse(told))] as const;
    });
    return Object.fromEntries(await Promise.all(each));
  }

  function onAll(what: object): object {
    return { [HTTP]: what, [HTTPS]: what, [BASIC]: what };
  }

  it('a line gives its output over http sealed, over https, and with Basic', async () => {
    expect(await raw("Write-Output 'grüße'")).toMatchObject(onAll({ rc: 0, stdout: 'grüße\r\n', stderr: '' }));
  });

  it('a line gives its exit code', async () => {
    expect(await raw('exit 5')).toMatchObject(onAll({ rc: 5, stdout: '' }));
  });

  it('900 KB of UTF-8 come whole', async () => {
    const all = await raw("[Console]::Out.Write('é€😀' * 100000)");
    for (const { rc, stdout } of Object.values(all)) expect([rc, stdout === 'é€😀'.repeat(100_000)]).toEqual([0, true]);
  });

  it('a wrong password is refused', async () => {
    const all = await raw('exit 0', { ansible_password: 'guess' });
    expect(all).toMatchObject(onAll({ unreachable: true, msg: expect.stringContaining('rejected by the server') }));
  });

  it('messages that are not sealed are refused over http alone', async () => {
    const all = await raw('exit 0', { ansible_winrm_message_encryption: 'never' });
    expect(all).toMatchObject({
      [HTTP]: { unreachable: true, msg: expect.stringContaining('500') },
      [HTTPS]: { rc: 0 },
      [BASIC]: { rc: 0 },
    });
  });

  it('nobody leaves a shell behind', () => {
    for (const id of [HTTP, HTTPS, BASIC]) expect(stock.openShells(id)).toBe(0);
  });
});
