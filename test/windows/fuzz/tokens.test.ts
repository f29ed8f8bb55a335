import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Acceptor, type Step } from '../../../sandbox/windows/ntlm/acceptor.js';
import { ntlmAuthenticator } from '../../../src/windows/ntlm/authenticator.js';
import { readAvPairs } from '../../../src/windows/ntlm/av-pairs.js';
import { readElements } from '../../../src/windows/ntlm/der.js';
import { readChallenge } from '../../../src/windows/ntlm/messages.js';
import { readNegTokenResponse } from '../../../src/windows/ntlm/spnego.js';
import { AuthenticationError } from '../../../src/windows/winrm/authenticator.js';
import { authenticate, negotiate } from '../../sandbox/windows/ntlm/client.js';
import { accountOf, NAMES } from '../../sandbox/windows/winrm/a-service.js';
import { mutated, mutations } from '../../support/mutations.js';

const TOKENS = [
  'NTLMSSP\0',
  '\xa1\x82\xff\xff',
  '\x30\x80',
  '\x04\x84\xff\xff\xff\xff',
  '\0\0\0\0',
  '\xff\xff\xff\xff',
];
const NOW = Date.UTC(2026, 10, 22);

function anAcceptor(): Acceptor {
  const settings = { bindings: null, cbtHardeningLevel: 'Relaxed', micRequired: true } as const;
  return new Acceptor({ names: NAMES, accounts: [accountOf({}, () => NOW)], ...settings, now: () => NOW });
}

function tokenOf(step: Step): Buffer {
  if (step.kind === 'refused' || step.token === null) throw new Error(`there is no token: ${step.kind}`);
  return step.token;
}

function aContext() {
  const context = ntlmAuthenticator({ user: 'admin', password: { reveal: () => 'secret' } });
  return context.begin({ host: 'box.example', certificate: null });
}

/** Client and service, up to the message that is wanted. */
async function exchange() {
  const [context, acceptor] = [aContext(), anAcceptor()];
  const first = (await context.step(null)) ?? Buffer.alloc(0);
  const challenge = tokenOf(acceptor.step(first));
  return { context, acceptor, first, challenge };
}

function refusedBy(error: unknown): void {
  expect(error).toBeInstanceOf(AuthenticationError);
}

function took(work: () => void): number {
  const begun = performance.now();
  try {
    work();
  } catch (error) {
    refusedBy(error);
  }
  return performance.now() - begun;
}

describe('our client', () => {
  it('answers a challenge that was changed on its way, or refuses it; its answer is of no use then', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const { context, acceptor, challenge } = await exchange();
        const changed = mutated(challenge, changes, TOKENS);
        const answer = await context.step(changed).catch(refusedBy);
        if (answer == null || changed.equals(challenge)) return;
        const step = acceptor.step(answer);
        // What SPNEGO says around the message is not protected by it.
        if (step.kind === 'accepted') expect(changed.includes(ntlmOf(challenge))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no last word that was changed on its way', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const { context, acceptor, challenge } = await exchange();
        const last = tokenOf(acceptor.step((await context.step(challenge)) ?? Buffer.alloc(0)));
        const changed = mutated(last, changes, TOKENS);
        if (changed.equals(last)) return;
        await context
          .step(changed)
          .then(() => expect(readNegTokenResponse(changed)).toEqual(readNegTokenResponse(last)), refusedBy);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['elements of nothing', (): unknown => readElements(Buffer.alloc(1_000_000, Buffer.from([4, 0])))],
    [
      'elements in each other',
      (): unknown => readNegTokenResponse(Buffer.alloc(1_000_000, Buffer.from('a182ffff', 'hex'))),
    ],
    ['a length of its length', (): unknown => readElements(Buffer.alloc(1_000_000, 0xff))],
    ['pairs without end', (): unknown => readAvPairs(Buffer.alloc(1_000_000, 1))],
    ['pairs of nothing', (): unknown => readAvPairs(Buffer.alloc(1_000_000, Buffer.from([1, 0, 0, 0])))],
    ['a challenge of nothing', (): unknown => readChallenge(Buffer.alloc(1_000_000))],
  ])('is not kept busy by %s', (_, work) => {
    expect(took(work)).toBeLessThan(1500);
  });
});

/** The NTLM message within a token of SPNEGO. */
function ntlmOf(token: Buffer): Buffer {
  return readNegTokenResponse(token).token ?? Buffer.alloc(0);
}

describe('the sandbox’s service', () => {
  it('lets nobody in by a message that was changed on its way, and fails by none', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const [acceptor, first] = [anAcceptor(), negotiate()];
        expect(['continue', 'refused']).toContain(anAcceptor().step(mutated(first, changes, TOKENS)).kind);
        const { token } = authenticate(first, tokenOf(acceptor.step(first)));
        const changed = mutated(token, changes, TOKENS);
        expect(acceptor.step(changed).kind === 'accepted').toBe(changed.equals(token));
      }),
      { numRuns: 2000 },
    );
  });

  it('fails by no token of SPNEGO that was changed on its way', async () => {
    await fc.assert(
      fc.asyncProperty(mutations, mutations, async (some, others) => {
        const { context, acceptor, first, challenge } = await exchange();
        const answer = (await context.step(challenge)) ?? Buffer.alloc(0);
        expect(['continue', 'refused', 'accepted']).toContain(acceptor.step(mutated(answer, some, TOKENS)).kind);
        expect(['continue', 'refused']).toContain(anAcceptor().step(mutated(first, others, TOKENS)).kind);
      }),
      { numRuns: 1000 },
    );
  });
});
