/**
 * The cmdlets that scripts may call, as Windows PowerShell 5.1 has them, each with those of its parameters that are
 * needed so far. What a newer PowerShell added to them is not here: it would fail on a real computer only. Sources:
 * Microsoft's reference of PowerShell 5.1, and of the modules BitLocker, WindowsUpdate and UpdateServices.
 */
export const CMDLETS: Readonly<Record<string, readonly string[]>> = {
  'ConvertFrom-Json': ['InputObject'],
  'ConvertTo-Json': ['InputObject', 'Compress', 'Depth'],
  'ForEach-Object': ['Process', 'Begin', 'End', 'MemberName'],
  'Get-Acl': ['LiteralPath'],
  'Get-BitLockerVolume': ['MountPoint'],
  'Get-ChildItem': ['LiteralPath', 'Directory', 'File', 'Force', 'Filter'],
  'Get-CimInstance': ['ClassName', 'Filter', 'Namespace', 'Property'],
  'Get-Command': ['Name', 'CommandType'],
  'Get-Content': ['LiteralPath', 'Tail', 'TotalCount', 'Encoding', 'Raw'],
  'Get-Date': [],
  'Get-ExecutionPolicy': ['Scope'],
  'Get-Item': ['LiteralPath', 'Force'],
  'Get-ItemProperty': ['LiteralPath', 'Name'],
  'Get-Service': ['Name'],
  'Get-WindowsUpdateLog': ['LogPath'],
  'Get-WsusServer': ['Name', 'PortNumber', 'UseSsl'],
  'Import-Module': ['Name'],
  'Join-Path': ['Path', 'ChildPath'],
  'New-Item': ['ItemType', 'Path', 'Force'],
  'New-Object': ['TypeName', 'ArgumentList', 'ComObject'],
  'Remove-Item': ['LiteralPath', 'Recurse', 'Force'],
  'Select-Object': ['First', 'Last', 'Skip', 'ExpandProperty', 'Property', 'Unique'],
  'Set-Acl': ['LiteralPath', 'AclObject'],
  'Set-Content': ['LiteralPath', 'Value', 'Encoding'],
  'Set-StrictMode': ['Version'],
  'Sort-Object': ['Property', 'Descending', 'Unique'],
  'Split-Path': ['Leaf', 'Parent', 'Path'],
  'Start-Sleep': ['Milliseconds', 'Seconds'],
  'Test-Path': ['LiteralPath', 'PathType'],
  'Where-Object': ['FilterScript'],
  'Write-Output': ['InputObject'],
};

/** Every cmdlet has these in 5.1. */
export const COMMON_PARAMETERS: readonly string[] = ['ErrorAction', 'ErrorVariable', 'WarningAction', 'OutVariable'];

/** Takes so many values without a name: `Join-Path a b c` is newer. */
export const POSITIONS: Readonly<Record<string, number>> = { 'Join-Path': 2 };

/** Objects of COM that a script may make. */
export const COM_OBJECTS: readonly string[] = [
  'Microsoft.Update.AutoUpdate',
  'Microsoft.Update.Session',
  'Microsoft.Update.SystemInfo',
  'Microsoft.Update.UpdateColl',
  'Schedule.Service',
];

/** Variables that Windows PowerShell does not set: in strict mode they are errors. */
export const NEWER_VARIABLES: readonly string[] = [
  '$IsWindows',
  '$IsLinux',
  '$IsMacOS',
  '$IsCoreCLR',
  '$PSStyle',
  '$EnabledExperimentalFeatures',
];
