import { type Scenario, standardScenario } from '../scenario.js';

/** The group that the tour patches: the whole fleet at once, with all its faults. */
export const GROUP = 'fleet';

export function tourScenario(): Scenario {
  const standard = standardScenario();
  const computers = standard.computers.map(({ id }) => id);
  const fleet = { id: GROUP, name: 'Whole fleet', computers, restart: 'if-required' } as const;
  return { ...standard, provisioningGroups: [...standard.provisioningGroups, fleet] };
}
