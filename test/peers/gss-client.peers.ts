import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';
import { type Ask, envelope, receiveAsk } from '../sandbox/windows/soap.js';
import { decidedBy, GSS_NTLMSSP } from './peer.js';
import { PythonLines } from './python-lines.js';
import { HTTP, HTTPS, StockFleet } from './stock-fleet.js';

const posted = z.object({ status: z.int(), sealed: z.boolean(), text: z.string() });
const CREATE: Ask = {
  action: 'Create',
  body: '<r:Shell><r:InputStreams>stdin</r:InputStreams><r:OutputStreams>stdout stderr</r:OutputStreams></r:Shell>',
};

let stock: StockFleet;
let client: PythonLines;
beforeAll(async () => {
  stock = await StockFleet.start((id) => (id === HTTPS ? { cbtHardeningLevel: 'Strict', micRequired: true } : {}));
});
afterAll(() => stock.close());

async function ask(order: object): Promise<unknown> {
  client.say(order);
  return client.next();
}

async function connect(id: string): Promise<void> {
  const { port, scheme } = stock.wayTo(id);
  const certificate = scheme === 'http' ? null : stock.fleet.caFile;
  expect(await ask({ do: 'connect', host: '127.0.0.1', port, certificate })).toEqual({});
}

interface Logon {
  readonly password?: string;
  readonly binds?: 'right' | 'wrong' | 'not';
}

async function logOn(id: string, { password, binds = 'not' }: Logon = {}): Promise<unknown> {
  const way = stock.wayTo(id);
  return ask({ do: 'log on', user: `LAKESIDE\\${way.user}`, password: password ?? way.password, binds });
}

interface How {
  readonly seal: boolean;
  readonly flip?: number;
  readonly again?: boolean;
}

async function post(what: Ask, { seal, flip, again }: How): Promise<z.infer<typeof posted>> {
  const answer = await ask({ do: 'post', text: envelope(what), seal, flip: flip ?? null, again: again ?? false });
  const read = posted.safeParse(answer);
  if (!read.success) throw new Error(`the client said ${JSON.stringify(answer)}`);
  return read.data;
}

function idIn({ text }: { readonly text: string }, name: 'ShellId' | 'CommandId'): string {
  return new RegExp(`<rsp:${name}>([^<]*)<`).exec(text)?.[1] ?? '';
}

decidedBy(GSS_NTLMSSP, (python) => {
  beforeEach(() => {
    client = new PythonLines(python, packagePath('test', 'peers', 'gss', 'client.py'));
  });
  afterEach(() => client.close());

  it.each([
    { name: 'over http, sealed both ways', id: HTTP, seal: true, binds: 'not' },
    { name: 'over https, bound to the certificate', id: HTTPS, seal: false, binds: 'right' },
  ] as const)('logs on within SPNEGO and runs a command $name', async ({ id, seal, binds }) => {
    await connect(id);
    expect(await logOn(id, { binds })).toEqual({ status: 200, complete: true });
    const created = await post(CREATE, { seal });
    const shellId = idIn(created, 'ShellId');
    const line = '<r:CommandLine><r:Command>echo hello</r:Command></r:CommandLine>';
    const commandId = idIn(await post({ action: 'Command', shellId, body: line }, { seal }), 'CommandId');
    const received = await post(receiveAsk(shellId, commandId), { seal });
    const deleted = await post({ action: 'Delete', shellId, body: '' }, { seal });
    expect(received.text).toContain(`>${Buffer.from('hello\r\n').toString('base64')}<`);
    for (const { status, sealed } of [created, received, deleted]) expect([status, sealed]).toEqual([200, seal]);
  });

  it('a fault is sealed as well', async () => {
    await connect(HTTP);
    await logOn(HTTP);
    const shellId = '4283CBDC-3706-415B-88BD-B385F3E51A53';
    const answer = await post({ action: 'Delete', shellId, body: '' }, { seal: true });
    expect(answer).toMatchObject({ status: 500, sealed: true, text: expect.stringContaining('w:InvalidSelectors') });
  });

  it.each<[string, string, Logon]>([
    ['a wrong password over http', HTTP, { password: 'guess' }],
    ['a wrong password over https', HTTPS, { password: 'guess', binds: 'right' }],
    ['who binds to another certificate', HTTPS, { binds: 'wrong' }],
    ['who binds to none, where that is asked for', HTTPS, { binds: 'not' }],
  ])('%s is refused', async (_, id, how) => {
    await connect(id);
    expect(await logOn(id, how)).toMatchObject({ status: 401 });
  });

  describe('a sealed message', () => {
    beforeEach(async () => {
      await connect(HTTP);
      expect(await logOn(HTTP)).toMatchObject({ status: 200 });
    });

    it.each([
      ['checksum', 8 * 5],
      ['sequence number', 8 * 12],
      ['ciphertext', 8 * 100],
    ])('with another bit in its %s is refused, and the logon is over', async (_, flip) => {
      const before = stock.openShells(HTTP);
      expect((await post(CREATE, { seal: true, flip })).status).toBe(400);
      expect((await post(CREATE, { seal: true })).status).toBe(401);
      expect(stock.openShells(HTTP)).toBe(before);
    });

    it('that comes a second time is refused, and the logon is over', async () => {
      const before = stock.openShells(HTTP);
      expect((await post(CREATE, { seal: true })).status).toBe(200);
      expect((await post(CREATE, { seal: true, again: true })).status).toBe(400);
      expect((await post(CREATE, { seal: true })).status).toBe(401);
      expect(stock.openShells(HTTP)).toBe(before + 1);
    });

    it('is asked for: one that is not sealed is refused', async () => {
      expect((await post(CREATE, { seal: false })).status).toBe(500);
    });
  });
});
