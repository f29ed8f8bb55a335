import type { PublishedUpdate } from '../wsus/update.js';
import { hidden, missing, present } from './agent.js';
import { logFailure, logLine } from './agent-log.js';
import type { InstallsOn } from './installer.js';
import { ScriptError } from './script-error.js';

/** What a search came to. */
export interface Found {
  readonly missing: readonly PublishedUpdate[];
  readonly present: readonly PublishedUpdate[];
  readonly hidden: readonly PublishedUpdate[];
  /** OperationResultCode: 3 where it may have missed something. */
  readonly resultCode: 2 | 3;
}

const COMPLETE = 2;
const WITH_ERRORS = 3;
/** WU_E_PT_SOAPCLIENT_PARSE's kind: something that the server sent could not be read. */
const UNREADABLE = '0x8024400D';

/**
 * The agent searches, writes its log, and reports to its server.
 * @param milliseconds how long it takes
 * @throws ScriptError where the search itself ends with an error
 */
export async function search(on: InstallsOn, milliseconds: number): Promise<Found> {
  const { state, updates } = on;
  logLine(state, on.now(), 'Agent', '* START * Finding updates CallerId = Patchbay');
  await on.pause(milliseconds);
  try {
    const found = {
      missing: missing(state, updates),
      present: present(state, updates),
      hidden: hidden(state, updates),
    };
    return { ...found, resultCode: concluded(on, found.missing.length) };
  } catch (error) {
    const hresult = error instanceof ScriptError ? error.hresult : null;
    if (hresult !== null) logFailure(state, on.now(), 'ProtocolTalker', { hresult, what: 'SyncUpdates_WithRecovery' });
    throw error;
  }
}

function concluded({ state, updates, now }: InstallsOn, count: number): Found['resultCode'] {
  if (state.conditions.searchEndsWithErrors) {
    logFailure(state, now(), 'Agent', { hresult: UNREADABLE, what: 'Some metadata could not be read' });
    return WITH_ERRORS;
  }
  logLine(state, now(), 'Agent', `* END * Finding updates CallerId = Patchbay, found ${count}`);
  state.lastSearchAt = now();
  updates.reportedBy(state.dnsName);
  return COMPLETE;
}
