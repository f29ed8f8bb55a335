import type { IncomingMessage } from 'node:http';
import { Acceptor } from '../ntlm/acceptor.js';
import type { Account } from '../ntlm/account.js';
import type { HostNames } from '../ntlm/messages.js';
import type { NtlmHost } from '../ntlm/ntlm-acceptor.js';
import type { SealedChannel } from '../ntlm/sealed-channel.js';
import type { ServiceSettings } from './settings.js';

/** Whether a request may go on. `challenges` are the values of WWW-Authenticate, on a reply of any status. */
export type Admission =
  | {
      readonly admitted: true;
      readonly user: string;
      readonly channel: SealedChannel | null;
      readonly challenges: readonly string[];
    }
  | { readonly admitted: false; readonly challenges: readonly string[] };

export interface GateSettings {
  readonly accounts: readonly Account[];
  readonly names: HostNames;
  readonly service: ServiceSettings;
  now(): number;
}

/** Who stands at one connection's door: what NTLM proves belongs to the connection and ends with it (MS-NTHT 1.1). */
export class Gate {
  readonly #settings: GateSettings;
  readonly #bindings: Buffer | null;
  #acceptor: Acceptor | null = null;
  #known: { readonly user: string; readonly channel: SealedChannel | null } | null = null;

  /** @param bindings what a client over TLS binds itself to; null without TLS */
  constructor(settings: GateSettings, bindings: Buffer | null) {
    this.#settings = settings;
    this.#bindings = bindings;
  }

  /** What it was proven on this connection is forgotten. */
  forget(): void {
    this.#acceptor = null;
    this.#known = null;
  }

  admit({ headers: { authorization } }: IncomingMessage): Admission {
    const [, scheme = '', base64 = ''] = /^(\S+) +([A-Za-z0-9+/]+={0,2})$/.exec(authorization ?? '') ?? [];
    if (authorization === undefined) return this.#known ? this.#admitted(this.#known) : this.refused();
    this.#known = null;
    const given = Buffer.from(base64, 'base64');
    if (/^basic$/i.test(scheme) && this.#offersBasic) return this.#byBasic(given.toString('utf8'));
    if (/^negotiate$/i.test(scheme) && this.#settings.service.negotiate) return this.#byNegotiate(given);
    return this.refused();
  }

  refused(): Admission {
    const negotiate = this.#settings.service.negotiate ? ['Negotiate', 'Kerberos'] : [];
    return { admitted: false, challenges: [...negotiate, ...(this.#offersBasic ? ['Basic realm="WSMAN"'] : [])] };
  }

  /** Over HTTP a password would be there for all to read. */
  get #offersBasic(): boolean {
    const { basic, allowUnencrypted } = this.#settings.service;
    return basic && (this.#bindings !== null || allowUnencrypted);
  }

  #admitted(known: { user: string; channel: SealedChannel | null }, token: Buffer | null = null): Admission {
    const challenges = token === null ? [] : [`Negotiate ${token.toString('base64')}`];
    return { admitted: true, ...known, challenges };
  }

  /** Local accounts only, and for this one request. */
  #byBasic(text: string): Admission {
    const [, user = '', password = ''] = /^([^:]*):([\s\S]*)$/.exec(text) ?? [];
    const local = this.#settings.accounts.filter(({ facts }) => facts.domain === null);
    const account = local.find(({ facts }) => facts.user.toLowerCase() === user.toLowerCase());
    const isRight = account?.prove((expected) => (expected === password ? true : null));
    return account && isRight ? this.#admitted({ user: account.facts.user, channel: null }) : this.refused();
  }

  #byNegotiate(token: Buffer): Admission {
    const acceptor = (isFirst(token) ? null : this.#acceptor) ?? new Acceptor(this.#host());
    const step = acceptor.step(token);
    this.#acceptor = step.kind === 'continue' ? acceptor : null;
    if (step.kind === 'refused') return this.refused();
    if (step.kind === 'continue')
      return { admitted: false, challenges: [`Negotiate ${step.token.toString('base64')}`] };
    this.#known = step.proven;
    return this.#admitted(step.proven, step.token);
  }

  #host(): NtlmHost {
    const { accounts, names, service, now } = this.#settings;
    const { cbtHardeningLevel, micRequired } = service;
    return { accounts, names, bindings: this.#bindings, cbtHardeningLevel, micRequired, now };
  }
}

/** NegTokenInit, or a bare NEGOTIATE_MESSAGE: somebody begins, or begins again. */
function isFirst(token: Buffer): boolean {
  return token.at(0) === 0x60 || (token.at(0) === 0x4e && token.at(8) === 1);
}
