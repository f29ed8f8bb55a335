import { describe, expect, it } from 'vitest';
import { newComputer } from '../../src/domain/computer.js';
import {
  backInService,
  confirmedAs,
  doubtOf,
  met,
  skewOver,
  whyOutOfService,
  whyUnidentified,
} from '../../src/domain/identity.js';
import type { ComputerId, PersonId } from '../../src/domain/ids.js';
import { NOW } from '../support/samples.js';

const ID = 'fin-ws-07' as ComputerId;
const TWIN = 'fin-ws-08' as ComputerId;
const CONTACT = {
  computerName: 'FIN-WS-07',
  domain: 'CORP',
  machineId: 'm-1',
  bootedAt: NOW - 1000,
  clock: NOW,
  way: null,
};
const ANY = { name: null, twinOf: () => null };
const known = met(newComputer(ID), CONTACT, NOW);
const doubt = (over: Partial<typeof CONTACT>, terms = ANY) => doubtOf(known, { ...CONTACT, ...over }, terms, NOW)?.kind;

describe('who answers', () => {
  it('is remembered at the first meeting, unless the configuration says another name', () => {
    expect(doubtOf(newComputer(ID), CONTACT, ANY, NOW)).toBeNull();
    expect(known).toMatchObject({ machineId: 'm-1', names: { computerName: 'FIN-WS-07', domain: 'CORP' } });
    const expected = (name: string) => doubtOf(newComputer(ID), CONTACT, { ...ANY, name }, NOW);
    expect(expected('fin-ws-07')).toBeNull();
    expect(expected('fin-ws-70')).toMatchObject({ kind: 'other' });
  });

  it('is in doubt with another machine id, name or domain, and with the id of another computer', () => {
    expect(doubt({})).toBeUndefined();
    expect(doubt({ computerName: 'fin-ws-07', domain: 'corp' })).toBeUndefined();
    expect([doubt({ machineId: 'm-2' }), doubt({ computerName: 'X' }), doubt({ domain: 'X' })]).toEqual(
      Array(3).fill('other'),
    );
    expect(doubt({}, { name: null, twinOf: () => TWIN as never })).toBe('twin');
  });

  it('is the computer once a person says so; what the former machine told is not told of it', () => {
    const answers = { computerName: 'NEW', domain: null, machineId: 'm-2' };
    const inDoubt = { ...known, doubt: { kind: 'other', answers, at: NOW } as const };
    expect(whyUnidentified(inDoubt, false, '/patch')?.code).toBe('PB404');
    const after = confirmedAs(inDoubt, answers, { at: NOW, by: 'U0ADA' as PersonId });
    expect(after).toMatchObject({ machineId: 'm-2', doubt: null, scan: null, skew: null });
    expect(whyUnidentified(after, true, '/patch')).toBeNull();
  });

  it('is nobody’s business yet where the computer was imported and not confirmed', () => {
    expect(whyUnidentified(newComputer(ID), true, '/patch')?.code).toBe('PB421');
  });
});

it('a clock is off where it differs by more than it may, either way', () => {
  const skewed = (ms: number) => skewOver(met(known, { ...CONTACT, clock: NOW + ms }, NOW), 300_000);
  expect([skewed(300_000), skewed(300_001), skewed(-400_000)]).toEqual([null, 300_001, -400_000]);
});

describe('a computer that a person says is back in service', () => {
  const out = { ...known, outOfServiceSince: NOW, missingSince: NOW };

  it('is missed no longer: who said so has seen it answer', () => {
    expect(backInService(out, NOW, NOW + 1)).toEqual({ ...known, outOfServiceSince: null, missingSince: null });
  });

  it('stays out where it was put out again since that was shown, and missed where it went down since', () => {
    const again = { ...out, outOfServiceSince: NOW + 5 };
    expect(backInService(again, NOW, NOW + 9)).toBe(again);
    const down = { ...out, missingSince: NOW + 5 };
    expect(backInService(down, NOW, NOW + 1)).toEqual({ ...down, outOfServiceSince: null });
  });

  it('is asked about only where it is out', () => {
    expect([known, out].map((one) => whyOutOfService(one, '/patch')?.code)).toEqual([undefined, 'PB422']);
  });
});
