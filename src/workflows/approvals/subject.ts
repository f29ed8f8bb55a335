import type { Computer } from '../../domain/computer.js';
import { isPossible, type Ruling } from '../../domain/decision.js';
import { Fingerprint } from '../../domain/fingerprint.js';
import type { ProvisioningGroup } from '../../domain/group.js';
import type { ComputerId, GroupId, Instant, UpdateId } from '../../domain/ids.js';
import type { Blocked, Plan } from '../../domain/plan.js';
import { planRun } from '../../domain/planning.js';
import type { Recommendation, RecommendationState } from '../../domain/recommendation.js';
import type { RequestCounts } from '../../domain/request.js';
import type { WeightyPatch } from '../../domain/request-view.js';
import { deniedNow, groupOf, type Office, patchesById, standingsOf, wsusOf } from '../office.js';
import { inPieces } from '../pieces.js';
import type { Standing } from '../standing.js';
import { SEVERITIES } from '../update-queries.js';

/** What approving all of a group's recommendations would come to now. */
export interface Pending {
  /** Another one is another question. */
  readonly hash: string;
  readonly ruling: Ruling;
  readonly counts: RequestCounts;
  readonly patches: readonly WeightyPatch[];
  readonly blocked: readonly Blocked[];
}

/** @throws PatchbayError PB102, PB103 where there is no such group, or nobody in it */
export async function pendingOf(office: Office, id: GroupId): Promise<Pending> {
  const group = groupOf(office, id);
  const { standings, asOf } = await standingsOf(office, group.computers);
  const patch = await patchesById(office);
  const reckoning = new Reckoning({ groupId: id, asOf, hash: office.hash }, await outlookOf(office, group, patch));
  // Everybody else has a turn in between, however many computers the group has.
  await inPieces(standings, (standing) => reckoning.add(standing));
  return reckoning.result(patch);
}

/** What a run of this computer alone would be if all of it were approved. */
type Outlook = (computer: Computer) => Plan;

async function outlookOf(office: Office, group: ProvisioningGroup, patch: Reference['patch']): Promise<Outlook> {
  const [wsus, denied] = [await wsusOf(office), await deniedNow(office)];
  const counts = (recommendation: Recommendation): boolean => isPossible(recommendation, 'approve');
  // Nobody decides by these plans: what tells them apart is not needed.
  const reference = { patch, wsus, denied, counts, rules: office.rules, hash: () => '' };
  return (computer) => planRun(group, [computer], reference, office.clock.now());
}

type Reference = Parameters<typeof planRun>[2];

interface Question {
  readonly groupId: GroupId;
  readonly asOf: Instant;
  readonly hash: Office['hash'];
}

/** Adds up what can be approved, computer by computer. */
class Reckoning {
  readonly #groupId: GroupId;
  readonly #asOf: Instant;
  readonly #outlook: Outlook;
  readonly #computers: ComputerId[] = [];
  readonly #fingerprint: Fingerprint;
  readonly #blocked: Blocked[] = [];
  readonly #states = new Set<RecommendationState>();
  /** How many computers need each patch. */
  readonly #patches = new Map<UpdateId, number>();
  #restarts = 0;
  #counted = 0;

  constructor({ groupId, asOf, hash }: Question, outlook: Outlook) {
    this.#groupId = groupId;
    this.#asOf = asOf;
    this.#fingerprint = new Fingerprint(hash);
    this.#outlook = outlook;
  }

  add({ computer, digest }: Standing): void {
    if (digest.approvable === 0) return;
    this.#computers.push(computer.id);
    this.#fingerprint.add(`${computer.id} ${digest.fingerprint}`);
    for (const recommendation of Object.values(computer.recommendations)) this.#count(recommendation);
    const { rows, blocked } = this.#outlook(computer);
    this.#blocked.push(...blocked);
    if (rows.some((row) => row.restart !== 'no')) this.#restarts += 1;
  }

  #count(recommendation: Recommendation): void {
    const { updateId, state } = recommendation;
    if (updateId === null || !isPossible(recommendation, 'approve')) return;
    this.#states.add(state);
    this.#patches.set(updateId, (this.#patches.get(updateId) ?? 0) + 1);
    this.#counted += 1;
  }

  result(patch: Reference['patch']): Pending {
    const patches = [...this.#patches].map(([id, number]) => weighty(id, number, patch)).sort(byWeight);
    const critical = patches.filter(({ severity }) => severity === 'Critical').length;
    return {
      hash: this.#fingerprint.value,
      ruling: this.#ruling(),
      counts: { patches: patches.length, critical, computers: this.#computers.length, restarts: this.#restarts },
      patches,
      blocked: this.#blocked,
    };
  }

  /** It names what it is about: what is recommended after the click is not approved by it. */
  #ruling(): Ruling {
    return {
      ...{ event: 'approve', groupId: this.#groupId, reason: null, asOf: this.#asOf, except: [] },
      computers: this.#computers,
      recommendations: [...this.#patches.keys()],
      from: [...this.#states],
      counted: this.#counted,
    };
  }
}

function byWeight(a: WeightyPatch, b: WeightyPatch): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || b.computers - a.computers || (a.title < b.title ? -1 : 1);
}

function weighty(updateId: UpdateId, computers: number, patch: Reference['patch']): WeightyPatch {
  const { title = updateId, kbs = [], severity = 'Unspecified' } = patch(updateId) ?? {};
  return { updateId, title, kbs, severity, computers };
}
