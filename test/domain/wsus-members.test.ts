import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/computer.js';
import { ALL_COMPUTERS, type WsusFacts } from '../../src/domain/patch.js';
import { validateCompliance } from '../../src/domain/validation.js';
import { aComputer, aFacts, aPatch, aScan, CHECK, NOW, WSUS } from '../support/samples.js';

const FINANCE = 'finance';

/** Whether a patch that is approved for Finance alone is recommended to a computer, by the clients that WSUS lists. */
function isRecommended(members: WsusFacts['members'], id = 'fin-ws-01', facts: Partial<Facts> = {}): boolean {
  const groups = [...WSUS.groups, { id: FINANCE, name: 'Finance', parentId: ALL_COMPUTERS }];
  const approvals = [{ groupId: FINANCE, action: 'install', state: 'active', deadline: null }] as const;
  const reference = {
    patch: () => aPatch(1, { approvals }),
    wsus: { ...WSUS, groups, members },
    checks: [CHECK],
    patchGroups: new Map(),
    denied: () => null,
    maxScanAgeMs: 86_400_000,
  };
  const computer = aComputer({ scan: aScan([1]), facts: aFacts(facts) }, id);
  return Object.keys(validateCompliance(computer, reference, NOW).recommendations).length > 0;
}

describe('a computer is a member of what WSUS says of a client', () => {
  it('of its whole name', () => {
    expect(isRecommended({ 'fin-ws-01': [FINANCE] })).toBe(true);
    expect(isRecommended({ 'fin-ws-01.lakeside.example': [FINANCE] }, 'fin-ws-01.lakeside.example')).toBe(true);
  });

  it('whose name begins with its own, up to the first dot', () => {
    expect(isRecommended({ 'fin-ws-01.lakeside.example': [FINANCE] })).toBe(true);
    expect(isRecommended({ 'fin-ws-012.lakeside.example': [FINANCE] })).toBe(false);
    expect(isRecommended({ 'fin-ws.01.example': [FINANCE] })).toBe(false);
  });

  it('by the name that it has itself, where it is configured under another', () => {
    const members = { 'fin-ws-01.lakeside.example': [FINANCE] };
    expect(isRecommended(members, 'till-7', { computerName: 'FIN-WS-01' })).toBe(true);
    expect(isRecommended(members, 'till-7', { computerName: 'TILL-7' })).toBe(false);
  });

  it('not where two clients could be meant', () => {
    const two = { 'fin-ws-01.north.example': [FINANCE], 'fin-ws-01.south.example': [FINANCE] };
    expect(isRecommended(two)).toBe(false);
    expect(isRecommended(two, 'fin-ws-01.north.example')).toBe(true);
    expect(isRecommended({ 'fin-ws-01': [FINANCE], 'till-7': [] }, 'till-7')).toBe(false);
  });

  it('not where nobody is listed, or only names that every object has', () => {
    expect(isRecommended({})).toBe(false);
    expect(isRecommended({}, 'constructor', { computerName: 'CONSTRUCTOR' })).toBe(false);
  });
});
