import { type Scenario, type ScenarioComputer, SYSTEMS } from '../../scenario.js';
import { updateId } from '../catalogue/make.js';
import { guidOf } from '../guid.js';
import type { ComputerState, Conditions } from './state.js';

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
    restart: null,
    servicingUntil: 0,
    conditions: conditionsOf(scenario, computer),
    toolkits: {},
    jobs: {},
    inputs: {},
    installed: [...computer.installed, ...(computer.faults.byItself?.installed ?? [])].map(updateId),
    awaitingRestart: [],
    downloaded: [],
    installs: {},
    events: [],
  };
}

function conditionsOf(scenario: Scenario, computer: ScenarioComputer): Conditions {
  const { freeGigabytes = computer.freeGigabytes, failing = {}, rollingBack = [], byItself } = computer.faults;
  return {
    clockOffsetMs: 0,
    systemDriveFreeBytes: Math.round(freeGigabytes * GIGABYTE),
    loggedOnUsers: computer.loggedOnUsers,
    policy: {
      wuServer: `http://${dnsNameOf(scenario, scenario.wsusHost.id)}:8530`,
      useWuServer: true,
      auOptions: byItself?.auOptions ?? 3,
      noAutoUpdate: false,
      deadline: false,
      updateForBusiness: false,
      configMgr: false,
      targetGroup: computer.wsusGroups[0] ?? null,
    },
    languageMode: 'FullLanguage',
    executionPolicy: 'RemoteSigned',
    administrator: true,
    restartHints: [],
    restartPendingElsewhere: false,
    searchEndsWithErrors: false,
    failing: Object.fromEntries(Object.entries(failing).map(([name, hresult]) => [updateId(name), hresult])),
    failsNext: null,
    rollingBack: rollingBack.map(updateId),
    undoesNext: false,
    slowness: 1,
  };
}
