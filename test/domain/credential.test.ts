import { describe, expect, it } from 'vitest';
import {
  accepted,
  askedAgain,
  type Credential,
  canaryOf,
  lapsed,
  mostAtOnce,
  needsPerson,
  newCredential,
  refused,
  replaced,
} from '../../src/domain/credential.js';
import type { ComputerId } from '../../src/domain/ids.js';
import { NOW } from '../support/samples.js';

const MINUTE = 60_000;
const RULES = { trustMs: 10 * MINUTE };
const [ONE, TWO, THREE] = ['one', 'two', 'three'] as [ComputerId, ComputerId, ComputerId];

const fresh = newCredential('fleet');
const open = accepted(accepted(fresh, ONE, NOW), TWO, NOW);
const refusedBy = (credential: Credential, computer: ComputerId, minutes = 1) =>
  refused(credential, computer, NOW + minutes * MINUTE, RULES);

describe('an account', () => {
  it('is open once a canary accepted it, and lets one logon out at a time all the same', () => {
    expect(fresh.standing).toBe('unproven');
    expect(open).toMatchObject({ standing: 'open', acceptedAt: NOW, acceptedBy: [TWO, ONE] });
    expect([mostAtOnce(fresh), mostAtOnce(open)]).toEqual([1, 1]);
  });

  it('is stopped by a canary that refuses it', () => {
    const stopped = refusedBy(fresh, ONE);
    expect(stopped.standing).toBe('stopped');
    expect(mostAtOnce(stopped)).toBe(0);
  });

  it('is not stopped by one computer while another one accepted it not long ago: that one alone is', () => {
    expect(refusedBy(open, THREE)).toMatchObject({ standing: 'unproven', refusedBy: [THREE] });
    expect(refusedBy(lapsed(open), THREE)).toMatchObject({ standing: 'unproven', refusedBy: [THREE] });
  });

  it('is stopped where the one that accepted it did so too long ago, or is the one that refuses it', () => {
    expect(refusedBy(open, THREE, 11).standing).toBe('stopped');
    expect(refusedBy(accepted(fresh, ONE, NOW), ONE).standing).toBe('stopped');
  });

  it('is stopped by the second refusal in a row, whoever accepted it before', () => {
    expect(refusedBy(refusedBy(open, THREE), ONE).standing).toBe('stopped');
    const between = accepted(refusedBy(open, THREE), ONE, NOW + MINUTE);
    expect(refusedBy(between, 'four' as ComputerId).standing).toBe('unproven');
  });

  it('is tried again once by itself with other credentials, then only if a person says so', () => {
    const again = replaced(refusedBy(fresh, ONE));
    expect(again).toMatchObject({ standing: 'unproven', refusedBy: [] });
    const twice = refusedBy(again, TWO);
    expect(needsPerson(twice)).toBe(true);
    expect(replaced(twice).standing).toBe('stopped');
    expect(askedAgain(twice)).toMatchObject({ standing: 'unproven', refusals: [{ computerId: ONE }], refusedBy: [] });
  });

  it('believes nobody who answers after it was stopped', () => {
    const stopped = refusedBy(fresh, ONE);
    expect(accepted(stopped, TWO, NOW)).toEqual(stopped);
  });
});

describe('the canary', () => {
  const waiting = [{ computerId: THREE }, { computerId: ONE }];

  it('is one that accepted the account before', () => {
    expect(canaryOf(open, waiting, false)).toEqual({ computerId: ONE });
  });

  it('is waited for, but not for ever', () => {
    expect(canaryOf(open, [{ computerId: THREE }], false)).toBeNull();
    expect(canaryOf(open, [{ computerId: THREE }], true)).toEqual({ computerId: THREE });
  });

  it('is whoever comes first where nobody accepted it yet', () => {
    expect(canaryOf(fresh, waiting, false)).toEqual({ computerId: THREE });
  });
});
