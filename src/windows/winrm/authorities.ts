import { readFileSync } from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';

/**
 * Trusts private authorities (PEM) beside those that Node trusts anyway. It has to be Node's global agent: winrm-client's
 * Basic path takes no authority and no agent of ours. Nothing is ever switched off by it.
 */
export function trustAuthorities(authorities: readonly string[]): void {
  if (authorities.length === 0) return;
  https.globalAgent.options.ca = [...tls.rootCertificates, ...extraAuthorities(), ...authorities];
}

/** Naming authorities replaces Node's own list, and with it what this variable adds to it. */
function extraAuthorities(): readonly string[] {
  const path = process.env.NODE_EXTRA_CA_CERTS;
  return path === undefined || path === '' ? [] : [readFileSync(path, 'utf8')];
}
