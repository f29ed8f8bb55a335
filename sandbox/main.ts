import { join } from 'node:path';
import { configureBot } from './configuration.js';
import { sandboxFolder } from './folder.js';
import { namesIn } from './names.js';
import { RemoteBot } from './room/remote-bot.js';
import { openRoom } from './room/room.js';
import { standardScenario } from './scenario.js';
import { PortInUse, startSlack } from './slack/start.js';
import { startFleet } from './windows/fleet.js';

/**
 * The pretend world as a process of its own: a local Slack, a WSUS host, twelve computers and a machine room. Killing
 * the bot leaves it running, as in life. Tells its parent how the bot finds it, hears from it how the bot lives, and asks
 * it to kill the bot where a visitor wants to see that.
 */
const folder = sandboxFolder();

try {
  const scenario = standardScenario();
  const slack = await startSlack({
    folder: join(folder, 'slack'),
    port: portOf(process.env.PATCHBAY_SANDBOX_PORT),
    names: namesIn(scenario),
  });
  const fleet = await startFleet({ folder: join(folder, 'windows'), scenario, speed: 1, doors: 'stock' });
  const { env } = await configureBot(folder, fleet, slack);
  const bot = new RemoteBot(() => process.send?.({ kind: 'kill-bot' }));
  process.on('message', (message) => bot.hear(message));
  const room = openRoom(fleet, slack, bot);
  const stop = async (): Promise<void> => {
    room.close();
    await Promise.all([slack.close(), fleet.close()]);
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  // Ctrl-C reaches every process of the terminal; the launcher decides when this one stops.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => void stop());
  process.send?.({ kind: 'ready', url: slack.url, env });
} catch (thrown) {
  process.send?.({ kind: 'failed', message: messageOf(thrown) });
  process.exit(1);
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 3200);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error('PATCHBAY_SANDBOX_PORT must be a port number.');
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof PortInUse)
    return `Port ${thrown.port} is in use: is the sandbox running already? Stop it, or set PATCHBAY_SANDBOX_PORT to another port.`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
