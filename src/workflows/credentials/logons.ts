import {
  accepted,
  answered,
  askedAgain,
  type Credential,
  type CredentialRules,
  lapsed,
  needsPerson,
  newCredential,
  refused,
  replaced,
  resumed,
  tried,
} from '../../domain/credential.js';
import { asFailure, PatchbayError, type PatchbayFailure } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { Accounts, Logons } from '../../ports/logons.js';
import type { Store } from '../../ports/store.js';
import { Turns, type TurnTimes } from './turns.js';

export interface LogonParts {
  readonly store: { readonly credentials: Pick<Store['credentials'], 'get' | 'update'> };
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly rules: CredentialRules;
  readonly times: TurnTimes;
  /** The slash command's name: what is said names the next step. */
  readonly command: string;
  readonly report: (failure: PatchbayFailure, about: Readonly<Record<string, string>>) => void;
  /** Told where a profile came to stand otherwise. */
  readonly changed: (profile: string) => void;
}

/** One account: how it stands, as kept, and who has the turn. */
class Profile {
  readonly turns: Turns;
  credential: Credential;

  constructor(credential: Credential, { clock, times }: LogonParts) {
    this.credential = credential;
    this.turns = new Turns(clock, times, () => this.credential);
  }
}

/**
 * Keeps accounts from being locked: one canary goes first, and what it says is kept. The verdict is written before anybody
 * else goes, so that it outlives the process.
 */
export class LogonDesk implements Logons {
  readonly #parts: LogonParts;
  readonly #profiles = new Map<string, Promise<Profile>>();
  readonly #known = new Map<string, Profile>();
  /** One write after the other. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  async begin(computer: ComputerId, signal?: AbortSignal): Promise<void> {
    const profile = await this.#profileOf(computer);
    signal?.throwIfAborted();
    this.#lapse(profile);
    const refusal = this.#whyNot(profile.credential, computer);
    if (refusal !== null) throw refusal;
    await profile.turns.wait(computer, signal);
    await this.#noteCanary(profile, computer);
  }

  accepted(computer: ComputerId): void {
    const profile = this.#knownOf(computer);
    if (profile === null) return;
    const before = profile.credential;
    profile.credential = accepted(before, computer, this.#parts.clock.now());
    profile.turns.ended(computer);
    if (!isWorthWriting(before, profile.credential, this.#parts.rules)) return;
    this.#keepSoon(profile.credential);
  }

  async refused(computer: ComputerId): Promise<PatchbayError> {
    const profile = await this.#profileOf(computer);
    await profile.turns.held(async () => {
      profile.credential = refused(profile.credential, computer, this.#parts.clock.now(), this.#parts.rules);
      profile.turns.ended(computer);
      await this.#marked(profile);
      await this.#renew(profile);
    });
    profile.turns.refuse((waiting) => this.#whyNot(profile.credential, waiting));
    return (
      this.#whyNot(profile.credential, computer) ??
      new PatchbayError('PB418', { computer, profile: profile.credential.profile })
    );
  }

  unanswered(computer: ComputerId): void {
    const profile = this.#knownOf(computer);
    if (profile === null) return;
    const before = profile.credential;
    profile.credential = answered(before, computer);
    profile.turns.ended(computer);
    if (before.unanswered.includes(computer)) this.#keepSoon(profile.credential);
  }

  /** A person says that a profile is to be tried again. */
  async retry(name: string): Promise<void> {
    const profile = await this.#profile(name);
    await this.#parts.accounts.renew(name);
    profile.credential = askedAgain(profile.credential);
    await this.#keep(profile.credential);
    profile.turns.letIn();
  }

  /** How all profiles of the configuration stand. */
  async standings(): Promise<readonly Credential[]> {
    const profiles = await Promise.all(this.#parts.accounts.profiles.map((name) => this.#profile(name)));
    return profiles.map(({ credential }) => credential);
  }

  profileOf(computer: ComputerId): string | null {
    return this.#parts.accounts.profileOf(computer);
  }

  /** Why nobody is logged on to with an account; null where that is not so. */
  whyStopped(credential: Credential): PatchbayFailure | null {
    const { profile, standing, refusals } = credential;
    if (standing !== 'stopped') return null;
    const canary = refusals.at(-1)?.computerId ?? '';
    const next = needsPerson(credential) ? ', then say' : ' and restart me, or say';
    return { code: 'PB417', details: { profile, canary, next, command: this.#parts.command } };
  }

  #whyNot(credential: Credential, computer: ComputerId): PatchbayError | null {
    const { profile, refusedBy } = credential;
    const { command } = this.#parts;
    const stopped = this.whyStopped(credential);
    if (stopped !== null) return new PatchbayError(stopped.code, { ...stopped.details, computer });
    return refusedBy.includes(computer) ? new PatchbayError('PB419', { computer, profile, command }) : null;
  }

  /** A canary's proof is written down before it is shown: whoever is killed before the answer must not forget it. */
  async #noteCanary(profile: Profile, computer: ComputerId): Promise<void> {
    if (profile.credential.standing === 'open') return;
    profile.credential = tried(profile.credential, computer);
    try {
      await this.#keep(profile.credential);
    } catch (thrown) {
      profile.turns.ended(computer);
      throw thrown;
    }
  }

  /** What was refused is known again after a restart, without its password being kept. */
  async #marked(profile: Profile): Promise<void> {
    const salt = this.#parts.accounts.newSalt();
    const bits = await this.#parts.accounts.bitsOf(profile.credential.profile, salt);
    profile.credential = { ...profile.credential, mark: { salt, bits } };
    await this.#keep(profile.credential);
  }

  async #renew(profile: Profile): Promise<void> {
    if (!(await this.#parts.accounts.renew(profile.credential.profile))) return;
    profile.credential = replaced(profile.credential);
    if (needsPerson(profile.credential)) await this.#marked(profile);
    else await this.#keep(profile.credential);
  }

  #lapse(profile: Profile): void {
    const { standing, acceptedAt } = profile.credential;
    const { clock, rules } = this.#parts;
    if (standing === 'open' && Math.abs(clock.now() - (acceptedAt ?? 0)) > rules.trustMs)
      profile.credential = lapsed(profile.credential);
  }

  #knownOf(computer: ComputerId): Profile | null {
    return this.#known.get(this.#parts.accounts.profileOf(computer) ?? '') ?? null;
  }

  #profileOf(computer: ComputerId): Promise<Profile> {
    const name = this.#parts.accounts.profileOf(computer);
    if (name === null) throw new PatchbayError('PB401', { computer, cause: 'it is no longer configured' });
    return this.#profile(name);
  }

  #profile(name: string): Promise<Profile> {
    const known = this.#profiles.get(name);
    if (known !== undefined) return known;
    const read = this.#read(name);
    this.#profiles.set(name, read);
    // What could not be read is tried again.
    read.catch(() => this.#profiles.delete(name));
    return read;
  }

  /** At a start one computer goes first again, and other credentials than those that were refused are tried. */
  async #read(name: string): Promise<Profile> {
    const kept = (await this.#parts.store.credentials.get(name))?.value ?? newCredential(name);
    const { mark } = kept;
    const isOther = mark !== null && (await this.#parts.accounts.bitsOf(name, mark.salt)) !== mark.bits;
    const since = resumed(kept, this.#parts.clock.now());
    const credential = isOther ? replaced(since) : since;
    const profile = new Profile(credential, this.#parts);
    if (isOther) await this.#keep(credential);
    else if (kept.unanswered.length > 0) await this.#marked(profile);
    this.#known.set(name, profile);
    return profile;
  }

  #keepSoon(credential: Credential): void {
    this.#keep(credential).catch((thrown: unknown) =>
      this.#parts.report(asFailure(thrown), { profile: credential.profile }),
    );
  }

  async #keep(credential: Credential): Promise<void> {
    const written = this.#tail.then(() => this.#parts.store.credentials.update(credential.profile, () => credential));
    this.#tail = written.catch(() => undefined);
    await written;
    this.#parts.changed(credential.profile);
  }
}

/** Most logons are accepted: what they say is written now and then. */
function isWorthWriting(before: Credential, after: Credential, { trustMs }: CredentialRules): boolean {
  if (before.standing !== after.standing || before.refusals.length > 0) return true;
  if (before.refusedBy.length !== after.refusedBy.length) return true;
  return Math.abs((after.acceptedAt ?? 0) - (before.acceptedAt ?? 0)) > trustMs / 4;
}
