# Starts a synchronization of WSUS and waits for its end.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$startSeconds = 120
$pauseSeconds = 2
# A WSUS at work refuses a call now and then, while its pool restarts or its database is busy.
$mostFailures = 30
$failureSeconds = 10

function New-Answer([string]$Outcome, $Why) {
  return [ordered]@{
    outcome = $Outcome; startedAt = $null; endedAt = $null; result = 4
    newUpdates = 0; revisedUpdates = 0; expiredUpdates = 0; error = $Why
  }
}

function Get-Status($Subscription) {
  for ($try = 1; $true; $try++) {
    try { return [int]$Subscription.GetSynchronizationStatus() }
    catch { if ($try -ge $mostFailures) { throw } }
    Start-Sleep -Seconds $failureSeconds
  }
}

# A server that never synchronized answers by an error, as a busy one may: it is told from it by asking again.
function Get-LastSync($Subscription) {
  for ($try = 1; $try -le 3; $try++) {
    try { return $Subscription.GetLastSynchronizationInfo() }
    catch { Start-Sleep -Seconds $pauseSeconds }
  }
  return $null
}

function Get-StartTime($Info) {
  if ($null -eq $Info) { return '' }
  return ConvertTo-UtcText $Info.StartTime
}

# One that has ended, and is not the last one before. Where that was not known, it must have started since it was asked
# for; some minutes are for a clock of WSUS that is set.
function Test-Own($Info, [string]$Before, [DateTime]$Asked) {
  if (-not (Test-Ended $Info)) { return $false }
  $start = Get-StartTime $Info
  if ($Before -ne '') { return $start -ne $Before }
  return (ConvertFrom-UtcText $start) -ge $Asked.AddMinutes(-5)
}

# The status is idle before it starts as well as after it has ended: only another StartTime tells which.
function Wait-Sync($Subscription, [string]$Before, [DateTime]$Asked) {
  $waited = 0
  while ($true) {
    if ((Get-Status $Subscription) -ne 0) {
      $waited = 0
      Show-Progress $Subscription
    }
    else {
      $info = Get-LastSync $Subscription
      if (Test-Own $info $Before $Asked) { return $info }
      if ($waited -ge $startSeconds) { return $null }
      $waited += $pauseSeconds
    }
    Start-Sleep -Seconds $pauseSeconds
  }
}

# 0: never run.
function Test-Ended($Info) { return $null -ne $Info -and [int]$Info.Result -ne 0 }

# What WSUS says of one that failed: a text, or at least a word such as InternalServerError.
function Get-SyncError($Info) {
  $text = [string](Get-ComProperty $Info 'ErrorText' '')
  if ($text -eq '') { $text = [string](Get-ComProperty $Info 'Error' '') }
  if ($text -eq '') { return $null }
  return Limit-Text $text 1000
}

# Only shown: a synchronization does not break off because its progress is not known.
function Show-Progress($Subscription) {
  try {
    $at = $Subscription.GetSynchronizationProgress()
    Write-JobProgress $Job $at.ProcessedItems $at.TotalItems ([string]$at.Phase) $null
  }
  catch { $Job.ProgressError = Get-ErrorText $_ 200 }
}

# WSUS itself keeps no such numbers: what arrived since the start is looked at. An update whose revision arrived counts
# as expired if it is so now, else as revised if it was known before, else as new.
function Add-Counts($Server, $Info, $Answer) {
  $scope = New-UpdateScope
  $scope.FromArrivalDate = $Info.StartTime
  foreach ($update in $Server.GetUpdates($scope)) {
    if ([string]$update.PublicationState -eq 'Expired') { $Answer.expiredUpdates++ }
    elseif ($update.HasEarlierRevision) { $Answer.revisedUpdates++ }
    else { $Answer.newUpdates++ }
  }
}

$server = Get-UpdateServer
$subscription = $server.GetSubscription()
if ((Get-Status $subscription) -ne 0) { return New-Answer 'busy' $null }
$before = Get-StartTime (Get-LastSync $subscription)
$asked = Get-UtcNow
try { $null = $subscription.StartSynchronization() }
catch {
  $why = Get-ErrorText $_ 1000
  if ((Get-Status $subscription) -ne 0) { return New-Answer 'busy' $null }
  return New-Answer 'refused' $why
}
$info = Wait-Sync $subscription $before $asked
if ($null -eq $info) { return New-Answer 'refused' 'the synchronization did not start' }

$answer = New-Answer 'ended' $null
$answer.startedAt = ConvertTo-UtcText $info.StartTime
$answer.endedAt = ConvertTo-UtcText $info.EndTime
$answer.result = [int]$info.Result
if ($answer.result -ne 1) { $answer.error = Get-SyncError $info }
try { Add-Counts $server $info $answer }
catch {
  # Half a count would read as a whole one.
  $answer.newUpdates = 0; $answer.revisedUpdates = 0; $answer.expiredUpdates = 0
  if ($null -eq $answer.error) { $answer.error = Limit-Text ('the counts are not known: ' + (Get-ErrorText $_ 900)) 1000 }
}
return $answer
