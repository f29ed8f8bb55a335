import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapLine } from '../../../src/windows/scripts/command-lines.js';
import { PwshComputer } from '../pwsh-computer.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

describe('the probe', () => {
  const line = bootstrapLine('Probe.ps1', ['0.0.0-fresh']);

  it('answers in Constrained Language too, and no value breaks its one line', () => {
    // Here as on Windows: in a process of its own, which stays in that language.
    computer.ownProcess = true;
    const output = computer.probe(line, { mode: 'ConstrainedLanguage', name: 'a|b\n\u00dc\u212a' });
    expect(output).toMatch(
      /^PBPROBE1\|10\|mode=ConstrainedLanguage\|policy=Bypass\|name=a\?b\?\?\?\|domain=corp\.example\|machine=6f9619ff-/,
    );
    expect(output).toMatch(
      /\|booted=2026-01-05T06:00:00\.0000000Z\|clock=[^|]+Z\|.*\|toolkit=absent\|admin=yes\|PBEND\r?\n$/,
    );
  });

  it.each([
    [{ UserPolicy: 'AllSigned' }, 'AllSigned'],
    [{ UserPolicy: 'AllSigned', MachinePolicy: 'RemoteSigned' }, 'RemoteSigned'],
    [{ LocalMachine: 'Restricted' }, 'Bypass'],
  ])('tells what group policy leaves of our switch: %j is %s', (policies, policy) => {
    expect(computer.probe(line, { mode: 'FullLanguage', policies })).toContain(`|policy=${policy}|`);
  });
});
