import type { Fleet } from '../../../sandbox/windows/fleet.js';
import type { WinRmConnection } from '../../../src/windows/winrm/transport.js';

/** How one of the sandbox's computers is reached, by whatever it offers. */
export function connectionOn(fleet: Fleet, id: string, authorities: string): WinRmConnection {
  const host = fleet.hosts.find((one) => one.id === id);
  if (host === undefined) throw new RangeError(`no computer ${id}`);
  const { scheme, port, user, password, shared } = host;
  const account = { user, password: { reveal: () => password }, shared };
  return { host: '127.0.0.1', port, scheme, method: 'auto', ...account, authorities, pin: null };
}
