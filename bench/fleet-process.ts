import diagnostics from 'node:diagnostics_channel';
import { fleetOf } from '../sandbox/scenario.js';
import { startFleet } from '../sandbox/windows/fleet.js';
import { STOCK_SERVICE } from '../sandbox/windows/winrm/settings.js';

/**
 * The pretend computers as a process of their own, so that their work counts neither as the bot's nor as Slack's.
 * Arguments: a folder, how many computers, their speed, and `sealed` for computers as Windows comes, all of them over
 * http. Tells its parent how they are reached; asked anything, it says how many WinRM requests came since its start, and
 * when the newest did.
 */
const [folder = '', computers, speed, kind] = process.argv.slice(2);
const SEALED = { doors: 'stock', service: () => STOCK_SERVICE, testCommands: true } as const;
let requests = 0;
let latestAt = 0;

// Nothing in this process serves anything but WinRM.
diagnostics.subscribe('http.server.request.start', () => {
  requests += 1;
  latestAt = Date.now();
});

const fleet = await startFleet({
  ...{ folder, scenario: fleetOf(Number(computers)), speed: Number(speed) },
  ...(kind === 'sealed' ? SEALED : {}),
});
const { hosts, wsusHostId, caFile, user, password } = fleet;
process.on('message', () => process.send?.({ requests, latestAt }));
process.on('disconnect', () => void fleet.close().then(() => process.exit(0)));
process.send?.({ hosts, wsusHostId, caFile, user, password });
