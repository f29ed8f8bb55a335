import { describe, expect, it } from 'vitest';
import { type Computer, newComputer } from '../../src/domain/computer.js';
import { digestOf, standingsOf } from '../../src/domain/digest.js';
import type { ComputerId, GroupId } from '../../src/domain/ids.js';
import { NOW } from '../support/samples.js';

const FINANCE = 'finance' as GroupId;

type State = 'compliant' | 'not compliant' | 'unknown';

function computer(id: string, state: State, missing = 0): Computer {
  const compliance = { at: NOW, state, missing, reasons: [], checks: [] };
  return { ...newComputer(id as ComputerId), compliance };
}

const group = (...computers: Computer[]) => [{ groupId: FINANCE, name: 'Finance', computers }];

describe('a digest', () => {
  it('says what changed first, and then who is not compliant, the worst first', () => {
    const before = standingsOf(
      group(computer('a', 'compliant'), computer('b', 'not compliant'), computer('c', 'compliant')),
    );
    const now = group(computer('a', 'not compliant', 1), computer('b', 'compliant'), computer('c', 'unknown'));
    const digest = digestOf('C0PATCHING', now, before, NOW);
    expect(digest?.groups).toMatchObject([{ compliant: 1, of: 3, worse: ['a', 'c'], better: ['b'] }]);
    expect(digest?.rows.map((row) => row.computerId)).toEqual(['a', 'c']);
    expect(digest?.notCompliant).toBe(2);
  });

  it('is quiet where nothing changed', () => {
    const same = group(computer('a', 'not compliant', 3));
    expect(digestOf('C0PATCHING', same, standingsOf(same), NOW)).toBeNull();
  });

  it('is quiet where there is no computer', () => {
    expect(digestOf('C0PATCHING', group(), null, NOW)).toBeNull();
  });

  it('counts a computer of two groups once', () => {
    const shared = computer('a', 'not compliant', 1);
    const digest = digestOf('C0PATCHING', [...group(shared), ...group(shared)], null, NOW);
    expect(digest?.notCompliant).toBe(1);
  });

  it('keeps its size, however many computers there are', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => computer(`c-${n}`, 'not compliant', n));
    const digest = digestOf('C0PATCHING', group(...many), null, NOW);
    expect(digest?.notCompliant).toBe(10_000);
    expect(digest?.rows).toHaveLength(200);
    expect(digest?.rows[0]?.missing).toBe(9_999);
  });
});
