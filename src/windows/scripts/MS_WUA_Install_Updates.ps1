# Downloads and installs updates, one a call, in the given order. Before each it asks whether to go on: an update that
# runs is never broken off, and none starts after a stop, after notAfter, while a restart is due, or on a full disk.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0
. (Join-Path $PSScriptRoot 'Patchbay.Agent.ps1')

# The classification of feature updates, which bring another version of Windows.
$upgrades = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5'

function Get-Blocker {
  $why = $null
  if ($Data.distributeOnly) { $why = Get-StopReason $Job }
  else { $why = Get-InstallBlocker $session $Job }
  if ($null -eq $why -and (Get-FreeBytes) -lt $Data.minFreeBytes) { return 'no-space' }
  return $why
}

function Test-Upgrade($Update) {
  foreach ($category in (Get-Items (Get-KnownValue $Update 'Categories' @()))) {
    if (([string](Get-KnownValue $category 'CategoryID')).ToLowerInvariant() -eq $upgrades) { return $true }
  }
  return $false
}

# Why this update is not touched, or null.
function Get-Objection($Update, $Wanted) {
  if ([int]$Update.Identity.RevisionNumber -ne [int]$Wanted.revision) { return 'other-revision' }
  if (-not $Data.allowDrivers -and [int](Get-KnownValue $Update 'Type' 1) -eq 2) { return 'driver' }
  if (-not $Data.allowUpgrades -and (Test-Upgrade $Update)) { return 'upgrade' }
  # Some updates have none, the documents say.
  $behavior = Get-ComProperty $Update 'InstallationBehavior' $null
  if ($null -ne $behavior -and (Get-KnownValue $behavior 'CanRequestUserInput' $false)) { return 'needs-user' }
  return $null
}

function Invoke-Download([string]$Id, $Update) {
  if ($Update.IsDownloaded) { return New-Outcome $Id 'downloaded' 2 $null $false }
  $downloader = $session.CreateUpdateDownloader()
  $downloader.Updates = New-Batch $Update
  return ConvertTo-Outcome $Id 'downloaded' ($downloader.Download())
}

function Invoke-Install([string]$Id, $Update) {
  $installer = New-Installer $session $Update
  $outcome = ConvertTo-Outcome $Id 'installed' ($installer.Install())
  if ($outcome.outcome -eq 'installed' -and $outcome.restartRequired -and (Test-Upgrade $Update)) {
    $script:uncommitted = $installer
    $script:upgraded += $Id
  }
  return $outcome
}

function Invoke-Update([string]$Id, $Wanted, [int]$Done) {
  if (-not $offered.ContainsKey($Id)) { return New-Outcome $Id 'not-found' $null $null $false }
  $update = $offered[$Id]
  $objection = Get-Objection $update $Wanted
  if ($null -ne $objection) { return New-Refusal $Id $objection $null }
  try { if (-not $update.EulaAccepted) { $null = $update.AcceptEula() } }
  catch { return New-Refusal $Id 'licence' (Get-HResult $_) }
  Write-JobProgress $Job $Done $total 'download' $update.Title
  $outcome = Invoke-Download $Id $update
  if ($outcome.outcome -ne 'downloaded' -or $Data.distributeOnly) { return $outcome }
  # A download may take long, and takes space: whether to go on is asked again.
  $script:stopped = Get-Blocker
  if ($null -ne $script:stopped) { return New-Outcome $Id 'not-started' $null $null $false }
  Write-JobProgress $Job $Done $total 'install' $update.Title
  return Invoke-Install $Id $update
}

# IUpdateInstaller4: a feature update is lost in a restart that was not told of it. Once, after all others.
function Complete-Upgrade($Outcomes) {
  if ($null -eq $script:uncommitted) { return }
  try { $null = $script:uncommitted.Commit(0) }
  catch {
    $hresult = Get-HResult $_
    foreach ($outcome in $Outcomes) {
      if ($script:upgraded -contains $outcome.updateId) { $outcome.outcome = 'failed'; $outcome.resultCode = 4; $outcome.hresult = $hresult }
    }
  }
}

$bootedAt = ConvertTo-UtcText (Get-OperatingSystem).LastBootUpTime
$script:uncommitted = $null
$script:upgraded = @()
$session = New-UpdateSession
$wanted = @($Data.updates)
$total = $wanted.Count
$offered = @{}
$script:stopped = Get-Blocker
# A restart that was due already would make every install fail.
if ($null -eq $script:stopped -and -not $Data.distributeOnly -and (Test-RestartRequired)) { $script:stopped = 'restart-pending' }
if ($null -eq $script:stopped) {
  Write-JobProgress $Job 0 $total 'search' $null
  $offered = Find-ById $session 'IsInstalled=0 and IsHidden=0'
}
$outcomes = Invoke-EachUpdate $wanted { Get-Blocker } { param($Id, $One, $Done) Invoke-Update $Id $One $Done }
Complete-Upgrade $outcomes
return New-InstallAnswer $bootedAt $outcomes
