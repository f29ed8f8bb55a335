import { Account } from '../../sandbox/windows/ntlm/account.js';
import type { NtlmHost } from '../../sandbox/windows/ntlm/ntlm-acceptor.js';

/** A computer that somebody can log on to over http. */
export function instantHost(user: string, password: string): NtlmHost {
  const facts = { user, password, domain: null, lockoutThreshold: 0, lockoutMs: 0 };
  const dns = 'lakeside.example';
  return {
    names: { computer: 'SRV01', domain: 'LAKESIDE', dnsComputer: `srv01.${dns}`, dnsDomain: dns },
    accounts: [new Account(facts, Date.now)],
    ...{ bindings: null, cbtHardeningLevel: 'Relaxed', micRequired: true, now: Date.now },
  };
}
