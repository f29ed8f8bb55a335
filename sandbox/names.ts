import type { Scenario } from './scenario.js';
import type { KnownName } from './slack/model.js';

/** The names in a scenario that people type: the page's composer completes them. */
export function namesIn(scenario: Pick<Scenario, 'provisioningGroups' | 'computers'>): readonly KnownName[] {
  return [
    ...scenario.provisioningGroups.map(({ id }) => ({ kind: 'group', name: id })),
    ...scenario.computers.map(({ id }) => ({ kind: 'computer', name: id })),
  ];
}
