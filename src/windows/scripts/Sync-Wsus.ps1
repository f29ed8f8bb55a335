# Starts a synchronization of WSUS and waits for its end.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$startSeconds = 120
$pauseSeconds = 2

function New-Answer([string]$Outcome, $Why) {
  return [ordered]@{
    outcome = $Outcome; startedAt = $null; endedAt = $null; result = 4
    newUpdates = 0; revisedUpdates = 0; expiredUpdates = 0; error = $Why
  }
}

# Throws on a server that never synchronized.
function Get-LastSync($Subscription) {
  try { return $Subscription.GetLastSynchronizationInfo() } catch { return $null }
}

function Get-StartTime($Info) {
  if ($null -eq $Info) { return '' }
  return ConvertTo-UtcText $Info.StartTime
}

# The status is idle before it starts as well as after it has ended: only another StartTime tells which.
function Wait-Sync($Subscription, [string]$Before) {
  $waited = 0
  while ($true) {
    $running = [int]$Subscription.GetSynchronizationStatus() -ne 0
    $info = Get-LastSync $Subscription
    if (-not $running -and (Get-StartTime $info) -ne $Before) { return $info }
    if (-not $running -and $waited -ge $startSeconds) { return $null }
    if ($running) {
      $at = $Subscription.GetSynchronizationProgress()
      Write-JobProgress $Job $at.ProcessedItems $at.TotalItems ([string]$at.Phase) $null
    }
    Start-Sleep -Seconds $pauseSeconds
    if ($running) { $waited = 0 } else { $waited += $pauseSeconds }
  }
}

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
if ([int]$subscription.GetSynchronizationStatus() -ne 0) { return New-Answer 'busy' $null }
$before = Get-StartTime (Get-LastSync $subscription)
try { $null = $subscription.StartSynchronization() }
catch {
  if ([int]$subscription.GetSynchronizationStatus() -ne 0) { return New-Answer 'busy' $null }
  return New-Answer 'refused' (Get-ErrorText $_ 1000)
}
$info = Wait-Sync $subscription $before
if ($null -eq $info) { return New-Answer 'refused' 'the synchronization did not start' }

$answer = New-Answer 'ended' $null
$answer.startedAt = ConvertTo-UtcText $info.StartTime
$answer.endedAt = ConvertTo-UtcText $info.EndTime
$answer.result = [int]$info.Result
$text = [string](Get-ComProperty $info 'ErrorText' '')
if ($answer.result -ne 1 -and $text -ne '') { $answer.error = Limit-Text $text 1000 }
try { Add-Counts $server $info $answer }
catch { $answer.error = Limit-Text ('the counts are not known: ' + (Get-ErrorText $_ 900)) 1000 }
return $answer
