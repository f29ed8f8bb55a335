import type { Finding } from '../domain/diagnosis/finding.js';
import { wsusFindings } from '../domain/wsus-health.js';
import { computersOf, type Office, wsusOf } from './office.js';

/** What is not as it should be with WSUS, as it was last read; none where it was never asked how it stands. */
export async function wsusWarnings(office: Office): Promise<readonly Finding[]> {
  const wsus = await wsusOf(office);
  if (wsus === null || wsus.health === null) return [];
  const computers = await computersOf(office, office.computers());
  const named = computers.flatMap(({ facts }) =>
    facts === null ? [] : [{ name: facts.computerName, susClientId: facts.susClientId }],
  );
  const findings = wsusFindings({ health: wsus.health, clients: wsus.clients, computers: named });
  return findings.filter(({ verdict }) => verdict !== 'pass');
}
