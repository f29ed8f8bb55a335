import { describe, expect, it } from 'vitest';
import { lookAfter } from '../../src/workflows/agenda.js';
import { FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const CHANNEL = 'C0FINANCE';
const HOUR = 3_600_000;

async function withDigest(): Promise<VirtualOffice> {
  const office = new VirtualOffice(['fin-ws-01', 'fin-ws-02'], 2);
  await office.scanned();
  const digest = { channel: CHANNEL, cron: '0 8 * * *', timeZone: 'Europe/Berlin' };
  await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, digest }));
  await office.book.refresh();
  await lookAfter(office.office);
  return office;
}

const digests = (office: VirtualOffice) =>
  [...office.conversation.messages].filter(([, message]) => message.subject.kind === 'digest');

describe('the digest of a channel', () => {
  it('is told once at its time, however often it is looked after', async () => {
    const office = await withDigest();
    expect(digests(office)).toEqual([]);
    await office.clock.advance(24 * HOUR);
    for (let n = 0; n < 3; n++) await lookAfter(office.office);
    expect(digests(office)).toHaveLength(1);
    const [[id, message] = []] = digests(office);
    expect(message?.conversation).toBe(CHANNEL);
    expect(office.conversation.messages.get(`${id}-file`)?.threadOf).toBe(id);
  });

  it('is quiet the next time where nothing changed, and speaks again when something did', async () => {
    const office = await withDigest();
    await office.clock.advance(24 * HOUR);
    await lookAfter(office.office);
    await office.clock.advance(24 * HOUR);
    await lookAfter(office.office);
    expect(digests(office)).toHaveLength(1);
    await office.store.computers.update('fin-ws-01', (computer) => {
      if (computer?.compliance == null) return null;
      return { ...computer, compliance: { ...computer.compliance, state: 'compliant' as const, missing: 0 } };
    });
    await office.clock.advance(24 * HOUR);
    await lookAfter(office.office);
    expect(digests(office)).toHaveLength(2);
  });

  it('is told once for all the times that were missed while nobody ran', async () => {
    const office = await withDigest();
    await office.clock.advance(10 * 24 * HOUR);
    await lookAfter(office.office);
    expect(digests(office)).toHaveLength(1);
  });

  it('is told after a crash between its making and its saying', async () => {
    const office = await withDigest();
    await office.clock.advance(24 * HOUR);
    await lookAfter(office.office);
    const [[, message] = []] = digests(office);
    const digest = message?.subject.kind === 'digest' ? message.subject.digest : null;
    office.conversation.messages.clear();
    await office.store.digests.update(CHANNEL, (state) => (state === null ? null : { ...state, unsaid: digest }));
    await lookAfter(office.office);
    expect(digests(office)).toHaveLength(1);
  });

  it('is shown to whoever asks for it, where they ask', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 2);
    await office.scanned();
    const digest = await office.desk.digest(office.asker(OLIVIA), FINANCE);
    expect(digest).toMatchObject({ notCompliant: 1, rows: [{ missing: 2, reasons: [{ about: 'opened' }] }] });
    expect(digests(office)).toHaveLength(1);
  });
});
