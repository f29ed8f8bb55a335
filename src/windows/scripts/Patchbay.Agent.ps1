# What installing and uninstalling share: what blocks them, and what the agent's answers mean. It only defines functions.
Set-StrictMode -Version 3.0

$script:stopped = $null
# What the agent says instead of working: another installer runs, or a restart is due.
$script:busyCode = '0x80240009'
$script:restartCode = '0x80240016'

function New-Outcome([string]$Id, [string]$Outcome, $Code, $HResult, [bool]$Restart) {
  return [ordered]@{ updateId = $Id; outcome = $Outcome; why = $null; resultCode = $Code; hresult = $HResult; restartRequired = $Restart }
}

# Not touched, and why.
function New-Refusal([string]$Id, [string]$Why, $HResult) {
  $outcome = New-Outcome $Id 'refused' $null $HResult $false
  $outcome.why = $Why
  return $outcome
}

# Why nothing may be installed or uninstalled now, or null. It is asked before each.
function Get-InstallBlocker($Session, $Job) {
  $why = Get-StopReason $Job
  if ($null -ne $why) { return $why }
  $installer = $Session.CreateUpdateInstaller()
  if (Get-KnownValue $installer 'IsBusy') { return 'busy' }
  if (Get-KnownValue $installer 'RebootRequiredBeforeInstallation') { return 'restart-pending' }
  return $null
}

# The updates of a complete search by their ids: nothing is done on the word of one that is not.
function Find-ById($Session, [string]$Criteria) {
  $found = Find-Update $Session $Criteria $true
  if ([int]$found.ResultCode -ne 2) { throw ('the search ended with result code ' + [int]$found.ResultCode) }
  $byId = @{}
  foreach ($update in (Get-FoundUpdates $found)) { $byId[([string]$update.Identity.UpdateID).ToLowerInvariant()] = $update }
  return $byId
}

function New-Batch($Update) {
  $batch = New-UpdateCollection
  $null = $batch.Add($Update)
  return , $batch
}

function New-Installer($Session, $Update) {
  $installer = $Session.CreateUpdateInstaller()
  $installer.AllowSourcePrompts = $false
  # IUpdateInstaller2: no window for anybody.
  if ($null -ne (Get-ComProperty $installer 'ForceQuiet' $null)) { $installer.ForceQuiet = $true }
  $installer.Updates = New-Batch $Update
  return $installer
}

# The agent tells both codes either by an error or by the update's own result.
function New-Failure([string]$Id, $Code, $HResult, [bool]$Restart) {
  if ($HResult -eq $script:busyCode) { $script:stopped = 'busy' }
  if ($HResult -eq $script:restartCode) { $script:stopped = 'restart-pending' }
  if ($null -ne $script:stopped) { return New-Outcome $Id 'not-started' $null $HResult $Restart }
  # WU_E_EULAS_DECLINED, WU_E_EULA_UNAVAILABLE, WU_E_UNINSTALL_NOT_ALLOWED.
  if (@('0x80240023', '0x80240033') -contains $HResult) { return New-Refusal $Id 'licence' $HResult }
  if ($HResult -eq '0x80240028') { return New-Refusal $Id 'not-uninstallable' $HResult }
  return New-Outcome $Id 'failed' $Code $HResult $Restart
}

function Get-ResultCode($Result) {
  $code = Get-ComProperty $Result 'HResult' 0
  if ($code -eq 0) { return $null }
  return ConvertTo-HResultText $code
}

# What the agent says of this one update. Where it was never begun, as exclusive ones in a batch, only the whole
# answer carries the reason.
function ConvertTo-Outcome([string]$Id, [string]$Good, $Answer) {
  $result = $Answer.GetUpdateResult(0)
  $code = [int]$result.ResultCode
  $restart = [bool](Get-ComProperty $result 'RebootRequired' $false)
  $hresult = Get-ResultCode $result
  if (@(2, 3) -contains $code) { return New-Outcome $Id $Good $code $hresult $restart }
  if ($null -eq $hresult) { $hresult = Get-ResultCode $Answer }
  return New-Failure $Id $code $hresult $restart
}

# Each update in turn: `Blocker` says why it may not start, `Step` does it. What one throws is that one's outcome; the
# others' outcomes must not be lost by it.
function Invoke-EachUpdate($Updates, [scriptblock]$Blocker, [scriptblock]$Step) {
  $outcomes = New-Object System.Collections.ArrayList
  foreach ($wanted in $Updates) {
    $id = [string]$wanted.updateId
    $code = $null
    try {
      if ($null -eq $script:stopped) { $script:stopped = & $Blocker }
      if ($null -ne $script:stopped) { $outcome = New-Outcome $id 'not-started' $null $null $false }
      else {
        $code = 4
        $outcome = & $Step $id $wanted $outcomes.Count
      }
    }
    catch { $outcome = New-Failure $id $code (Get-HResult $_) $false }
    $null = $outcomes.Add($outcome)
  }
  return , $outcomes
}

# The outcomes are known: that the agent is silent now takes nothing from them.
function Test-RestartNeeded($Outcomes) {
  foreach ($outcome in $Outcomes) { if ($outcome.restartRequired) { return $true } }
  try { return [bool](New-SystemInformation).RebootRequired } catch { return $false }
}

function New-InstallAnswer([string]$BootedAt, $Outcomes) {
  return [ordered]@{
    bootedAt = $BootedAt
    updates = $Outcomes
    restartRequired = (Test-RestartNeeded $Outcomes)
    stopped = $script:stopped
  }
}
