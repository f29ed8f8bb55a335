import type { Computer } from '../../domain/computer.js';
import {
  BROKEN_OFF,
  NO_ANSWER_LEFT,
  NOT_LOOKED_INTO,
  NOT_REACHED,
  NOT_TRUSTED,
  notTriedAgain,
} from '../../domain/diagnosis/left-out.js';
import type { ComputerSeen, Diagnosis, LeftOut, ReachSeen, Survey } from '../../domain/diagnosis/seen.js';
import { isFailure, isLeftOut } from '../../domain/diagnosis/seen.js';
import { asFailure, type PatchbayFailure } from '../../domain/errors.js';
import { explainFault } from '../../domain/faults.js';
import { doubtOf, type IdentityTerms } from '../../domain/identity.js';
import type { ComputerId, Instant, JobKey } from '../../domain/ids.js';
import type { JobOrder, JobSpec, JobState, Json } from '../../domain/job.js';
import type { Clock } from '../../ports/clock.js';
import type { Diagnostics } from '../../ports/diagnostics.js';
import type { DetachedJobs, KnownComputer } from '../../ports/endpoint.js';

/** What looking at a computer needs from outside. */
export interface LookingParts {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly jobs: Pick<DetachedJobs, 'submit' | 'poll' | 'acknowledge'>;
  /** Runs a call when a connection is free. */
  readonly connection: <T>(call: () => Promise<T>) => Promise<T>;
  /** How often the job is asked, and for how long it may take, in milliseconds. */
  readonly pollMs: number;
  readonly patienceMs: number;
}

export interface Look {
  readonly computer: Computer;
  readonly isImported: boolean;
  readonly identity: IdentityTerms;
  /** The name of the job: the same one finds the same job again. */
  readonly key: JobKey;
  readonly detectNow: boolean;
  readonly logLines: number;
  /** Why it must not be looked into, whatever it answers; null where it may. Asked when it comes to that. */
  readonly mayNot: () => Promise<LeftOut | null>;
  readonly clones: (susClientId: string) => Promise<readonly ComputerId[]>;
}

/** Looks at a computer, step by step, as far as each step allows. What goes wrong is what was found: nothing is thrown. */
export async function lookAt(parts: LookingParts, look: Look): Promise<ComputerSeen> {
  const { id } = look.computer;
  const reach = await parts.diagnostics.reach(id);
  const logon = await loggedOn(parts, look, reach);
  const metAt = parts.clock.now();
  const isMet = !isFailure(logon) && !isLeftOut(logon);
  const doubt = isMet ? doubtOf(look.computer, logon, look.identity, metAt) : null;
  const computer = { ...look.computer, doubt: doubt ?? look.computer.doubt };
  const why = isMet ? await whyNotInside(look, computer, logon) : null;
  const inside = isMet ? (why ?? (await lookInside(parts, look, logon))) : null;
  const clientId = inside === null || isFailure(inside) || isLeftOut(inside) ? null : inside.facts.susClientId;
  const clones = clientId === null ? [] : await look.clones(clientId);
  const { isImported } = look;
  return { computer, isImported, reach, logon, metAt, inside, busyWith: look.computer.run?.taskId ?? null, clones };
}

async function loggedOn(
  { diagnostics, connection }: LookingParts,
  { computer, isImported }: Look,
  reach: ReachSeen,
): Promise<Survey | PatchbayFailure | LeftOut> {
  const whyNot = whyNoLogon(reach);
  if (whyNot !== null) return whyNot;
  // Before an administrator's word nobody is logged on there.
  if (isImported && computer.confirmed === null && computer.doubt === null) return unconfirmed(computer.id);
  try {
    return await connection(() => diagnostics.survey(computer.id));
  } catch (thrown) {
    return elsewhere(asFailure(thrown), computer.id);
  }
}

/** Another computer refused the account: this one was not even asked. */
function elsewhere(failure: PatchbayFailure, computer: ComputerId): PatchbayFailure | LeftOut {
  const { profile = '', canary = '' } = failure.details;
  const isElsewhere = failure.code === 'PB417' && canary !== computer;
  return isElsewhere ? notTriedAgain(String(profile), String(canary)) : failure;
}

function unconfirmed(computer: ComputerId): PatchbayFailure {
  return { code: 'PB421', details: { computer } };
}

function whyNoLogon({ door, certificate, offers }: ReachSeen): LeftOut | null {
  if (door !== 'open') return NOT_REACHED;
  const isUntrusted = certificate !== null && ('cause' in certificate || certificate.distrust !== null);
  if (isUntrusted) return NOT_TRUSTED;
  return offers === null || isFailure(offers) ? NOT_REACHED : null;
}

/** Nothing is run where somebody else may answer, nor where it could not run. */
async function whyNotInside(look: Look, { doubt }: Pick<Computer, 'doubt'>, survey: Survey): Promise<LeftOut | null> {
  const { isAdmin, languageMode, executionPolicy } = survey;
  const isForbidden = /^(?:allsigned|restricted)$/i.test(executionPolicy);
  if (doubt !== null || !isAdmin || languageMode !== 'FullLanguage' || isForbidden) return NOT_LOOKED_INTO;
  return look.mayNot();
}

async function lookInside(
  parts: LookingParts,
  look: Look,
  survey: Survey,
): Promise<Diagnosis | PatchbayFailure | LeftOut> {
  const { diagnostics } = parts;
  const { id } = look.computer;
  const spec = diagnostics.job({ logLines: look.logLines, detectNow: look.detectNow });
  return runJob(parts, { id, key: look.key, spec, survey }, (result) => diagnostics.read(result, id));
}

interface JobThere {
  readonly id: ComputerId;
  readonly key: JobKey;
  readonly spec: JobSpec;
  readonly survey: Pick<Survey, 'clock' | 'machineId'>;
}

/** Runs a job that only looks, to its end, and takes its traces away. */
export async function runJob<T>(
  parts: LookingParts,
  { id, key, spec, survey }: JobThere,
  read: (result: Json) => T,
): Promise<T | PatchbayFailure | LeftOut> {
  // By its own clock, which may be off.
  const order = { key, spec, notAfter: survey.clock + spec.limitSeconds * 1000 };
  const until = parts.clock.now() + parts.patienceMs;
  try {
    const known = { id, machineId: survey.machineId };
    const ended = await untilEnded(parts, known, order, until);
    if (ended.state !== 'unknown' && ended.state !== 'running') await takeAway(parts, known, key, until);
    return ended.state === 'finished' ? read(ended.result) : whyNoResult(ended, id, key);
  } catch (thrown) {
    return asFailure(thrown);
  }
}

/** Handing it over again, as long as nobody there knows it, changes nothing else. */
async function untilEnded(
  parts: LookingParts,
  known: KnownComputer,
  order: JobOrder,
  until: Instant,
): Promise<JobState> {
  let state: JobState = { state: 'unknown' };
  for (;;) {
    const { jobs } = parts;
    const isKnown: boolean = state.state === 'running';
    state = await patiently(parts, until, () => (isKnown ? jobs.poll(known, order.key) : jobs.submit(known, order)));
    if (state.state !== 'running' && state.state !== 'unknown') return state;
    if (parts.clock.now() >= until) return state;
    await pause(parts);
  }
}

function whyNoResult(
  ended: Exclude<JobState, { readonly state: 'finished' }>,
  computer: ComputerId,
  key: JobKey,
): PatchbayFailure | LeftOut {
  if (ended.state === 'broken') return { code: 'PB501', details: { computer, key, cause: ended.message } };
  return ended.state === 'acknowledged' ? NO_ANSWER_LEFT : BROKEN_OFF;
}

/** What was told is known: that its traces stay there for a while is no failure. */
async function takeAway(parts: LookingParts, known: KnownComputer, key: JobKey, until: Instant): Promise<void> {
  try {
    await patiently(parts, until, () => parts.jobs.acknowledge(known, key));
  } catch (thrown) {
    if (asFailure(thrown).code === 'PB899') throw thrown;
  }
}

async function patiently<T>(parts: LookingParts, until: Instant, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await parts.connection(call);
    } catch (thrown) {
      // A call that failed so may have had its effect, or have it the next time.
      if (explainFault(asFailure(thrown))?.retry !== true || parts.clock.now() >= until) throw thrown;
    }
    await pause(parts);
  }
}

function pause({ clock, pollMs }: LookingParts): Promise<void> {
  return new Promise((resolve) => void clock.after(pollMs, resolve));
}
