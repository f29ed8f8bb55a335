import { deniedAt } from '../../domain/denial.js';
import { asFailure, PatchbayError } from '../../domain/errors.js';
import type { ComputerId, PatchGroupId, UpdateId } from '../../domain/ids.js';
import type { Contact } from '../../domain/job.js';
import type { Patch } from '../../domain/patch.js';
import type { PatchGroup } from '../../domain/patch-group.js';
import type { Reference } from '../../domain/validation.js';
import type { DetachedJobs, KnownComputer } from '../../ports/endpoint.js';
import type { ClaimReference } from './claiming.js';
import type { EngineParts } from './parts.js';
import type { Effect, Observation } from './protocol.js';

/**
 * Does one effect and says what was seen. A failure is an observation too; nothing is thrown.
 * @param isIt whether who answers is the computer, as far as is known at that moment
 */
export async function perform(
  parts: EngineParts,
  computer: ComputerId,
  effect: Effect,
  isIt: (contact: Contact) => Promise<boolean>,
): Promise<Observation> {
  try {
    if (effect.do === 'prepare')
      return { kind: 'prepared', contact: await parts.connection(() => parts.jobs.prepare(computer, isIt)) };
    return await performed(parts, computer, effect);
  } catch (thrown) {
    return { kind: 'failed', failure: asFailure(thrown) };
  }
}

type JobCall = Extract<Effect, { machineId: string }>;

async function performed(
  parts: EngineParts,
  computer: ComputerId,
  effect: Exclude<Effect, { do: 'prepare' }>,
): Promise<Observation> {
  switch (effect.do) {
    case 'submit':
    case 'poll':
    case 'acknowledge':
    case 'stop':
      return parts.connection(() => asked(parts.jobs, { id: computer, machineId: effect.machineId }, effect));
    case 'keep':
      return keep(parts, effect);
    case 'look-up':
      return { kind: 'looked-up', reference: await referenceFor(parts, computer) };
    case 'refuse':
      return { kind: 'failed', failure: effect.failure };
    case 'wait':
    case 'finish':
      throw new PatchbayError('PB899', { cause: `${effect.do} is not a call` });
  }
}

/** A call about a job, and its answer. */
async function asked(jobs: DetachedJobs, computer: KnownComputer, call: JobCall): Promise<Observation> {
  switch (call.do) {
    case 'submit':
      return { kind: 'job', state: await jobs.submit(computer, call.order) };
    case 'poll':
      return { kind: 'job', state: await jobs.poll(computer, call.key) };
    case 'acknowledge':
      await jobs.acknowledge(computer, call.key);
      return { kind: 'acknowledged' };
    case 'stop':
      await jobs.stop(computer, call.key);
      return { kind: 'stop-sent' };
  }
}

async function keep(parts: EngineParts, effect: Extract<Effect, { do: 'keep' }>): Promise<Observation> {
  const counts = await parts.store.catalogue.replaceAll(effect.patches);
  await parts.store.wsus.update('wsus', (before) => ({
    ...effect.facts,
    lastSync: effect.facts.lastSync ?? before?.lastSync ?? null,
    health: effect.facts.health ?? before?.health ?? null,
  }));
  parts.learnt();
  return { kind: 'kept', ...counts };
}

/** What WSUS and persons said of some updates. */
export async function catalogueOf(
  { store, clock, rules }: Pick<EngineParts, 'store' | 'clock' | 'rules'>,
  ids: Iterable<UpdateId>,
): Promise<ClaimReference> {
  const patches = new Map<UpdateId, Patch>();
  for (const id of new Set(ids)) {
    const patch = await store.catalogue.get(id);
    if (patch !== null) patches.set(id, patch);
  }
  const denied = deniedAt((await store.denials.get('denials'))?.value ?? { denials: [] }, clock.now());
  const wsus = (await store.wsus.get('wsus'))?.value ?? null;
  return { patch: (id) => patches.get(id), wsus, denied, maxScanAgeMs: rules.maxScanAgeMs };
}

/** What a check of this computer looks at. */
async function referenceFor(parts: EngineParts, id: ComputerId): Promise<Reference> {
  const computer = (await parts.store.computers.get(id))?.value;
  const needed = computer?.scan?.needed.map((need) => need.updateId) ?? [];
  const known = Object.values(computer?.recommendations ?? {}).flatMap(({ updateId }) => updateId ?? []);
  const catalogue = await catalogueOf(parts, [...needed, ...known]);
  const checks = parts.checksOf(id);
  const patchGroups = await patchGroupsOf(parts, checks);
  return { ...catalogue, checks, patchGroups, allows: parts.allowsOf(id), wsusNames: parts.rules.wsusNames };
}

/** A check against a patch group that cannot be read judges nothing. */
async function patchGroupsOf(
  { store }: Pick<EngineParts, 'store'>,
  checks: Reference['checks'],
): Promise<Reference['patchGroups']> {
  const groups = new Map<PatchGroupId, PatchGroup>();
  for (const { patchGroup: id, name } of checks) {
    if (typeof id !== 'string') continue;
    const group = await store.patchGroups.get(id);
    if (group === null) throw new PatchbayError('PB899', { cause: `the check ${name} names no patch group: ${id}` });
    groups.set(id, group.value);
  }
  return groups;
}
