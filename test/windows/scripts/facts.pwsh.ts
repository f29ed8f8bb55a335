import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsResult } from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { run } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

const factsOf = () => factsResult.parse(run(computer, 'Get-EndpointFacts', {}));

describe('Get-EndpointFacts', () => {
  it('gives facts in ASCII that fit the contract, arrays of one included', () => {
    const facts = factsOf();
    expect(facts).toMatchObject({
      machineId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
      osCaption: 'Microsoft Windows Server 2022 Datacenter – Évaluation',
      osBuild: '10.0.20348.2031',
      bootedAt: '2026-01-05T06:00:00.0000000Z',
      restartHints: ['PendingFileRenameOperations'],
      loggedOnUsers: 2,
      systemDriveFreeBytes: 53_687_091_200,
    });
    expect(facts.policy).toMatchObject({
      useWuServer: true,
      auOptions: 3,
      deadline: false,
      configMgr: false,
      targetGroup: null,
    });
  });

  it('tells a workstation, a domain controller and a cluster node by numbers and names that no language changes', () => {
    expect(factsOf()).toMatchObject({ role: 'server', clusterNode: false, startsAlone: true, restartRequired: false });
    for (const [productType, role] of [
      [1, 'workstation'],
      [2, 'domain-controller'],
    ]) {
      computer.remove();
      computer = new PwshComputer();
      computer.knows({ productType, services: { ClusSvc: 'Running', CcmExec: 'Stopped' } });
      expect(factsOf()).toMatchObject({ role, clusterNode: true, policy: { configMgr: true } });
    }
  });

  it('takes what servicing left for a restart that is due', () => {
    computer.knows({ keys: ['RebootInProgress'], registry: { ServicingInProgress: 2 } });
    expect(factsOf()).toMatchObject({ restartRequired: true, servicingBusy: true });
  });

  it.each([
    [{ status: 'On', kinds: ['Tpm', 'RecoveryPassword'] }, true],
    [{ status: 'Off', kinds: ['TpmPin'] }, true],
    [{ status: 'On', kinds: ['TpmPin', 'RecoveryPassword'] }, false],
    [{ status: 'On', kinds: ['TpmStartupKey'] }, false],
    [{ status: 'On', kinds: ['Password'] }, false],
    [{ status: 'Unknown', kinds: [] }, false],
    [{ status: 'denied' }, false],
  ])('knows whether it starts alone with BitLocker %j: %s', (bitLocker, startsAlone) => {
    computer.knows({ bitLocker });
    expect(factsOf().startsAlone).toBe(startsAlone);
  });
});
