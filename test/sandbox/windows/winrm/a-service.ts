import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '../../../../sandbox/windows/certificates.js';
import { Account, type AccountFacts } from '../../../../sandbox/windows/ntlm/account.js';
import { wallClock } from '../../../../sandbox/windows/time.js';
import type { Run } from '../../../../sandbox/windows/winrm/command.js';
import type { Ports } from '../../../../sandbox/windows/winrm/listeners.js';
import { DEFAULT_QUOTAS, type Quotas } from '../../../../sandbox/windows/winrm/quotas.js';
import { WinrmService } from '../../../../sandbox/windows/winrm/service.js';
import { BASIC_SERVICE, type ServiceSettings } from '../../../../sandbox/windows/winrm/settings.js';
import type { Door } from '../soap.js';

/** One service with its accounts, apart from any pretend computer. */

export const NAMES = { computer: 'BOX', domain: 'CORP', dnsComputer: 'box.example', dnsDomain: 'example' };

export function accountOf(facts: Partial<AccountFacts> = {}, now: () => number = Date.now): Account {
  const usual = { user: 'admin', password: 'secret', domain: null, lockoutThreshold: 0, lockoutMs: 60_000 };
  return new Account({ ...usual, ...facts }, now);
}

export interface AService {
  readonly service: WinrmService;
  readonly account: Account;
  /** Its HTTPS listener. */
  readonly door: Door;
  readonly ports: Ports;
  close(): Promise<void>;
}

export async function aService(
  run: Run,
  settings: {
    readonly quotas?: Partial<Quotas>;
    readonly service?: Partial<ServiceSettings>;
    readonly account?: Partial<AccountFacts>;
    readonly now?: () => number;
  } = {},
): Promise<AService> {
  const folder = await mkdtemp(join(tmpdir(), 'winrm-'));
  const authority = await openAuthority(folder);
  const now = settings.now ?? Date.now;
  const account = accountOf(settings.account, now);
  const service = new WinrmService({
    names: NAMES,
    certificate: await authority.certificateFor('box.example'),
    accounts: [account],
    service: { ...BASIC_SERVICE, ...settings.service },
    quotas: { ...DEFAULT_QUOTAS, ...settings.quotas },
    clock: wallClock,
    run,
    now,
  });
  const ports = await service.open({ http: 0, https: 0 });
  const ca = await readFile(authority.caFile, 'utf8');
  return {
    service,
    account,
    ports,
    door: { port: ports.https ?? 0, ca, user: 'admin', password: 'secret' },
    close: async () => {
      await service.close(true);
      await rm(folder, { recursive: true });
    },
  };
}
