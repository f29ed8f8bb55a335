import { z } from 'zod';

/**
 * What our scripts take and give. The scripts in this folder, the client that sends them and every stand-in for a
 * Windows computer keep to this page.
 *
 * Three ways a computer is spoken to, each one command line through cmd.exe of at most 8,191 characters:
 *
 * 1. Bootstrap, before the toolkit is there: `powershell.exe -NoProfile -NonInteractive -Command "<text>"`, where
 *    `<text>` is the one-line form of `bootstrap/*.ps1` (`oneLine`), followed by its arguments in single quotes. The text
 *    holds no double quote, no percent sign and no line break, so that cmd.exe and the argument rules leave it alone.
 * 2. The toolkit: `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File
 *    "<ProgramFiles>\Patchbay\<version>\Invoke-PatchbayJob.ps1" -Verb <verb> -Json "<json>"`, for `submit` and
 *    `input` followed by `-InputJson "<text>"`. Both are ASCII (`commandLineJson`), so that nothing in them means
 *    something to cmd.exe, and quotes are written `\"`. The input is an argument of its own because the computer
 *    stores and hashes it as it came.
 * 3. The job itself, which no connection waits for: a scheduled task as SYSTEM runs `Start-PatchbayJob.ps1`.
 *
 * Whatever a script prints is one frame (`framed`), so that a lost piece is noticed.
 */

/** The toolkit's files. All of them lie in one folder on the computer, named by the toolkit's version. */
export const TOOLKIT_FILES = [
  'Patchbay.Common.ps1',
  'Patchbay.Wsus.ps1',
  'Patchbay.Agent.ps1',
  'Invoke-PatchbayJob.ps1',
  'Start-PatchbayJob.ps1',
  'Get-EndpointFacts.ps1',
  'MS_WUA_Scan.ps1',
  'MS_WUA_Install_Updates.ps1',
  'MS_WUA_Uninstall_Updates.ps1',
  'Restart-Endpoint.ps1',
  'Send-Notice.ps1',
  'Invoke-Hook.ps1',
  'Get-Diagnosis.ps1',
  'Sync-Wsus.ps1',
  'Get-WsusUpdates.ps1',
  'Get-WsusHealth.ps1',
  'Approve-WsusUpdates.ps1',
] as const;

/** The scripts that run before the toolkit is there. */
export const BOOTSTRAP_FILES = ['Probe.ps1', 'Put-Piece.ps1', 'Seal-Toolkit.ps1'] as const;

export const JOB_SCRIPTS = [
  'Get-EndpointFacts',
  'MS_WUA_Scan',
  'MS_WUA_Install_Updates',
  'MS_WUA_Uninstall_Updates',
  'Restart-Endpoint',
  'Send-Notice',
  'Invoke-Hook',
  'Get-Diagnosis',
  'Sync-Wsus',
  'Get-WsusUpdates',
  'Get-WsusHealth',
  'Approve-WsusUpdates',
] as const;
export type JobScript = (typeof JOB_SCRIPTS)[number];

export const VERBS = ['input', 'submit', 'poll', 'acknowledge', 'stop', 'purge'] as const;
export type Verb = (typeof VERBS)[number];

/** cmd.exe's limit for one command line. */
export const COMMAND_LINE_LIMIT = 8191;
/** How much of a result one poll carries, in characters of its ASCII JSON. */
export const RESULT_PIECE = 240_000;
/** Days that a tombstone stays. */
export const TOMBSTONE_DAYS = 30;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** ISO 8601 in UTC, as PowerShell's `ToString('o')` writes it. */
const moment = z.iso.datetime();
/** An HRESULT as eight hexadecimal digits with `0x`. */
const hresult = z.string().regex(/^0x[0-9A-F]{8}$/);

/**
 * The probe's answer. It runs in Constrained Language too, where nothing can be hashed: it is one line
 * `PBPROBE1|<number of fields>|<field>=<value>|…|PBEND`, values in ASCII with other characters as `?`.
 */
export const PROBE_FIELDS = [
  'mode', // FullLanguage, ConstrainedLanguage…
  'policy', // the execution policy that group policy sets, else `Bypass`, which our command lines ask for
  'name', // the computer's name
  'domain', // Win32_ComputerSystem.Domain: the domain, or the workgroup
  'machine', // HKLM\SOFTWARE\Microsoft\Cryptography MachineGuid
  'booted', // LastBootUpTime, UTC
  'clock', // the computer's time, UTC
  'programfiles', // %ProgramFiles%
  'toolkit', // `present` if the asked version is sealed, and its folder ours alone to write to; else `absent`
  'admin', // `yes` if the logon is an administrator's, elevated
] as const;
export const probeReport = z.object({
  mode: z.string().max(64),
  policy: z.string().max(64),
  name: z.string().min(1).max(64),
  domain: z.string().max(255),
  machine: guid,
  booted: moment,
  clock: moment,
  programfiles: z.string().regex(/^[A-Za-z]:\\[A-Za-z0-9 ()\\._-]{1,100}$/),
  toolkit: z.enum(['present', 'absent']),
  admin: z.enum(['yes', 'no']),
});
export type ProbeReport = z.infer<typeof probeReport>;

/** `Put-Piece.ps1 <version> <file> <index> <sha256 of the piece> <base64>`: prints the frame of this. */
export const putReport = z.object({ file: z.string(), index: z.int(), sha256 });
/** `Seal-Toolkit.ps1 <version> <file=count=sha256;…>`: joins the pieces, checks each file, moves the folder into place. */
export const sealReport = z.object({ version: z.string(), files: z.int() });

/**
 * What any of these prints instead of its answer when it refuses. `reparse-point`, `owner`, `access`, `altered`: a folder
 * of ours is not as we left it. `hash`, `missing`: what arrived is not what was sent. `name`: an argument that is none.
 * `machine`: it is another one than it was meant for. `language`: not Full Language. `failed`: anything else, told in
 * `message`.
 */
const REFUSALS = [
  ...(['reparse-point', 'owner', 'access', 'altered', 'hash', 'missing', 'name'] as const),
  ...(['machine', 'language', 'failed'] as const),
] as const;
export const refusal = z.object({
  refused: z.enum(REFUSALS),
  message: z.string().max(2000).optional(),
  hresult: hresult.nullable().optional(),
});
export type Refusal = z.infer<typeof refusal>;

/**
 * The `-Json` of each verb. `machine` is the MachineGuid of the computer that it is meant for, in lower case: another one
 * refuses before it reads or writes anything.
 */
const addressed = { machine: guid };
export const submitRequest = z.object({
  ...addressed,
  key: z.string(),
  script: z.enum(JOB_SCRIPTS),
  /** Of `jobContent(script, input text)`. The computer hashes what it received and compares. */
  hash: sha256,
  /** 0: the input is in `-InputJson`. Else it was sent before in this many pieces by the verb `input`. */
  pieces: z.int().min(0).max(500),
  notAfter: moment,
  limitSeconds: z.int().min(60).max(86_400),
});
export const keyRequest = z.object({ ...addressed, key: z.string() });
export const pollRequest = z.object({ ...addressed, key: z.string(), from: z.int().min(0) });
/**
 * `purge` removes tombstones older than `TOMBSTONE_DAYS`, as old jobs that were interrupted or cannot be read, and
 * toolkits of other versions that hold no job.
 */
export const purgeRequest = z.object(addressed);
export type SubmitRequest = z.infer<typeof submitRequest>;

/** One piece of an input too long for a command line; its text is in `-InputJson`. Sending it again changes nothing. */
export const inputRequest = z.object({
  ...addressed,
  key: z.string(),
  index: z.int().min(0),
  count: z.int().min(1).max(500),
  sha256,
});
/** What `input` answers. */
export const inputReport = z.object({ key: z.string(), index: z.int().min(0), sha256 });

export const progressReport = z.object({
  done: z.int().min(0),
  total: z.int().min(0),
  phase: z.string().max(40),
  item: z.string().max(400).nullable(),
});

/** What `submit`, `poll`, `acknowledge` and `stop` answer. */
export const jobReport = z.object({
  key: z.string().max(100),
  state: z.enum(['unknown', 'running', 'finished', 'broken', 'interrupted', 'acknowledged', 'conflict']),
  /** The hash it was submitted with; null where unknown. */
  hash: sha256.nullable(),
  stopRequested: z.boolean(),
  progress: progressReport.nullable(),
  /** While `finished`: a piece of the result's ASCII JSON text. */
  result: z.object({ total: z.int().min(0), from: z.int().min(0), sha256, text: z.string() }).nullable(),
  /** While `broken`. */
  error: z.object({ message: z.string().max(2000), hresult: hresult.nullable() }).nullable(),
});
export type JobReport = z.infer<typeof jobReport>;

/** What `purge` answers. */
export const purgeReport = z.object({ purged: z.int().min(0) });

export const policyReport = z.object({
  wuServer: z.string().nullable(),
  useWuServer: z.boolean(),
  auOptions: z.int().nullable(),
  noAutoUpdate: z.boolean(),
  deadline: z.boolean(),
  updateForBusiness: z.boolean(),
  configMgr: z.boolean(),
  targetGroup: z.string().nullable(),
});

/** `Get-EndpointFacts`: input `{}`. */
const factsInput = z.object({});
export const factsResult = z.object({
  computerName: z.string().min(1).max(64),
  machineId: guid,
  osCaption: z.string().max(200),
  osBuild: z.string().max(60),
  bootedAt: moment,
  clock: moment,
  restartRequired: z.boolean(),
  restartHints: z.array(z.string().max(200)).max(30),
  servicingBusy: z.boolean(),
  systemDriveFreeBytes: z.number().min(0),
  loggedOnUsers: z.int().min(0),
  susClientId: z.string().max(64).nullable(),
  /** By Win32_OperatingSystem.ProductType. */
  role: z.enum(['workstation', 'server', 'domain-controller']),
  /** The cluster service is there. */
  clusterNode: z.boolean(),
  /** False where BitLocker asks for a PIN or a key at each start: it does not come back from a restart alone. */
  startsAlone: z.boolean(),
  policy: policyReport,
});
export type FactsResult = z.infer<typeof factsResult>;

const neededUpdate = z.object({
  updateId: guid,
  revision: z.int().min(0),
  title: z.string().max(1000),
  kbs: z.array(z.string().max(20)).max(20),
  downloaded: z.boolean(),
  sizeBytes: z.number().min(0),
  rebootBehavior: z.int().min(0).max(2),
  impact: z.int().min(0).max(2),
  /** IUpdate.Type. */
  kind: z.enum(['software', 'driver']),
  /** GUIDs of its classification and products: names are localized. */
  categoryIds: z.array(guid).max(60),
  /** Its installer may ask a person. */
  needsUser: z.boolean(),
  /** From then on the computer installs it by itself; null where WSUS set none. */
  deadline: moment.nullable(),
});

/** `MS_WUA_Scan`: input `{}`; asks the managed server (ServerSelection 1). */
const scanInput = z.object({});
export const scanResult = z.object({
  facts: factsResult,
  /** OperationResultCode of the search: 2 is complete, 3 ended with errors, and nothing may be believed compliant. */
  resultCode: z.int().min(0).max(5),
  warnings: z.array(z.string().max(1000)).max(100),
  needed: z.array(neededUpdate).max(5000),
  installed: z.array(guid).max(20_000),
});
export type ScanResult = z.infer<typeof scanResult>;

/** One update of an install, in the revision that was approved: another one is refused. */
const wantedUpdate = z.object({ updateId: guid, revision: z.int().min(0) });

/** `MS_WUA_Install_Updates`: installs in this order, one update a call, and asks before each whether to stop. */
export const installInput = z.object({
  updates: z.array(wantedUpdate).min(1).max(1000),
  distributeOnly: z.boolean(),
  /** The system drive keeps at least so much free: asked before each download and install. */
  minFreeBytes: z.number().min(0),
  /** Only where a group says so. */
  allowDrivers: z.boolean(),
  allowUpgrades: z.boolean(),
});

/**
 * `MS_WUA_Uninstall_Updates`: the same way round, of what is installed. The answer is that of an install. An update goes
 * in the revision that is there: which one the agent names changes with what its server describes, not with what was
 * once installed, and the person named the update.
 */
export const uninstallInput = z.object({
  updates: z
    .array(z.object({ updateId: guid }))
    .min(1)
    .max(100),
});

export const installResult = z.object({
  /** LastBootUpTime of the boot that the installs ran in: only a later one can have completed them. */
  bootedAt: moment,
  updates: z.array(
    z.object({
      updateId: guid,
      /**
       * `not-found`: the agent no longer offers it (or, to be uninstalled: it is not there). `not-started`: stop,
       * notAfter, a needed restart or a full disk came first. `refused`: it is not touched, for `why`.
       */
      outcome: z.enum(['installed', 'uninstalled', 'failed', 'downloaded', 'not-started', 'not-found', 'refused']),
      why: z.enum(['other-revision', 'driver', 'upgrade', 'needs-user', 'licence', 'not-uninstallable']).nullable(),
      /** OperationResultCode of this update; null where it was not started. */
      resultCode: z.int().min(0).max(5).nullable(),
      hresult: hresult.nullable(),
      restartRequired: z.boolean(),
    }),
  ),
  restartRequired: z.boolean(),
  /** Why the rest was not started; null where all were tried. */
  stopped: z.enum(['stop', 'not-after', 'restart-pending', 'busy', 'no-space']).nullable(),
});
export type InstallInput = z.infer<typeof installInput>;
export type UninstallInput = z.infer<typeof uninstallInput>;
export type InstallResult = z.infer<typeof installResult>;

/** `Restart-Endpoint`: plans a restart after `delaySeconds` with a notice, unless notAfter has passed. */
export const restartInput = z.object({ delaySeconds: z.int().min(0).max(3600), message: z.string().max(400) });
export const restartResult = z.object({ bootedAt: moment, planned: z.boolean(), reason: z.string().nullable() });
export type RestartResult = z.infer<typeof restartResult>;

/** `Send-Notice`: a message on every session with a desktop, which nobody has to answer. */
export const noticeInput = z.object({ message: z.string().min(1).max(400), showSeconds: z.int().min(1).max(86_400) });
export const noticeResult = z.object({
  /** Sessions that it was sent to. */
  told: z.int().min(0),
  /** Why it could not be sent, where it could not (msg.exe is not on every edition). */
  error: z.string().max(400).nullable(),
});

/**
 * `Invoke-Hook`: runs a script of the administrators, as SYSTEM: a `.ps1` in Windows PowerShell, else a `.cmd`, `.bat` or
 * `.exe`. The file and every folder above it must be writable by administrators only, else it is refused; as it is where
 * it was stopped or its notAfter has passed before it began, unless it is the one after.
 */
export const hookInput = z.object({
  path: z.string().min(4).max(240),
  /** Its only argument. */
  phase: z.enum(['before', 'before-restart', 'after']),
  timeoutSeconds: z.int().min(1).max(21_600),
});
export const hookResult = z.object({
  outcome: z.enum(['ended', 'timed-out', 'missing', 'refused']),
  /** 0 and 3010 (a restart is required) are success. Null where it did not end by itself. */
  exitCode: z.int().nullable(),
  /** The end of what it printed, or why it was refused. */
  output: z.string().max(4000),
});

/** `Get-Diagnosis`: what an administrator would look at there. Changes nothing but, where asked, starts a detection. */
export const diagnosisInput = z.object({ logLines: z.int().min(0).max(500), detectNow: z.boolean() });
export const diagnosisResult = z.object({
  facts: factsResult,
  powershell: z.string().max(40),
  languageMode: z.string().max(40),
  executionPolicy: z.string().max(40),
  services: z
    .array(z.object({ name: z.string().max(40), state: z.string().max(40), start: z.string().max(40) }))
    .max(20),
  /** AutomaticUpdates.Results. */
  lastSearchAt: moment.nullable(),
  lastInstallAt: moment.nullable(),
  /** What the computer gets from the address of WUServer; null where no WSUS is set. */
  wsus: z
    .object({ url: z.string().max(300), status: z.int().nullable(), error: z.string().max(400).nullable() })
    .nullable(),
  /** Of the agent, newest first. */
  history: z
    .array(
      z.object({
        at: moment,
        title: z.string().max(300),
        operation: z.enum(['install', 'uninstall', 'other']),
        resultCode: z.int().min(0).max(5),
        hresult: hresult.nullable(),
      }),
    )
    .max(50),
  /** The end of WindowsUpdate.log. */
  log: z.array(z.string().max(400)).max(500),
  logError: z.string().max(400).nullable(),
  /** Of ours: scheduled tasks, job folders without a tombstone, toolkits by version. */
  leftovers: z.object({
    tasks: z.int().min(0),
    jobs: z.int().min(0),
    toolkits: z.array(z.string().max(64)).max(50),
  }),
  detectAsked: z.boolean(),
  /** What else could not be found out, and why. */
  problems: z.array(z.string().max(400)).max(20).optional(),
});
export type DiagnosisResult = z.infer<typeof diagnosisResult>;

/** `Sync-Wsus`: starts a synchronization and waits for its end, with progress. */
const syncInput = z.object({});
export const syncResult = z.object({
  outcome: z.enum(['ended', 'busy', 'refused']),
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
  /** ISynchronizationInfo.Result: 0 never run, 1 succeeded, 2 failed, 3 canceled, 4 unknown. */
  result: z.int().min(0).max(4),
  /** Counted by what arrived since the start: WSUS keeps no such numbers. All 0 with an `error` where counting failed. */
  newUpdates: z.int().min(0),
  revisedUpdates: z.int().min(0),
  expiredUpdates: z.int().min(0),
  error: z.string().max(1000).nullable(),
});
export type SyncResult = z.infer<typeof syncResult>;

/** `Get-WsusUpdates`: the whole catalogue, the groups and who is in them. */
const listInput = z.object({});
export const listResult = z.object({
  server: z.object({ version: z.string().max(60), replica: z.boolean() }),
  groups: z.array(z.object({ id: guid, name: z.string().max(256), parentId: guid.nullable() })).max(5000),
  computers: z
    .array(
      z.object({
        /** As the client says it: WSUS does not authenticate clients. */
        name: z.string().max(255),
        groupIds: z.array(guid).max(100),
        /** The client's SusClientId: two computers with one are clones, of which WSUS shows one. */
        clientId: z.string().max(64),
        os: z.string().max(200),
        reportedAt: moment.nullable(),
      }),
    )
    .max(50_000),
  updates: z
    .array(
      z.object({
        updateId: guid,
        revision: z.int().min(0),
        title: z.string().max(1000),
        kbs: z.array(z.string().max(20)).max(20),
        classification: z.string().max(200),
        classificationId: z.string().max(40),
        products: z.array(z.string().max(200)).max(50),
        severity: z.string().max(40),
        arrivedAt: moment.nullable(),
        superseded: z.boolean(),
        declined: z.boolean(),
        expired: z.boolean(),
        needsLicence: z.boolean(),
        rebootBehavior: z.int().min(0).max(2),
        impact: z.int().min(0).max(2),
        needsUserInput: z.boolean(),
        needsNetwork: z.boolean(),
        /** UninstallationBehavior.IsSupported: only then WSUS takes an approval to uninstall it. */
        uninstallable: z.boolean(),
        approvals: z
          .array(
            z.object({
              groupId: guid,
              action: z.enum(['install', 'uninstall', 'not-approved']),
              state: z.enum(['pending', 'active']),
              deadline: moment.nullable(),
            }),
          )
          .max(500),
      }),
    )
    .max(100_000),
});
export type ListResult = z.infer<typeof listResult>;

/** `Get-WsusHealth`: how WSUS itself stands. What could not be read is null, and why is among the `problems`. */
const healthInput = z.object({
  /** Reads all updates for that: not where they were read just now. Its number is null otherwise. */
  countSuperseded: z.boolean().default(true),
});
export const healthResult = z.object({
  version: z.string().max(60),
  /** Of Windows there, with its update build revision, as in `FactsResult`: tells whether security fixes are in. */
  osBuild: z.string().max(60).nullable(),
  replica: z.boolean(),
  upstream: z.string().max(255).nullable(),
  ssl: z.boolean(),
  port: z.int().min(1).max(65_535),
  sync: z.object({
    status: z.enum(['idle', 'running', 'stopping', 'unknown']),
    /** The last one; as in `syncResult`. Null where it never ran. */
    startedAt: moment.nullable(),
    endedAt: moment.nullable(),
    result: z.int().min(0).max(4),
    error: z.string().max(1000).nullable(),
  }),
  /** Undeclined superseded updates: above some 1,500 WSUS becomes slow. */
  supersededNotDeclined: z.int().min(0).nullable(),
  /** Approved updates whose files WSUS does not have yet. */
  filesMissing: z.int().min(0).nullable(),
  clients: z.int().min(0).nullable(),
  /** Clients that have not reported for 30 days. */
  silentClients: z.int().min(0).nullable(),
  /** Of the drive that the update files lie on; null too where WSUS keeps no files. */
  contentFreeBytes: z.number().min(0).nullable(),
  /** What could not be read and why, a line each. */
  problems: z.array(z.string().max(400)).max(20),
});
export type HealthResult = z.infer<typeof healthResult>;

/**
 * `Approve-WsusUpdates`: one answer an order, in the same order. Deadlines are UTC. `decline` is for the whole server,
 * whatever the group: WSUS removes all approvals of all revisions.
 */
export const approveInput = z.object({
  orders: z
    .array(
      z.object({
        updateId: guid,
        revision: z.int().min(0),
        groupId: guid,
        action: z.enum(['install', 'uninstall', 'not-approved', 'decline']),
        deadline: moment.nullable(),
      }),
    )
    .min(1)
    .max(1000),
});
export const approveResult = z.object({
  answers: z.array(
    z.object({
      updateId: guid,
      groupId: guid,
      ok: z.boolean(),
      error: z.string().max(1000).nullable(),
    }),
  ),
});
export type ApproveInput = z.infer<typeof approveInput>;
export type ApproveResult = z.infer<typeof approveResult>;

/** Each job script's input and result. */
export const JOB_CONTRACT = {
  'Get-EndpointFacts': { input: factsInput, result: factsResult },
  MS_WUA_Scan: { input: scanInput, result: scanResult },
  MS_WUA_Install_Updates: { input: installInput, result: installResult },
  MS_WUA_Uninstall_Updates: { input: uninstallInput, result: installResult },
  'Restart-Endpoint': { input: restartInput, result: restartResult },
  'Send-Notice': { input: noticeInput, result: noticeResult },
  'Invoke-Hook': { input: hookInput, result: hookResult },
  'Get-Diagnosis': { input: diagnosisInput, result: diagnosisResult },
  'Sync-Wsus': { input: syncInput, result: syncResult },
  'Get-WsusUpdates': { input: listInput, result: listResult },
  'Get-WsusHealth': { input: healthInput, result: healthResult },
  'Approve-WsusUpdates': { input: approveInput, result: approveResult },
} as const satisfies Record<JobScript, { input: z.ZodType; result: z.ZodType }>;

/**
 * The frame around everything a script prints: `PB1 <length> <sha256>`, a line break, that many ASCII characters, a
 * line break, `PB1 END`. Lines may end in CR LF.
 */
export const FRAME_BEGIN = 'PB1';
export const FRAME_END = 'PB1 END';

/** JSON in ASCII: every other character as `\uXXXX`. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, escapeUnit);
}

/** JSON in which nothing means anything to cmd.exe either, whatever its quotes make of it. */
export function commandLineJson(value: unknown): string {
  return asciiJson(value).replaceAll(/[&|<>^%!'`()@]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What a job's hash is taken of: the script's name, a line feed, and its input's text exactly as it travels. */
export function jobContent(script: string, inputText: string): string {
  return `${script}\n${inputText}`;
}

/** The one-line form of a bootstrap script: comment and empty lines left out, lines joined by one space. */
export function oneLine(script: string): string {
  return script
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(' ');
}
