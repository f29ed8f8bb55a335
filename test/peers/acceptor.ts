import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packagePath } from '../../src/package-root.js';
import { PythonLines } from './python-lines.js';

const connection = z.int();
const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('logon'), who: z.string(), bound: z.boolean(), connection }),
  z.object({ event: z.literal('asked'), operation: z.string(), sealed: z.boolean(), connection }),
  z.object({ event: z.literal('refused'), why: z.string(), connection }),
  z.object({ event: z.literal('told') }),
]);
type AcceptorEvent = z.infer<typeof event>;

/** What a listener shows, and the hash that its certificate's signature asks channel binding for (RFC 5929 4.1). */
export interface ShownCertificate {
  readonly cert: string;
  readonly key: string;
  readonly hash: 'sha256' | 'sha384' | 'sha512';
}

/** What happened at a service so far. */
export class Happened {
  readonly #events: readonly AcceptorEvent[];

  constructor(events: readonly AcceptorEvent[]) {
    this.#events = events;
  }

  all<K extends AcceptorEvent['event']>(kind: K): readonly Extract<AcceptorEvent, { event: K }>[] {
    return this.#events.filter((one): one is Extract<AcceptorEvent, { event: K }> => one.event === kind);
  }

  /** Which kinds of things, in their order. */
  get kinds(): readonly string[] {
    return this.#events.map((one) => one.event);
  }

  get operations(): readonly string[] {
    return this.all('asked').map(({ operation }) => operation);
  }
}

/** The WinRM service of `gss/service.py`, whose security is gss-ntlmssp's. */
export class Acceptor {
  readonly port: number;
  readonly #events: AcceptorEvent[] = [];
  readonly #lines: PythonLines;
  readonly #folder: string;

  private constructor(lines: PythonLines, folder: string, port: number) {
    this.#lines = lines;
    this.#folder = folder;
    this.port = port;
  }

  /**
   * @param accounts lines `DOMAIN:user:password`, as gss-ntlmssp keeps them
   * @param shown null for http
   */
  static async start(python: string, accounts: readonly string[], shown: ShownCertificate | null): Promise<Acceptor> {
    const folder = await mkdtemp(join(tmpdir(), 'gss-acceptor-'));
    const kept = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const lines = new PythonLines(python, packagePath('test', 'peers', 'gss', 'service.py'), {
      NTLM_USER_FILE: await kept('accounts', accounts.map((line) => `${line}\n`).join('')),
      NETBIOS_COMPUTER_NAME: 'SRV01',
      NETBIOS_DOMAIN_NAME: 'LAB',
    });
    lines.say({
      certificate: shown && (await kept('certificate.pem', shown.cert)),
      key: shown && (await kept('key.pem', shown.key)),
      hash: shown?.hash ?? 'sha256',
    });
    return new Acceptor(lines, folder, parsed(z.object({ port: z.int() }), await lines.next()).port);
  }

  async happened(): Promise<Happened> {
    this.#lines.say({});
    for (;;) {
      const told = parsed(event, await this.#lines.next());
      if (told.event === 'told') return new Happened(this.#events);
      this.#events.push(told);
    }
  }

  async close(): Promise<void> {
    await this.#lines.close();
    await rm(this.#folder, { recursive: true });
  }
}

function parsed<T>(schema: z.ZodType<T>, told: unknown): T {
  const read = schema.safeParse(told);
  if (!read.success) throw new Error(`the acceptor said ${JSON.stringify(told)}`);
  return read.data;
}
