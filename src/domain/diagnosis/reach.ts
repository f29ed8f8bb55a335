import type { Instant } from '../ids.js';
import { counted, type Finding, findingsAbout, listed } from './finding.js';
import { type CertificateSeen, isFailure, type ReachSeen } from './seen.js';

/** A certificate that ends sooner is told of. */
const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** How a computer is reached: its name, its port, its certificate, and the ways to log on that it offers. */
export function reachFindings(about: string, seen: ReachSeen, now: Instant): readonly Finding[] {
  const found = [nameFinding(about, seen), doorFinding(about, seen), tlsFinding(about, seen, now)];
  return [...found, offersFinding(about, seen)].filter((one) => one !== null);
}

function nameFinding(about: string, { host, name }: ReachSeen): Finding {
  const say = findingsAbout(about);
  if ('cause' in name)
    return say.fail(
      'name',
      `The name ${host} does not resolve (${name.cause}).`,
      'Correct the name in the configuration, or its entry in DNS.',
    );
  const [only] = name.addresses;
  if (name.addresses.length === 1 && only === host) return say.pass('name', `It is reached by its address ${host}.`);
  return say.pass('name', `The name ${host} resolves to ${listed(name.addresses)}.`);
}

function doorFinding(about: string, { host, port, door }: ReachSeen): Finding | null {
  const say = findingsAbout(about);
  if (door === null) return null;
  if (door === 'open') return say.pass('port', `Port ${port} is open.`);
  return say.fail(
    'port',
    `Port ${port} of ${host} does not answer (${door.cause}).`,
    'Check that the computer is on, that its WinRM service runs and listens there, and that its firewall lets this computer in.',
  );
}

function tlsFinding(about: string, { scheme, certificate }: ReachSeen, now: Instant): Finding | null {
  const say = findingsAbout(about);
  if (scheme === 'http')
    return say.pass(
      'certificate',
      'It is reached over http, where each message is sealed and there is no certificate.',
    );
  if (certificate === null) return null;
  if ('cause' in certificate)
    return say.fail(
      'certificate',
      `It shows no certificate (${certificate.cause}).`,
      'Check that this port is that of its HTTPS listener (winrm enumerate winrm/config/listener).',
    );
  return distrust(about, certificate) ?? lifetime(about, certificate, now);
}

const OTHER_NAME =
  'Give it a certificate that is made out to the name that the configuration has, or name it so there.';
const AUTHORITY = 'Name its authority as ca_file, or its SHA-256 as certificate_sha256, in the configuration.';

function distrust(about: string, { distrust: code, names }: CertificateSeen): Finding | null {
  const say = findingsAbout(about);
  if (code === null || /EXPIRED|NOT_YET/.test(code)) return null;
  if (/ALTNAME|HOSTNAME/.test(code))
    return say.fail('certificate', `Its certificate is made out to other names: ${listed(names)}.`, OTHER_NAME);
  if (/PINNED/.test(code))
    return say.fail(
      'certificate',
      'Its certificate is not the one that the configuration names.',
      'Find out why; if it was renewed, put the SHA-256 of the new one into the configuration.',
    );
  return say.fail('certificate', `Its certificate is not believed (${code}).`, AUTHORITY);
}

function lifetime(about: string, { validFrom, validTo }: CertificateSeen, now: Instant): Finding {
  const say = findingsAbout(about);
  const days = Math.floor((validTo - now) / DAY_MS);
  const renew = 'Renew it, and see that what renews it works.';
  if (validFrom > now)
    return say.fail('certificate', 'Its certificate is not valid yet.', 'Check the clocks of both computers.');
  if (validTo < now) return say.fail('certificate', `Its certificate has expired ${ago(-days)}.`, renew);
  if (days <= SOON_DAYS)
    return say.warn('certificate', `Its certificate is valid for ${counted(days, 'more day')}.`, renew);
  return say.pass('certificate', `Its certificate is believed, and valid for ${counted(days, 'more day')}.`);
}

function ago(days: number): string {
  return days <= 1 ? 'within the last day' : `${days} days ago`;
}

function offersFinding(about: string, { scheme, offers }: ReachSeen): Finding | null {
  const say = findingsAbout(about);
  if (offers === null) return null;
  if (isFailure(offers)) return say.failed('way', offers);
  const hasNegotiate = offers.includes('negotiate');
  if (hasNegotiate) return say.pass('way', `WinRM answers over ${scheme} and offers ${listed(offers)}.`);
  const next = 'Allow Negotiate in the settings of its WinRM service.';
  if (offers.includes('basic') && scheme === 'https')
    return say.warn('way', `WinRM answers over https and offers ${listed(offers)} alone.`, next);
  return say.fail('way', `WinRM answers over ${scheme} and offers ${listed(offers)}.`, next);
}
