import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '../../../../sandbox/windows/certificates.js';
import { Acceptor } from '../../../../sandbox/windows/ntlm/acceptor.js';
import { Account } from '../../../../sandbox/windows/ntlm/account.js';
import { channelBindings } from '../../../../sandbox/windows/ntlm/proof.js';
import type { SealedChannel } from '../../../../sandbox/windows/ntlm/sealed-channel.js';
import type { ComputerId } from '../../../../src/domain/ids.js';
import { ntlmAuthenticator } from '../../../../src/windows/ntlm/authenticator.js';
import { AutoWinRmTransport, type ChosenWay } from '../../../../src/windows/winrm/auto-transport.js';
import { BasicWinRmTransport } from '../../../../src/windows/winrm/basic-transport.js';
import type { TransportLimits } from '../../../../src/windows/winrm/limits.js';
import { NegotiateWinRmTransport } from '../../../../src/windows/winrm/negotiate-transport.js';
import type { WinRmMethod, WinRmTarget, WinRmTransport } from '../../../../src/windows/winrm/transport.js';
import { Door, type DoorSettings, type ServerContext } from '../door.js';
import { Listener } from '../listener.js';

const USER = 'patchbay';
const PASSWORD = 'correct horse "battery" & staple';

export interface Limits extends TransportLimits {
  readonly keepSeconds?: number;
}

export interface Means {
  readonly transport: WinRmTransport;
  close(): Promise<void>;
}

/** A transport, and a service that it can meet. */
export interface Pair {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  /** What is spoken in the end. */
  readonly speaks: 'basic' | 'negotiate';
  readonly method: WinRmMethod;
  readonly offers: readonly ('negotiate' | 'basic')[];
}

const basic = { user: USER, password: PASSWORD };

/** NTLM as the sandbox's computers accept it. @param certificate PEM; null over http */
function ntlm(certificate: string | null): ServerContext {
  const lockout = { lockoutThreshold: 0, lockoutMs: 0 };
  const acceptor = new Acceptor({
    names: { computer: 'SRV01', domain: 'SRV01', dnsComputer: 'srv01.example.test', dnsDomain: 'srv01.example.test' },
    accounts: [new Account({ user: USER, password: PASSWORD, domain: null, ...lockout }, Date.now)],
    bindings:
      certificate === null
        ? null
        : channelBindings(createHash('sha256').update(new X509Certificate(certificate).raw).digest()),
    cbtHardeningLevel: 'Strict',
    micRequired: true,
    now: Date.now,
  });
  let channel: SealedChannel | null = null;
  const known = (): SealedChannel => {
    if (channel === null) throw new Error('nobody has logged on');
    return channel;
  };
  return {
    step: (token) => {
      const step = acceptor.step(token);
      if (step.kind === 'accepted') channel = step.proven.channel;
      return step;
    },
    seal: (plain) => known().seal(plain),
    unseal: (message) => known().unseal(message),
  };
}

export const PAIRS: readonly Pair[] = [
  { name: 'basic over https', scheme: 'https', speaks: 'basic', method: 'basic', offers: ['basic'] },
  {
    name: 'negotiate over https',
    scheme: 'https',
    speaks: 'negotiate',
    method: 'negotiate',
    offers: ['negotiate'],
  },
  {
    name: 'negotiate over http',
    scheme: 'http',
    speaks: 'negotiate',
    method: 'negotiate',
    offers: ['negotiate'],
  },
  { name: 'auto over http', scheme: 'http', speaks: 'negotiate', method: 'auto', offers: ['negotiate'] },
  { name: 'auto over https', scheme: 'https', speaks: 'negotiate', method: 'auto', offers: ['negotiate', 'basic'] },
  { name: 'auto over https, Basic alone', scheme: 'https', speaks: 'basic', method: 'auto', offers: ['basic'] },
];

function doorOf({ offers, scheme }: Pair, certificate: string): DoorSettings {
  return {
    ...(offers.includes('basic') ? { basic } : {}),
    ...(offers.includes('negotiate') ? { negotiate: () => ntlm(scheme === 'http' ? null : certificate) } : {}),
  };
}

/** Certificates for 127.0.0.1: of the authority that is trusted, and of another one. */
export interface Certificates {
  readonly authorities: string;
  readonly trusted: { readonly key: string; readonly cert: string };
  readonly foreign: { readonly key: string; readonly cert: string };
  remove(): Promise<void>;
}

export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'winrm-contract-'));
  const ours = await openAuthority(join(folder, 'ours'));
  const theirs = await openAuthority(join(folder, 'theirs'));
  return {
    authorities: await readFile(ours.caFile, 'utf8'),
    trusted: await ours.certificateFor('srv01.example.test'),
    foreign: await theirs.certificateFor('srv01.example.test'),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A service of its own, and what leads to it. */
export class World {
  readonly listener: Listener;
  readonly target: WinRmTarget;
  /** What `auto` chose. */
  readonly chosen: ChosenWay[] = [];
  readonly #opened: Means[] = [];

  private constructor(listener: Listener, target: WinRmTarget) {
    this.listener = listener;
    this.target = target;
  }

  static async open(
    pair: Pair,
    { authorities, trusted }: Certificates,
    more: Partial<WinRmTarget> = {},
  ): Promise<World> {
    const listener = new Listener(pair.scheme === 'http' ? null : trusted, new Door(doorOf(pair, trusted.cert)));
    return new World(listener, {
      computer: 'srv01' as ComputerId,
      host: '127.0.0.1',
      port: await listener.open(),
      ...{ scheme: pair.scheme, method: pair.method, user: USER, password: { reveal: () => PASSWORD } },
      ...{ shared: false, authorities, pin: null, ...more },
    });
  }

  /** A transport of its own. */
  transport(limits: Limits = {}): WinRmTransport {
    const means = meansOf({ requestSeconds: 5, keepSeconds: 0, ...limits }, (way) => this.chosen.push(way));
    this.#opened.push(means);
    return means.transport;
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((one) => one.close()));
    await this.listener.close();
  }
}

function meansOf(limits: Limits, chosen: (way: ChosenWay) => void): Means {
  const basic = new BasicWinRmTransport(limits);
  const negotiate = new NegotiateWinRmTransport({
    ...limits,
    authenticatorOf: ntlmAuthenticator,
  });
  return {
    transport: new AutoWinRmTransport({ basic, negotiate, chosen, ...limits }),
    close: async () => void (await Promise.all([negotiate.close(), basic.close()])),
  };
}
