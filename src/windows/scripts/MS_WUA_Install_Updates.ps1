# Downloads and installs updates, one a call, in the given order. Before each it asks whether to go on: an update that
# runs is never broken off, and none starts after a stop, after notAfter, or while a restart is due.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$session = New-UpdateSession
$notStarted = 'not-started'
# What the agent says instead of installing: another installer runs, or a restart is due.
$busyCode = '0x80240009'
$restartCode = '0x80240016'

function New-Outcome([string]$Id, [string]$Outcome, $Code, $HResult, [bool]$Restart) {
  return [ordered]@{ updateId = $Id; outcome = $Outcome; resultCode = $Code; hresult = $HResult; restartRequired = $Restart }
}

function New-Installer { return $session.CreateUpdateInstaller() }

function Get-Blocker {
  $why = Get-StopReason $Job
  if ($null -ne $why) { return $why }
  if ($Data.distributeOnly) { return $null }
  $installer = New-Installer
  if ($installer.IsBusy) { return 'busy' }
  if ($installer.RebootRequiredBeforeInstallation) { return 'restart-pending' }
  return $null
}

# Before the first: a restart that was due already would make every install fail.
function Get-FirstBlocker {
  $why = Get-Blocker
  if ($null -ne $why -or $Data.distributeOnly) { return $why }
  if ((New-SystemInformation).RebootRequired) { return 'restart-pending' }
  return $null
}

function Find-Offered {
  $found = Find-Update $session 'IsInstalled=0 and IsHidden=0' $true
  if ([int]$found.ResultCode -ne 2) { throw ('the search ended with result code ' + [int]$found.ResultCode) }
  $offered = @{}
  foreach ($update in $found.Updates) { $offered[([string]$update.Identity.UpdateID).ToLowerInvariant()] = $update }
  return $offered
}

function New-Batch($Update) {
  $batch = New-UpdateCollection
  $null = $batch.Add($Update)
  return , $batch
}

# The agent tells both codes either by an error or by the update's own result.
function New-Failure([string]$Id, [int]$Code, $HResult, [bool]$Restart) {
  if ($HResult -eq $busyCode) { $script:stopped = 'busy' }
  if ($HResult -eq $restartCode) { $script:stopped = 'restart-pending' }
  if ($null -ne $script:stopped) { return New-Outcome $Id $notStarted $null $HResult $Restart }
  return New-Outcome $Id 'failed' $Code $HResult $Restart
}

# What the agent says of this one update; the result of the whole call is not looked at.
function ConvertTo-Outcome([string]$Id, [string]$Good, $Result) {
  $code = [int]$Result.ResultCode
  $hresult = $null
  if ([int]$Result.HResult -ne 0) { $hresult = ConvertTo-HResultText ([int]$Result.HResult) }
  $restart = [bool](Get-ComProperty $Result 'RebootRequired' $false)
  if (@(2, 3) -contains $code) { return New-Outcome $Id $Good $code $hresult $restart }
  return New-Failure $Id $code $hresult $restart
}

function Invoke-Download([string]$Id, $Update) {
  if (-not $Update.EulaAccepted) { $null = $Update.AcceptEula() }
  if ($Update.IsDownloaded) { return New-Outcome $Id 'downloaded' 2 $null $false }
  $downloader = $session.CreateUpdateDownloader()
  $downloader.Updates = New-Batch $Update
  return ConvertTo-Outcome $Id 'downloaded' $downloader.Download().GetUpdateResult(0)
}

function Invoke-Install([string]$Id, $Update) {
  $installer = New-Installer
  $installer.AllowSourcePrompts = $false
  # IUpdateInstaller2: no window for anybody.
  if ($null -ne (Get-ComProperty $installer 'ForceQuiet' $null)) { $installer.ForceQuiet = $true }
  $installer.Updates = New-Batch $Update
  return ConvertTo-Outcome $Id 'installed' $installer.Install().GetUpdateResult(0)
}

function Invoke-Update([string]$Id, $Update, [int]$Done, [int]$Total) {
  Write-JobProgress $Job $Done $Total 'download' $Update.Title
  $outcome = Invoke-Download $Id $Update
  if ($outcome.outcome -ne 'downloaded' -or $Data.distributeOnly) { return $outcome }
  # A download may take long: whether to go on is asked again.
  $script:stopped = Get-Blocker
  if ($null -ne $script:stopped) { return New-Outcome $Id $notStarted $null $null $false }
  Write-JobProgress $Job $Done $Total 'install' $Update.Title
  return Invoke-Install $Id $Update
}

$ids = @($Data.updates)
$outcomes = New-Object System.Collections.ArrayList
$script:stopped = Get-FirstBlocker
$offered = @{}
if ($null -eq $script:stopped) {
  Write-JobProgress $Job 0 $ids.Count 'search' $null
  $offered = Find-Offered
}
foreach ($id in $ids) {
  if ($null -eq $script:stopped) { $script:stopped = Get-Blocker }
  if ($null -ne $script:stopped) { $null = $outcomes.Add((New-Outcome $id $notStarted $null $null $false)); continue }
  if (-not $offered.ContainsKey($id)) { $null = $outcomes.Add((New-Outcome $id 'not-found' $null $null $false)); continue }
  try { $outcome = Invoke-Update $id $offered[$id] $outcomes.Count $ids.Count }
  catch { $outcome = New-Failure $id 4 (Get-HResult $_) $false }
  $null = $outcomes.Add($outcome)
}

$restart = [bool](New-SystemInformation).RebootRequired
foreach ($outcome in $outcomes) { if ($outcome.restartRequired) { $restart = $true } }
return [ordered]@{
  bootedAt = (ConvertTo-UtcText (Get-OperatingSystem).LastBootUpTime)
  updates = $outcomes
  restartRequired = $restart
  stopped = $script:stopped
}
