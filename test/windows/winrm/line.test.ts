import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { Trust } from '../../../src/windows/winrm/dial.js';
import { Line } from '../../../src/windows/winrm/line.js';

const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
let server: net.Server;

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Says `pieces` to whoever asks, one after the other, and tells when all is taken. */
async function saying(pieces: Iterable<string>): Promise<{ line: Line; said: Promise<void> }> {
  let tell = (): void => undefined;
  const said = new Promise<void>((resolve) => {
    tell = resolve;
  });
  server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', async () => {
      for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
      tell();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const line = await Line.open(
    {
      ...{ host: '127.0.0.1', port, scheme: 'http', method: 'negotiate', user: 'x', shared: false },
      ...{ password: { reveal: () => '' }, authorities: null, pin: null },
    },
    new Trust(),
    30_000,
    new AbortController().signal,
  );
  return { line, said };
}

function memory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().arrayBuffers;
}

function* padded(count: number): Iterable<string> {
  yield HEAD;
  for (let n = 0; n < count; n++) yield `1;${'e'.repeat(60_000)}\r\nA\r\n`;
}

it('a few bytes keep nothing of the many that came with them', async () => {
  const { line, said } = await saying(padded(500));
  const stop = new AbortController();
  const before = memory();
  const reply = line.post({}, Buffer.from('x'), stop.signal);
  await said;
  expect(memory() - before).toBeLessThan(5_000_000);
  stop.abort(new Error('enough'));
  await expect(reply).rejects.toThrow('enough');
});

it('a reply is whole, however it is cut up', async () => {
  const texts = ['a', 'bc'.repeat(5000), '', 'd'.repeat(70_000), 'e'];
  const chunks = texts.filter((text) => text !== '').map((text) => `${text.length.toString(16)}\r\n${text}\r\n`);
  const { line } = await saying([HEAD, ...chunks, '0\r\n\r\n']);
  const { body } = await line.post({}, Buffer.from('x'), new AbortController().signal);
  expect(body.toString('latin1')).toBe(texts.join(''));
  line.close();
});
