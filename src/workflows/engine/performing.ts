import { deniedAt } from '../../domain/denial.js';
import { asFailure, PatchbayError } from '../../domain/errors.js';
import type { ComputerId, PatchGroupId, UpdateId } from '../../domain/ids.js';
import type { Patch } from '../../domain/patch.js';
import type { PatchGroup } from '../../domain/patch-group.js';
import type { Reference } from '../../domain/validation.js';
import type { ClaimReference } from './claiming.js';
import type { EngineParts } from './parts.js';
import type { Effect, Observation } from './protocol.js';

/** Does one effect and says what was seen. A failure is an observation too; nothing is thrown. */
export async function perform(parts: EngineParts, computer: ComputerId, effect: Effect): Promise<Observation> {
  try {
    return await performed(parts, computer, effect);
  } catch (thrown) {
    return { kind: 'failed', failure: asFailure(thrown) };
  }
}

async function performed(parts: EngineParts, computer: ComputerId, effect: Effect): Promise<Observation> {
  const { jobs, connection } = parts;
  switch (effect.do) {
    case 'prepare':
      return { kind: 'prepared', contact: await connection(() => jobs.prepare(computer)) };
    case 'submit':
      return { kind: 'job', state: await connection(() => jobs.submit(computer, effect.order)) };
    case 'poll':
      return { kind: 'job', state: await connection(() => jobs.poll(computer, effect.key)) };
    case 'acknowledge':
      await connection(() => jobs.acknowledge(computer, effect.key));
      return { kind: 'acknowledged' };
    case 'stop':
      await connection(() => jobs.stop(computer, effect.key));
      return { kind: 'stop-sent' };
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
  return { ...catalogue, checks, patchGroups, allows: parts.allowsOf(id) };
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
