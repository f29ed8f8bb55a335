import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Acceptor, type ShownCertificate } from './acceptor.js';
import { type Pinned, SIGNINGS, selfSigned, usualCertificate } from './certificates.js';
import { Meddler } from './meddler.js';
import { decidedBy, GSS_NTLMSSP } from './peer.js';
import { failure, PASSWORD, run, targetOf } from './reach.js';

const endings: (() => Promise<void>)[] = [];
let shown: Pinned;

beforeAll(async () => {
  shown = await usualCertificate();
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

decidedBy(GSS_NTLMSSP, (python) => {
  async function secured(certificate: ShownCertificate): Promise<Acceptor> {
    const service = await Acceptor.start(python, [`LAB:Olivia:${PASSWORD}`], certificate);
    endings.push(() => service.close());
    return service;
  }

  describe('channel binding', () => {
    it.each(SIGNINGS)('holds where the certificate is signed by $name', async (signing) => {
      const certificate = await selfSigned(signing);
      const service = await secured(certificate);
      await run(targetOf(service.port, 'https', { pin: certificate.pin }));
      expect((await service.happened()).all('logon')).toMatchObject([{ bound: true }]);
    });

    it('with another certificate ends a relayed logon, although every message of it is genuine', async () => {
      const service = await secured(shown);
      const other = await usualCertificate();
      const relay = new Meddler({ port: service.port, authorities: shown.cert }, other, {});
      endings.push(() => relay.close());
      const target = targetOf(await relay.open(), 'https', { pin: other.pin });
      expect(await failure(run(target))).toMatchObject({ code: 'PB402' });
      expect((await service.happened()).kinds).toEqual(['refused']);
    });

    it('of a relay over http is none, which gss-ntlmssp lets pass as Windows does unless it is Strict', async () => {
      const service = await secured(shown);
      const relay = new Meddler({ port: service.port, authorities: shown.cert }, null, {});
      endings.push(() => relay.close());
      expect((await run(targetOf(await relay.open(), 'http'))).stdout).toBe('hello\r\n');
      expect((await service.happened()).all('logon')).toMatchObject([{ bound: false }]);
      // Whoever relays it cannot read or change what is sealed.
      expect((await service.happened()).all('asked').every(({ sealed }) => sealed)).toBe(true);
    });
  });
});
