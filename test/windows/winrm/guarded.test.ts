import { beforeEach, describe, expect, it } from 'vitest';
import { PatchbayError } from '../../../src/domain/errors.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import type { Logons } from '../../../src/ports/logons.js';
import type { Authenticator, SecurityContext } from '../../../src/windows/winrm/authenticator.js';
import { guardedAuthenticator, guardedTransport } from '../../../src/windows/winrm/guarded.js';
import type { WinRmShell, WinRmTarget, WinRmTransport } from '../../../src/windows/winrm/transport.js';

const COMPUTER = 'fin-ws-01' as ComputerId;
const CHALLENGE = Buffer.from('challenge');
const REFUSED = new PatchbayError('PB402', { computer: COMPUTER });
const LOST = new PatchbayError('PB401', { computer: COMPUTER, cause: 'lost' });

/** What was said to whom, in order. */
let said: string[];
/** Why a logon may not begin; null where it may. */
let whyNot: PatchbayError | null;

const logons: Logons = {
  begin: async () => {
    said.push('turn');
    if (whyNot !== null) throw whyNot;
  },
  accepted: () => void said.push('accepted'),
  refused: async () => {
    said.push('refused');
    return new PatchbayError('PB419', { computer: COMPUTER });
  },
  unanswered: () => void said.push('unanswered'),
};

const context: SecurityContext = {
  established: true,
  step: async (challenge) => {
    said.push(challenge === null ? 'hello' : 'proof');
    return Buffer.from('token');
  },
  seal: () => {
    throw new Error('nothing is sealed here');
  },
  unseal: () => {
    throw new Error('nothing is unsealed here');
  },
};
const inner: Authenticator = { scheme: 'Negotiate', begin: () => context };

function begun(): SecurityContext {
  return guardedAuthenticator(inner, COMPUTER, logons).begin({ host: 'x', certificate: null });
}

beforeEach(() => {
  said = [];
  whyNot = null;
});

describe('a handshake', () => {
  it('says hello at once, and waits for its turn right before the proof', async () => {
    const guarded = begun();
    await guarded.step(null);
    await guarded.step(CHALLENGE);
    guarded.taken?.();
    expect(said).toEqual(['hello', 'turn', 'proof', 'accepted']);
  });

  it('has one turn, whatever is asked behind the proof', async () => {
    const guarded = begun();
    await guarded.step(null);
    await guarded.step(CHALLENGE);
    await guarded.step(CHALLENGE);
    expect(said).toEqual(['hello', 'turn', 'proof', 'proof']);
  });

  it('shows no proof where it may not log on', async () => {
    whyNot = new PatchbayError('PB417', { computer: COMPUTER });
    const guarded = begun();
    await guarded.step(null);
    await expect(guarded.step(CHALLENGE)).rejects.toBe(whyNot);
    expect(said).toEqual(['hello', 'turn']);
  });

  it('that is refused asks what that means; one that is cut off says nothing of the account', async () => {
    expect(await begun().failed?.(REFUSED)).toMatchObject({ code: 'PB419' });
    expect(await begun().failed?.(LOST)).toBe(LOST);
    expect(said).toEqual(['refused', 'unanswered']);
  });
});

describe('a way that proves itself with every request', () => {
  const target = { computer: COMPUTER } as WinRmTarget;
  const shell = {} as WinRmShell;
  const over = (withShell: WinRmTransport['withShell']) => guardedTransport({ withShell }, logons);
  const { signal } = new AbortController();

  it('waits for its turn before the first, and is accepted once there is a shell', async () => {
    const transport = over(async (_, use) => {
      said.push('shell');
      return use(shell);
    });
    await expect(transport.withShell(target, async () => 'done', signal)).resolves.toBe('done');
    expect(said).toEqual(['turn', 'shell', 'accepted']);
  });

  it('asks nothing of a computer that may not be logged on to', async () => {
    whyNot = new PatchbayError('PB419', { computer: COMPUTER });
    const transport = over(async () => expect.unreachable());
    await expect(transport.withShell(target, async () => 'done', signal)).rejects.toBe(whyNot);
    expect(said).toEqual(['turn']);
  });

  it('tells a refusal from whatever else goes wrong', async () => {
    const failing = (error: PatchbayError) => over(async () => Promise.reject(error));
    await expect(failing(REFUSED).withShell(target, async () => 1, signal)).rejects.toMatchObject({ code: 'PB419' });
    await expect(failing(LOST).withShell(target, async () => 1, signal)).rejects.toBe(LOST);
    expect(said).toEqual(['turn', 'refused', 'turn', 'unanswered']);
  });
});
