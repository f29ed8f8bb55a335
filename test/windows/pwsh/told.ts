/** What the stand-ins say is the MachineGuid. */
export const MACHINE = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';

type Known = Record<string, unknown>;

/** The file of agent.ps1: an update agent that knows of nothing, but for this. */
export function agentText(known: Known): string {
  const nothing = {
    ...{ needed: [], installed: [], warnings: [], history: [], lastSearch: null, freeBytes: 53_687_091_200 },
    ...{ searchCode: 2, searchError: 0, installerError: 0, commitError: 0, historyError: 0, automaticError: 0 },
    ...{ busy: false, rebootBefore: false, rebootRequired: false, silentAtEnd: false },
    ...{ unreadable: [], oneByOne: false },
  };
  return JSON.stringify({ ...nothing, ...known });
}

/** The file of computer.ps1: a server with nothing out of the ordinary, but for this. */
export function computerText(known: { registry?: Known; [part: string]: unknown }): string {
  const registry = {
    ...{ MachineGuid: MACHINE.toUpperCase(), UBR: 2031, UseWUServer: 1, AUOptions: 3 },
    ...{ WUServer: 'https://wsus.example.test:8531', ComputerName: 'SRV01' },
    ...{ PendingFileRenameOperations: ['\\??\\C:\\one', ''] },
  };
  const nothing = {
    ...{ keys: [], services: {}, sessions: [2, 2, 5], files: {} },
    ...{ productType: 3, bitLocker: null, log: 'absent' },
  };
  return JSON.stringify({ ...nothing, ...known, registry: { ...registry, ...known.registry } });
}

/** The file of wsus-stand-ins.ps1: a WSUS without updates, but for this. */
export function wsusText(known: Known): string {
  const nothing = { updates: [], replica: false, busy: false, refused: false, never: false, flaky: false };
  return JSON.stringify({ ...nothing, ...known });
}

/** What a bootstrap script meets: folders belong to whom `sddl` says, and what is asked for them is written down. */
export function bootstrapStandIns(sddl: string): string {
  return [
    `function Get-Acl { $acl = [pscustomobject]@{ Sddl = '${sddl}'; Asked = '' }`,
    '$acl | Add-Member -MemberType ScriptMethod -Name SetSecurityDescriptorSddlForm -Value { $this.Asked = $args -join [char]32 }; $acl }',
    "function Set-Acl { param($LiteralPath, $AclObject) [IO.File]::AppendAllText($env:PB_ACL, (Split-Path -Leaf $LiteralPath) + ' ' + $AclObject.Asked + [char]10) }",
  ].join('; ');
}

/** What the probe sees: its language mode, the computer's name, rights of folders, policies by their scopes. */
export interface Seen {
  readonly mode: string;
  readonly name?: string;
  readonly sddl?: string;
  readonly policies?: Readonly<Record<string, string>>;
}

export function probeStandIns(seen: Seen): string {
  const policies = Object.entries(seen.policies ?? {}).map(([scope, policy]) => `${scope} = '${policy}'`);
  return [
    "function Get-CimInstance { [pscustomobject]@{ LastBootUpTime = [DateTime]'2026-01-05T06:00:00Z'; Domain = 'corp.example' } }",
    `function Get-ItemProperty { [pscustomobject]@{ MachineGuid = '${MACHINE}' } }`,
    "function Get-Item { [pscustomobject]@{ Attributes = 'Directory' } }",
    `function Get-Acl { [pscustomobject]@{ Sddl = '${seen.sddl ?? 'O:BAG:SYD:'}' } }`,
    `$global:GroupPolicy = @{ ${policies.join('; ')} }`,
    "function Get-ExecutionPolicy { param($Scope) if ($GroupPolicy.ContainsKey($Scope)) { $GroupPolicy[$Scope] } else { 'Undefined' } }",
    `$ExecutionContext.SessionState.LanguageMode = '${seen.mode}'`,
  ].join('; ');
}
