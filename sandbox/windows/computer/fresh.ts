import { type Scenario, type ScenarioComputer, SYSTEMS } from '../../scenario.js';
import { updateId } from '../catalogue/make.js';
import { guidOf } from '../guid.js';
import { type Conditions, healthyConditions } from './conditions.js';
import type { ComputerState } from './state.js';

const DAY_MS = 86_400_000;
const GIGABYTE = 1_073_741_824;

export function dnsNameOf(scenario: Scenario, id: string): string {
  return `${id}.${scenario.domain}`;
}

/** A computer as it is when the sandbox begins. */
export function freshComputer(scenario: Scenario, computer: ScenarioComputer, now: number): ComputerState {
  const dnsName = dnsNameOf(scenario, computer.id);
  const system = SYSTEMS[computer.system];
  return {
    version: 1,
    id: computer.id,
    name: computer.id.toUpperCase(),
    dnsName,
    machineId: guidOf(`machine:${dnsName}`),
    susClientId: guidOf(`wsus-client:${dnsName}`),
    osCaption: system.caption,
    osBuild: system.build,
    software: [computer.system, ...computer.software],
    power: computer.faults.isOff ? 'off' : 'on',
    bootedAt: now - computer.daysSinceBoot * DAY_MS,
    heldBy: null,
    restart: null,
    winrmAt: 0,
    servicingUntil: 0,
    completing: 'no',
    conditions: conditionsOf(scenario, computer),
    toolkits: {},
    jobs: {},
    inputs: {},
    installed: [...computer.installed, ...(computer.faults.byItself?.installed ?? [])].map(updateId),
    awaitingRestart: [],
    awaitingRemoval: [],
    hookAskedRestart: false,
    downloaded: [],
    installs: {},
    history: [],
    log: [],
    lastSearchAt: null,
    lastInstallAt: null,
    events: [],
  };
}

function conditionsOf(scenario: Scenario, computer: ScenarioComputer): Conditions {
  const { freeGigabytes = computer.freeGigabytes, failing = {}, rollingBack = [], byItself } = computer.faults;
  return healthyConditions({
    systemDriveFreeBytes: Math.round(freeGigabytes * GIGABYTE),
    loggedOnUsers: computer.loggedOnUsers,
    policy: {
      wuServer: `https://${dnsNameOf(scenario, scenario.wsusHost.id)}:8531`,
      useWuServer: true,
      auOptions: byItself?.auOptions ?? 3,
      noAutoUpdate: false,
      deadline: false,
      updateForBusiness: false,
      configMgr: false,
      targetGroup: computer.wsusGroups[0] ?? null,
    },
    failing: Object.fromEntries(Object.entries(failing).map(([name, hresult]) => [updateId(name), hresult])),
    rollingBack: rollingBack.map(updateId),
    ...computer.conditions,
  });
}
