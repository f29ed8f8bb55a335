import type { ComputerView } from '../../src/domain/computer-views.js';
import type { ComputerId } from '../../src/domain/ids.js';
import type { DiscoveryDesk } from '../../src/workflows/discovery/desk.js';

/** Computers are imported at the real desk: whoever does so at this one made a mistake. */
const no = (): Promise<never> => Promise.reject(new Error('this desk imports nothing'));

function aComputerView(computerId: ComputerId): ComputerView {
  return {
    ...{ computerId, from: 'wsus', host: computerId, port: 5986, scheme: 'https', profile: 'fleet', retired: null },
    ...{ isWaiting: true, compliance: null, groups: [], scannedAt: null, identity: null, system: null, added: null },
    ...{ diagnosis: null, isAdmin: true, formerly: [] },
    status: { title: computerId, compliant: 0, of: 1, asOf: null, stopped: [], wsus: [], rows: [] },
  };
}

export const DISCOVERY_DESK: DiscoveryDesk = {
  importView: async () => {
    return { at: null, candidates: [], waiting: [], hash: '0123456789abcdef', profiles: ['fleet'], command: '/patch' };
  },
  computers: async (_, words) => ({ words, lines: [], of: 0 }),
  computer: async (_, computer) => aComputerView(computer),
  ...{
    importFromWsus: no,
    previewFile: no,
    importFile: no,
    confirmImported: no,
    retire: no,
    bringBack: no,
  },
  rename: async (_, { computerId }) => computerId,
};
