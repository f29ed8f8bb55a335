import { type ErrorCode, PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { Trust } from './dial.js';
import { offersOf, offersText } from './offers.js';
import { addressOf, type WinRmShell, type WinRmTarget, type WinRmTransport } from './transport.js';
import { within } from './within.js';

/** Which way was taken, and why. */
export interface ChosenWay {
  readonly computer: ComputerId;
  readonly scheme: 'http' | 'https';
  readonly method: 'negotiate' | 'basic';
  readonly why: string;
}

export interface AutoOptions {
  readonly negotiate: WinRmTransport;
  readonly basic: WinRmTransport;
  /** Told whenever a way is chosen, or another one than before. */
  readonly chosen: (way: ChosenWay) => void;
  /** How long asking a service what it offers may take, in seconds. */
  readonly requestSeconds?: number;
}

/** After these the service may offer something else by now. */
const DOUBTFUL = new Set<ErrorCode>(['PB402', 'PB410']);

/**
 * Takes for each computer the transport that its configuration names, or finds it out: Negotiate over http, since nothing
 * else is sealed there; over https whatever the service offers, Negotiate before Basic. Basic shows the password to the
 * computer: it is taken only for a local account that no other computer shares.
 */
export class AutoWinRmTransport implements WinRmTransport {
  readonly #options: AutoOptions;
  readonly #trust = new Trust();
  readonly #requestMs: number;
  readonly #ways = new Map<string, ChosenWay>();

  constructor(options: AutoOptions) {
    this.#options = options;
    this.#requestMs = (options.requestSeconds ?? 30) * 1000;
  }

  async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const chosen = this.#ways.get(keyOf(target)) ?? (await this.#choose(target, signal));
    const way = wayText(chosen);
    const usedBy = (shell: WinRmShell): Promise<T> => use({ way, run: (line) => shell.run(line) });
    try {
      return await this.#options[chosen.method].withShell(target, usedBy, signal);
    } catch (error) {
      if (error instanceof PatchbayError && DOUBTFUL.has(error.code)) this.#ways.delete(keyOf(target));
      throw error;
    }
  }

  async #choose(target: WinRmTarget, signal: AbortSignal): Promise<ChosenWay> {
    const { computer, scheme } = target;
    const way = { computer, scheme, ...(told(target) ?? (await this.#found(target, signal))) };
    this.#ways.set(keyOf(target), way);
    this.#options.chosen(way);
    return way;
  }

  async #found(target: WinRmTarget, outer: AbortSignal): Promise<Choice> {
    const offers = await within(outer, this.#requestMs, (signal) =>
      offersOf(target, this.#trust, this.#requestMs, signal),
    );
    if (offers.has('negotiate')) return { method: 'negotiate', why: 'the service offers it' };
    const refused = refusal(target, offers);
    if (refused !== null) throw new PatchbayError('PB410', { computer: target.computer, cause: refused });
    return { method: 'basic', why: 'the service offers nothing better, and the account is of this computer alone' };
  }
}

type Choice = Pick<ChosenWay, 'method' | 'why'>;

/** `Negotiate (NTLM) over HTTP, sealed, because the service offers it`. */
function wayText({ method, scheme, why }: ChosenWay): string {
  if (method === 'basic') return `Basic over HTTPS, because ${why}`;
  const how = scheme === 'http' ? 'HTTP, sealed' : 'HTTPS, bound to its certificate';
  return `Negotiate (NTLM) over ${how}, because ${why}`;
}

/** Another account or another address is another way. */
function keyOf(target: WinRmTarget): string {
  return [target.computer, addressOf(target), target.method, target.user, target.shared].join(' ');
}

/** What needs no asking; null where it does. */
function told({ computer, scheme, method }: WinRmTarget): Choice | null {
  if (method === 'negotiate') return { method, why: 'the configuration says so' };
  if (scheme === 'http') {
    if (method === 'basic') throw new PatchbayError('PB410', { computer, cause: 'Basic is never used over http' });
    return { method: 'negotiate', why: 'over http nothing else is sealed' };
  }
  return method === 'basic' ? { method, why: 'the configuration says so' } : null;
}

/** Why Basic is not taken, or null where it may be. */
function refusal({ user, shared }: WinRmTarget, offers: ReadonlySet<string>): string | null {
  if (!offers.has('basic')) return offersText(offers);
  if (/[\\@]/.test(user)) return 'it offers Basic alone, which takes no account of a domain';
  return shared ? 'it offers Basic alone, which would show it a password that other computers share' : null;
}
