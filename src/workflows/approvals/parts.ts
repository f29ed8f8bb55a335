import type { DecisionEvent, Ruling } from '../../domain/decision.js';
import { parseUpdateId } from '../../domain/ids.js';
import type { Notice } from '../../domain/notice.js';
import type { Operation } from '../../domain/operation.js';
import type { Office } from '../office.js';
import { openRequests } from './open-requests.js';
import { groupName, stillPending } from './view.js';

const TOLD: ReadonlySet<DecisionEvent> = new Set(['approve', 'ignore', 'close']);

/** So many patches are named. */
const MOST_NAMED = 3;

/**
 * Tells who asked for approval what somebody else decided of it, while the rest goes on waiting: once for a decision.
 * Where nothing is left the end of the request is told instead. Safe to repeat.
 */
export async function tellOfPart(office: Office, operation: Operation, ruling: Ruling): Promise<void> {
  const { id, by, at, leftOut = 0 } = operation;
  const recommendations = ruling.counted - leftOut;
  if (!TOLD.has(ruling.event) || recommendations === 0) return;
  for (const request of await openRequests(office)) {
    if (request.groupId !== ruling.groupId || request.by === by || request.at > at) continue;
    const left = (await stillPending(office, ruling.groupId))?.counts;
    if (left === undefined || left.patches === 0) return;
    const name = groupName(office, ruling.groupId);
    const notice: Notice = {
      ...{ about: 'request-partly', groupId: ruling.groupId, groupName: name, by, reason: ruling.reason },
      ...{ event: ruling.event, recommendations, computers: ruling.computers.length, left },
      ...(await patchesOf(office, ruling)),
    };
    await office.conversation.show({
      id: `request-${request.id}-part-${id}`,
      subject: { kind: 'notice', notice },
      conversation: request.by,
      person: request.by,
    });
  }
}

/** The first few by name; of a ruling about all there is nothing to name. */
async function patchesOf(office: Office, { recommendations }: Ruling) {
  const ids = recommendations === 'all' ? [] : recommendations.flatMap((one) => parseUpdateId(one) ?? []);
  const found = await Promise.all(ids.slice(0, MOST_NAMED).map((id) => office.store.catalogue.get(id)));
  const patches = found.flatMap((patch) => (patch === null ? [] : { title: patch.title, kbs: patch.kbs }));
  return { patches, patchCount: ids.length };
}
