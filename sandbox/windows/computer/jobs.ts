import {
  inputRequest,
  JOB_CONTRACT,
  type JobReport,
  jobContent,
  keyRequest,
  pollRequest,
  purgeRequest,
  RESULT_PIECE,
  type SubmitRequest,
  submitRequest,
  TOMBSTONE_DAYS,
  type Verb,
} from '../../../src/windows/scripts/contract.js';
import { toolkitVersion } from '../../../src/windows/scripts/texts.js';
import { Refused, sha256 } from '../shell/frame.js';
import { type ComputerState, type Job, note } from './state.js';

const KEY = /^[a-z0-9]{6,16}-[0-9A-HJKMNP-TV-Z]{26}$/;
const DAY_MS = 86_400_000;

/** What the verbs need of the computer that they run on. */
export interface JobHost {
  readonly state: ComputerState;
  /** The computer's own clock. */
  now(): number;
  /** Ends when the state is on disk. */
  save(): Promise<void>;
  /** Starts the scheduled task of a job that is `running`. */
  launch(job: Job): void;
}

/** `Invoke-PatchbayJob.ps1`: one verb. Throws Refused where the script refuses. */
export async function invoke(host: JobHost, verb: Verb, json: string, inputText: string): Promise<unknown> {
  const request = parsedJson(json);
  checkMachine(host.state, request);
  switch (verb) {
    case 'input':
      return await takeInput(host, inputRequest.parse(request), inputText);
    case 'submit':
      return await submit(host, submitOf(request), inputText);
    case 'poll': {
      const { key, from } = pollRequest.parse(request);
      return report(host.state, checked(key), from);
    }
    case 'acknowledge':
      return await acknowledge(host, checked(keyRequest.parse(request).key));
    case 'stop':
      return await stop(host, checked(keyRequest.parse(request).key));
    case 'purge':
      return await purge(host);
  }
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Refused('failed', `Invalid JSON primitive: ${json.slice(0, 40)}.`);
  }
}

/** Before it reads or writes anything. */
function checkMachine({ machineId }: ComputerState, request: unknown): void {
  const asked = purgeRequest.safeParse(request);
  if (!asked.success) throw new Refused('failed', asked.error.message);
  if (asked.data.machine !== machineId) throw new Refused('machine', machineId);
}

function submitOf(request: unknown): SubmitRequest {
  const parsed = submitRequest.safeParse(request);
  if (parsed.success) return parsed.data;
  const unknownScript = parsed.error.issues.some((issue) => issue.path[0] === 'script');
  throw new Refused(unknownScript ? 'name' : 'failed', unknownScript ? 'not a script of ours' : parsed.error.message);
}

function checked(key: string): string {
  if (!KEY.test(key)) throw new Refused('name', 'not a job key');
  return key;
}

function blank(key: string, state: JobReport['state'], hash: string | null): JobReport {
  return { key, state, hash, stopRequested: false, progress: null, result: null, error: null };
}

function report(state: ComputerState, key: string, from: number | null): JobReport {
  const job = state.jobs[key];
  if (!job) return blank(key, 'unknown', null);
  return {
    ...blank(key, job.state, job.hash),
    stopRequested: job.stopRequested,
    progress: job.state === 'running' ? job.progress : null,
    result: job.state === 'finished' && from !== null ? piece(job.resultText ?? 'null', from) : null,
    error: job.state === 'broken' ? job.error : null,
  };
}

function piece(text: string, from: number): JobReport['result'] {
  const start = Math.min(from, text.length);
  return { total: text.length, from: start, sha256: sha256(text), text: text.slice(start, start + RESULT_PIECE) };
}

async function takeInput(
  host: JobHost,
  request: { key: string; index: number; count: number; sha256: string },
  text: string,
): Promise<unknown> {
  checked(request.key);
  if (sha256(text) !== request.sha256) throw new Refused('hash', 'the piece is not what was sent');
  if (!host.state.jobs[request.key]) {
    const input = host.state.inputs[request.key] ?? { count: request.count, pieces: {} };
    input.pieces[request.index] = text;
    host.state.inputs[request.key] = input;
    await host.save();
  }
  return { key: request.key, index: request.index, sha256: request.sha256 };
}

async function submit(host: JobHost, request: SubmitRequest, inputText: string): Promise<JobReport> {
  checked(request.key);
  const known = host.state.jobs[request.key];
  if (known && known.hash !== null && known.hash !== request.hash) return blank(request.key, 'conflict', known.hash);
  if (!known) await begin(host, request, wholeInput(host.state, request, inputText));
  return report(host.state, request.key, 0);
}

function wholeInput(state: ComputerState, request: SubmitRequest, inputText: string): string {
  const pieces = state.inputs[request.key]?.pieces ?? {};
  const parts = Array.from({ length: request.pieces }, (_, index) => {
    const part = pieces[index];
    if (part === undefined) throw new Refused('missing', `piece ${index} of the input`);
    return part;
  });
  const text = request.pieces === 0 ? inputText : parts.join('');
  if (sha256(jobContent(request.script, text)) !== request.hash) {
    throw new Refused('hash', 'the input is not what was sent');
  }
  return text;
}

/** The job is known, on disk, before its task starts: the same order as on Windows. */
async function begin(host: JobHost, request: SubmitRequest, text: string): Promise<void> {
  const job: Job = {
    key: request.key,
    script: request.script,
    hash: request.hash,
    inputText: text,
    state: 'running',
    scheduledTask: `Patchbay-${request.key}`,
    submittedAt: host.now(),
    endedAt: null,
    notAfter: Date.parse(request.notAfter),
    limitSeconds: request.limitSeconds,
    stopRequested: false,
    progress: null,
    resultText: null,
    error: null,
  };
  host.state.jobs[job.key] = job;
  delete host.state.inputs[job.key];
  note(host.state, 'job started', host.now(), job.key);
  await host.save();
  host.launch(job);
}

/** A key that never arrived gets its tombstone too: a late copy of its submission must not run. */
async function acknowledge(host: JobHost, key: string): Promise<JobReport> {
  const job = host.state.jobs[key];
  if (job?.state === 'running') return report(host.state, key, null);
  if (job?.state !== 'acknowledged') {
    host.state.jobs[key] = tombstone(key, job, host.now());
    delete host.state.inputs[key];
    await host.save();
  }
  return report(host.state, key, null);
}

function tombstone(key: string, job: Job | undefined, now: number): Job {
  return {
    key,
    script: job?.script ?? null,
    hash: job?.hash ?? null,
    inputText: null,
    state: 'acknowledged',
    scheduledTask: null,
    submittedAt: job?.submittedAt ?? now,
    endedAt: now,
    notAfter: job?.notAfter ?? 0,
    limitSeconds: job?.limitSeconds ?? 0,
    stopRequested: false,
    progress: null,
    resultText: null,
    error: null,
  };
}

async function stop(host: JobHost, key: string): Promise<JobReport> {
  const job = host.state.jobs[key];
  if (job && job.state !== 'acknowledged' && !job.stopRequested) {
    job.stopRequested = true;
    await host.save();
  }
  return report(host.state, key, null);
}

/** Old tombstones, and jobs that were interrupted as long ago; toolkits of other versions, where none runs. */
async function purge(host: JobHost): Promise<unknown> {
  const { state } = host;
  const before = host.now() - TOMBSTONE_DAYS * DAY_MS;
  const isOver = (job: Job): boolean => job.state === 'acknowledged' || job.state === 'interrupted';
  const jobs = Object.values(state.jobs);
  const old = jobs.filter((job) => isOver(job) && (job.endedAt ?? 0) < before);
  for (const job of old) delete state.jobs[job.key];
  const { [toolkitVersion()]: ours } = state.toolkits;
  if (ours && jobs.every((job) => job.state !== 'running')) state.toolkits = { [toolkitVersion()]: ours };
  await host.save();
  return { purged: old.length };
}

/** The job's input, as its script takes it. */
export function inputOf(job: Job): unknown {
  if (job.script === null) throw new Error('a tombstone has no input');
  return JOB_CONTRACT[job.script].input.parse(JSON.parse(job.inputText ?? 'null'));
}
