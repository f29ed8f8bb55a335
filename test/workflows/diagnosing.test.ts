import { describe, expect, it } from 'vitest';
import type { ComputerDiagnosis } from '../../src/domain/diagnosis/record.js';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId } from '../../src/domain/ids.js';
import type { ScanResult } from '../../src/windows/scripts/contract.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { ADA, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const [ONE, TWO] = ['fin-ws-01', 'fin-ws-02'] as [ComputerId, ComputerId];
const MINUTE = 60_000;

function machine(office: VirtualOffice, id: ComputerId = ONE): PretendComputer {
  const found = office.windows.machines.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

function heard(office: VirtualOffice): string[] {
  const calls: string[] = [];
  office.windows.mishap = (verb) => {
    calls.push(verb);
    return 'none';
  };
  return calls;
}

async function ended(office: VirtualOffice, id: ComputerId = ONE): Promise<ComputerDiagnosis> {
  const kept = async () => (await office.store.diagnoses.get(id))?.value ?? null;
  await office.clock.advance(30 * MINUTE, async () => (await kept())?.endedAt != null);
  const diagnosis = await kept();
  if (diagnosis?.endedAt == null) throw new Error('the diagnosis did not end');
  return diagnosis;
}

function verdictOf(diagnosis: ComputerDiagnosis, id: string): string | undefined {
  return diagnosis.findings.find((finding) => finding.id === id)?.verdict;
}

const diagnose = (office: VirtualOffice, detectNow = false, person = OLIVIA) =>
  office.desk.diagnose(office.asker(person), ONE, detectNow);
const jobsOf = (office: VirtualOffice) => machine(office).begun.map(({ spec }) => spec.script);

describe('a diagnosis', () => {
  it('looks into the computer by a job of its own, takes its traces away, and is kept with its log', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    const calls = heard(office);
    const begun = await diagnose(office);
    expect(begun.endedAt).toBeNull();
    const diagnosis = await ended(office);
    expect(verdictOf(diagnosis, 'logon')).toBe('pass');
    expect(verdictOf(diagnosis, 'disk')).toBeDefined();
    expect(diagnosis.log).toHaveLength(1);
    expect(jobsOf(office)).toEqual(['Get-Diagnosis']);
    expect(calls.at(-1)).toBe('acknowledge');
    expect(await office.desk.diagnosis(ONE)).toEqual(diagnosis);
    expect(await office.desk.diagnosis(TWO)).toBeNull();
  });

  it('has one message, drawn again at its end, and a line in the audit log', async () => {
    const office = new VirtualOffice([ONE], 1);
    const { id } = await diagnose(office);
    await ended(office);
    const message = office.conversation.messages.get(`diagnosis-${id}`);
    expect(message?.subject).toEqual({ kind: 'diagnosis', computerId: ONE, diagnosisId: id });
    const [line] = await office.store.audit.latest(1);
    expect(line).toMatchObject({ who: OLIVIA, what: 'diagnose', on: ONE, operation: id });
  });

  it('is for operators', async () => {
    const office = new VirtualOffice([ONE], 1);
    await expect(diagnose(office, false, VERA)).rejects.toMatchObject({ code: 'PB104' });
    await expect(office.desk.diagnoseOurselves(office.asker(VERA))).rejects.toMatchObject({ code: 'PB104' });
    await diagnose(office, false, ADA);
  });

  it('that asks for nothing is not made to look for updates: who says so is told to wait', async () => {
    const office = new VirtualOffice([ONE], 1);
    await diagnose(office);
    const lines = async () => (await office.store.audit.latest(10)).length;
    const before = await lines();
    await expect(diagnose(office, true)).rejects.toMatchObject({
      ...{ code: 'PB113', details: { what: `${ONE} is being diagnosed: wait until that has ended.` } },
    });
    expect(await lines()).toBe(before);
    await ended(office);
    expect((await diagnose(office, true)).detectNow).toBe(true);
    expect((await diagnose(office, true)).detectNow).toBe(true);
    await ended(office);
  });

  it('delivered twice is made once; asked for while one is under way, that one is shown', async () => {
    const office = new VirtualOffice([ONE], 1);
    const asker = office.asker(OLIVIA);
    const first = await office.desk.diagnose(asker, ONE, false);
    expect((await office.desk.diagnose(asker, ONE, false)).key).toBe(first.key);
    expect((await diagnose(office)).key).toBe(first.key);
    await ended(office);
    expect((await office.desk.diagnose(asker, ONE, false)).endedAt).not.toBeNull();
    expect(jobsOf(office)).toEqual(['Get-Diagnosis']);
    expect((await diagnose(office)).key).not.toBe(first.key);
  });

  it('starts a detection only where that was asked for', async () => {
    const office = new VirtualOffice([ONE], 1);
    await diagnose(office);
    await ended(office);
    expect(machine(office).detections).toBe(0);
    await diagnose(office, true);
    expect(verdictOf(await ended(office), 'detect')).toBe('pass');
    expect(machine(office).detections).toBe(1);
  });

  it('of a computer that is at work only meets it: no job is begun there', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.running();
    await office.clock.advance(MINUTE, async () => (await office.store.computers.get(ONE))?.value.run != null);
    await diagnose(office);
    const diagnosis = await ended(office);
    expect(verdictOf(diagnosis, 'logon')).toBe('pass');
    expect(diagnosis.findings.find(({ id }) => id === 'inside')?.sentence).toMatch(/at work for task \d+/);
    expect(jobsOf(office)).not.toContain('Get-Diagnosis');
  });

  it('of one that nobody confirmed, or that is not reached, logs on nowhere', async () => {
    const office = new VirtualOffice([ONE], 1);
    const calls = heard(office);
    office.expected = () => ({ name: null, isImported: true });
    await diagnose(office);
    expect(verdictOf(await ended(office), 'identity')).toBe('warn');
    office.expected = () => ({ name: null, isImported: false });
    office.diagnostics.over.reach = { door: { cause: 'ECONNREFUSED' }, certificate: null, offers: null };
    await diagnose(office);
    expect(verdictOf(await ended(office), 'port')).toBe('fail');
    expect(calls).toEqual([]);
  });

  it('of another machine in its place runs nothing there', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.scanned();
    machine(office).machineId = '99999999-9999-4999-8999-999999999999';
    const before = jobsOf(office).length;
    await diagnose(office);
    const diagnosis = await ended(office);
    expect(diagnosis.findings.find(({ id }) => id === 'identity')?.nextStep).toContain('/patch confirm');
    expect(jobsOf(office)).toHaveLength(before);
  });

  it('of a computer where our scripts cannot run says so, and begins nothing', async () => {
    const office = new VirtualOffice([ONE], 1);
    for (const over of [
      { isAdmin: false },
      { languageMode: 'ConstrainedLanguage' },
      { executionPolicy: 'AllSigned' },
    ]) {
      office.diagnostics.over.survey = over;
      await diagnose(office);
      expect((await ended(office)).findings.filter(({ verdict }) => verdict === 'fail')).toHaveLength(1);
    }
    expect(jobsOf(office)).toEqual([]);
  });

  it('names who else has its client id', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.scanned();
    const susClientId = '0a1b2c3d-0000-4000-8000-000000000001';
    await office.store.computers.update(TWO, (value) =>
      value?.facts == null ? null : { ...value, facts: { ...value.facts, susClientId } },
    );
    const scan = [...machine(office).results.values()].at(-1) as unknown as ScanResult;
    machine(office).trouble = { facts: { ...scan.facts, susClientId: susClientId.toUpperCase() } };
    await diagnose(office);
    const finding = (await ended(office)).findings.find(({ id }) => id === 'client-id');
    expect(finding).toMatchObject({ verdict: 'warn', sentence: expect.stringContaining(TWO) });
  });
});

describe('misfortune', () => {
  it('a lost call is made again; the job is done once', async () => {
    const office = new VirtualOffice([ONE], 1);
    let calls = 0;
    office.windows.mishap = () => (++calls % 2 === 1 && calls > 1 ? 'lost-reply' : 'none');
    await diagnose(office);
    expect(verdictOf(await ended(office), 'disk')).toBeDefined();
    expect(jobsOf(office)).toEqual(['Get-Diagnosis']);
  });

  it('a crash of ours is survived: the same job is found again', async () => {
    const office = new VirtualOffice([ONE], 1);
    await diagnose(office);
    await office.clock.advance(MINUTE, async () => jobsOf(office).length > 0);
    await office.crash();
    expect(verdictOf(await ended(office), 'disk')).toBeDefined();
    expect(jobsOf(office)).toEqual(['Get-Diagnosis']);
  });

  it('a job that breaks, or an answer that is none, is a finding', async () => {
    const office = new VirtualOffice([ONE], 1);
    machine(office).trouble = { log: 'no list' as never };
    await diagnose(office);
    expect(verdictOf(await ended(office), 'inside')).toBe('fail');
  });

  it('a computer whose document is damaged is told so: nobody waits in vain', async () => {
    const office = new VirtualOffice([ONE], 1);
    const get = office.kept.computers.get;
    office.kept.computers.get = () => Promise.reject(new PatchbayError('PB803', { name: 'computers/fin-ws-01.json' }));
    await diagnose(office);
    const diagnosis = await ended(office);
    office.kept.computers.get = get;
    expect(diagnosis.findings).toMatchObject([{ id: 'inside', verdict: 'fail' }]);
    expect(diagnosis.findings[0]?.sentence).toContain('was damaged');
  });

  it('a computer that never answers ends it, and does not keep it for ever', async () => {
    const office = new VirtualOffice([ONE], 1);
    office.windows.mishap = (verb) => (verb === 'submit' ? 'lost-request' : 'none');
    const { at } = await diagnose(office);
    const diagnosis = await ended(office);
    expect(verdictOf(diagnosis, 'inside')).toBe('fail');
    expect((diagnosis.endedAt ?? 0) - at).toBeLessThan(10 * MINUTE);
  });

  it('an account that another computer refused is not tried', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    office.accounts.of('fleet').right = 'another one';
    await office.store.credentials.remove('fleet');
    await office.crash();
    await office.desk.diagnose(office.asker(OLIVIA), TWO, false);
    await ended(office, TWO);
    const before = office.accounts.logons.length;
    await diagnose(office);
    expect((await ended(office)).findings.find(({ id }) => id === 'logon')?.sentence).toContain(`${TWO} has refused`);
    expect(office.accounts.logons).toHaveLength(before);
  });
});

describe('Patchbay itself', () => {
  it('says how Slack, data, WSUS and accounts stand', async () => {
    const office = new VirtualOffice([ONE], 1);
    const about = async () => {
      const findings = await office.desk.diagnoseOurselves(office.asker(OLIVIA));
      return (part: string, id: string) => findings.find((one) => one.about === part && one.id === id)?.verdict;
    };
    const first = await about();
    expect(first('wsus', 'reading')).toBe('warn');
    expect([first('slack', 'bot-token'), first('data', 'folder'), first('wsus', 'port')]).toEqual(
      Array(3).fill('pass'),
    );
    await office.scanned();
    const then = await about();
    expect(then('wsus', 'reading')).toBe('pass');
    expect(then('credentials', 'account-fleet')).toBe('pass');
  });

  it('tells of an account that is stopped, and of what is watched and down', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.store.credentials.update('fleet', () => ({
      ...{ profile: 'fleet', standing: 'stopped', acceptedAt: null, acceptedBy: [], refusedBy: [ONE], mark: null },
      unanswered: [],
      refusals: [{ computerId: ONE, at: 0 }],
    }));
    await office.store.watch.update('watch', () => ({
      aliveAt: office.clock.now(),
      troubles: { schedule: { since: office.clock.now() - 7 * MINUTE, why: 'it hangs' } },
      restored: null,
    }));
    const findings = await office.desk.diagnoseOurselves(office.asker(OLIVIA));
    const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ about, id }) => `${about} ${id}`);
    expect(failed).toEqual(['schedule watch', 'credentials account-fleet']);
  });

  it('fails where the audit log cannot be written: nothing is begun', async () => {
    const office = new VirtualOffice([ONE], 1);
    const append = office.kept.audit.append;
    office.kept.audit.append = () => Promise.reject(new PatchbayError('PB804', { name: 'audit', cause: 'full' }));
    await expect(diagnose(office)).rejects.toMatchObject({ code: 'PB804' });
    office.kept.audit.append = append;
    expect(await office.desk.diagnosis(ONE)).toBeNull();
  });
});
