# How WSUS itself stands. Reads only. A part that cannot be read is null, and why is among the problems.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0
. (Join-Path $PSScriptRoot 'Patchbay.Wsus.ps1')

$setup = 'SOFTWARE\Microsoft\Update Services\Server\Setup'
$silentDays = 30
$problems = New-Object System.Collections.ArrayList

function Get-Part([string]$Name, [scriptblock]$Body) {
  try { return & $Body }
  catch {
    $why = (Get-ErrorText $_ 300).Trim().TrimEnd('.')
    if ($problems.Count -lt 20) { $null = $problems.Add((Limit-Text ($Name + ': ' + $why) 400)) }
    return $null
  }
}

# Null where its last part is not known: by that it is told whether a fix is in.
function Get-Build {
  $revision = Get-RegistryValue 'SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'UBR'
  if ($null -eq $revision) { return $null }
  return Limit-Text ([string](Get-OperatingSystem).Version + '.' + [string]$revision) 60
}

# What cannot be read counts as http.
function Test-Ssl($Server) {
  $told = Get-RegistryValue $setup 'UsingSSL'
  if ($null -ne $told) { return [int]$told -eq 1 }
  return [bool](Get-ComProperty $Server 'UseSecureConnection' $false)
}

function Get-Port($Server) {
  $port = Get-ComProperty $Server 'PortNumber' $null
  if ($null -eq $port) { $port = Get-RegistryValue $setup 'PortNumber' }
  if ($null -eq $port) { $port = 8530 }
  return [int]$port
}

function Get-Upstream($Configuration) {
  $name = [string](Get-ComProperty $Configuration 'UpstreamWsusServerName' '')
  if ($name -eq '') { return $null }
  return Limit-Text $name 255
}

function Get-SyncState($Subscription) {
  $words = @{ 0 = 'idle'; 1 = 'running'; 2 = 'stopping' }
  $status = [int]$Subscription.GetSynchronizationStatus()
  if ($words.ContainsKey($status)) { return $words[$status] }
  return 'unknown'
}

function Get-SyncError($Info) {
  $text = [string](Get-ComProperty $Info 'ErrorText' '')
  if ($text -eq '') { $text = [string](Get-ComProperty $Info 'Error' '') }
  if ($text -eq '') { return $null }
  return Limit-Text $text 1000
}

function Get-Sync($Server) {
  $sync = [ordered]@{ status = 'unknown'; startedAt = $null; endedAt = $null; result = 4; error = $null }
  $subscription = $Server.GetSubscription()
  $sync.status = Get-SyncState $subscription
  # A server that never synchronized answers by an error, as a busy one may: its result stays unknown.
  $info = Get-Part 'last synchronization' { $subscription.GetLastSynchronizationInfo() }
  if ($null -eq $info) { return $sync }
  $sync.result = [int]$info.Result
  if ($sync.result -eq 0) { return $sync }
  $sync.startedAt = ConvertTo-UtcText $info.StartTime
  $sync.endedAt = ConvertTo-UtcText $info.EndTime
  if ($sync.result -ne 1) { $sync.error = Get-SyncError $info }
  return $sync
}

function Get-SupersededCount($Server) {
  # A number in a table: what a script block changes must be somebody's own.
  $counted = @{ Superseded = 0 }
  Read-AllUpdates $Server $Job { param($update) if ($update.IsSuperseded -and -not $update.IsDeclined) { $counted.Superseded++ } }
  return $counted.Superseded
}

function Get-Clients($Server) {
  $border = (Get-UtcNow).AddDays(-$silentDays)
  $seen = @{ All = 0; Silent = 0 }
  foreach ($computer in $Server.GetComputerTargets()) {
    $seen.All++
    # Without a kind it is UTC, as all of WSUS.
    if ([DateTime]$computer.LastReportedStatusTime -lt $border) { $seen.Silent++ }
  }
  return $seen
}

# Of the drive that the files lie on; null where WSUS keeps none, or elsewhere.
function Get-ContentFreeBytes($Configuration) {
  if ([bool](Get-ComProperty $Configuration 'HostBinariesOnMicrosoftUpdate' $false)) { return $null }
  $path = [string](Get-ComProperty $Configuration 'LocalContentCachePath' '')
  if ($path -cnotmatch '^([A-Za-z]:)') { return $null }
  $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter ("DeviceID='" + $Matches[1].ToUpperInvariant() + "'")
  return [long]$disk.FreeSpace
}

$server = Get-UpdateServer
$configuration = $server.GetConfiguration()
Write-JobProgress $Job 0 3 'health' $null
$sync = Get-Part 'synchronization' { Get-Sync $server }
if ($null -eq $sync) { $sync = [ordered]@{ status = 'unknown'; startedAt = $null; endedAt = $null; result = 4; error = $null } }
$build = Get-Part 'Windows build' { Get-Build }
$free = Get-Part 'drive of the update files' { Get-ContentFreeBytes $configuration }
$files = Get-Part 'files of updates' { [int]$server.GetStatus().UpdatesNeedingFilesCount }
Write-JobProgress $Job 1 3 'health' $null
$clients = Get-Part 'clients' { Get-Clients $server }
if ($null -eq $clients) { $clients = @{ All = $null; Silent = $null } }
Write-JobProgress $Job 2 3 'health' $null
$superseded = $null
if (Get-ComProperty $Data 'countSuperseded' $true) { $superseded = Get-Part 'superseded updates' { Get-SupersededCount $server } }

return [ordered]@{
  version = (Limit-Text $server.Version 60)
  osBuild = $build
  replica = [bool](Get-ComProperty $configuration 'IsReplicaServer' $false)
  upstream = (Get-Upstream $configuration)
  ssl = (Test-Ssl $server)
  port = (Get-Port $server)
  sync = $sync
  supersededNotDeclined = $superseded
  filesMissing = $files
  clients = $clients.All
  silentClients = $clients.Silent
  contentFreeBytes = $free
  problems = $problems
}
