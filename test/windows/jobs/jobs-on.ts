import { readFile } from 'node:fs/promises';
import type { Fleet } from '../../../sandbox/windows/fleet.js';
import { WinRmDetachedJobs } from '../../../src/windows/jobs/detached-jobs.js';
import { BasicWinRmTransport } from '../../../src/windows/winrm/basic-transport.js';

/** The client on a pretend fleet. @param secret asked for at every connection */
export async function jobsOn(fleet: Fleet, secret: () => string = () => fleet.password): Promise<WinRmDetachedJobs> {
  const authorities = await readFile(fleet.caFile, 'utf8');
  return new WinRmDetachedJobs({
    transport: new BasicWinRmTransport({ requestSeconds: 10 }),
    connectionOf: (id) => {
      const host = fleet.hosts.find((one) => one.id === id);
      const password = { reveal: secret };
      const way = { scheme: 'https', method: 'basic', shared: false, pin: null } as const;
      return { ...way, host: '127.0.0.1', port: host?.port ?? 0, user: fleet.user, password, authorities };
    },
  });
}
