import type { GroupId, OperationId, PersonId } from '../../domain/ids.js';
import type { ApprovalView, RequestsView } from '../../domain/request-view.js';
import { whereIs } from '../cards.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { ask } from './ask.js';
import { approveRequest, declineRequest, demandDecision, type RequestAnswer, withdrawRequest } from './decide.js';
import { requestsView } from './lists.js';
import { approvalView } from './view.js';

/** Asking for approvals, and giving them. */
export interface ApprovalsDesk {
  /** Asks the approvers for all that can be approved of a group. PB310 where somebody has asked already. */
  ask(asker: Asker, group: GroupId): Promise<ApprovalView>;
  approvalView(request: OperationId): Promise<ApprovalView>;
  /** Fails unless the person may decide this request now: PB104, PB112, PB303, PB304, PB306, PB308. */
  demandDecision(person: PersonId, request: OperationId): Promise<void>;
  /** The request is shown as worked on by this person until the returned function is called. */
  working(person: PersonId, request: OperationId): () => void;
  /** Also fails with PB302 where the state changed since the card. `half-approved`: a second person has to as well. */
  approveRequest(asker: Asker, request: OperationId): Promise<RequestAnswer>;
  declineRequest(asker: Asker, request: OperationId, reason: string): Promise<void>;
  /** By who asked alone. */
  withdrawRequest(asker: Asker, request: OperationId): Promise<void>;
  requests(person: PersonId): Promise<RequestsView>;
  /** Where the card of an offer is: on its way, for the asker alone, or there already. */
  whereIs(asker: Asker, request: OperationId): ReturnType<typeof whereIs>;
}

/** @param working whose click on a card is under way: of this process alone, after a restart nobody's is */
export function openApprovalsDesk(office: Office, working: Map<OperationId, PersonId>): ApprovalsDesk {
  return {
    ask: (asker, group) => ask(office, asker, group),
    approvalView: (id) => approvalView(office, id, working.get(id) ?? null),
    demandDecision: async (person, id) => {
      await demandDecision(office, person, id);
    },
    working: (person, id) => {
      working.set(id, person);
      return () => {
        if (working.get(id) === person) working.delete(id);
      };
    },
    approveRequest: (asker, id) => approveRequest(office, asker, id),
    declineRequest: (asker, id, reason) => declineRequest(office, asker, id, reason),
    withdrawRequest: (asker, id) => withdrawRequest(office, asker, id),
    requests: (person) => requestsView(office, person),
    whereIs: (asker, id) => whereIs(office, asker, id),
  };
}
