# What the scripts of WSUS share: reading all of its updates. It only defines functions.
# A query of WSUS ends after about five minutes, whatever it has found by then, and nobody can allow it more: what is
# asked for is cut by the time it arrived, until each piece is small enough. A piece that cannot be read breaks the job,
# so that half a catalogue is never taken for a whole one.
Set-StrictMode -Version 3.0

function Get-SliceScope($Slice) {
  $scope = New-UpdateScope
  if ($null -ne $Slice.From) { $scope.FromArrivalDate = $Slice.From }
  if ($null -ne $Slice.To) { $scope.ToArrivalDate = $Slice.To }
  return $scope
}

# How many updates a piece has; -1 where WSUS does not say.
function Get-SliceCount($Server, $Slice) {
  try { return [int]$Server.GetUpdateCount((Get-SliceScope $Slice)) }
  catch { return -1 }
}

# Two halves, the older one first; none where it is too short to be cut. The first and the last piece have no end of
# their own, and two neighbours overlap: an update on the border is read twice rather than never.
function Split-Slice($Slice) {
  $from = $Slice.From
  $to = $Slice.To
  if ($null -eq $from) { $from = New-Object DateTime -ArgumentList 2000, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc) }
  if ($null -eq $to) { $to = (Get-UtcNow).AddDays(1) }
  $span = $to - $from
  if ($span.TotalMinutes -lt 2) { return }
  $middle = $from.AddTicks([long]($span.Ticks / 2))
  @{ From = $Slice.From; To = $middle }
  @{ From = $middle.AddSeconds(-1); To = $Slice.To }
}

# The updates of one piece, in a table so that none is no null; null where it should be cut and tried again.
function Read-Slice($Server, $Slice, [int]$Expected, [bool]$CanSplit) {
  $before = -1
  for ($try = 1; $true; $try++) {
    try {
      $found = @($Server.GetUpdates((Get-SliceScope $Slice)))
      # Fewer than were counted: believed only when it is said twice.
      if ($found.Count -ge $Expected -or $found.Count -eq $before) { return @{ Updates = $found } }
      $before = $found.Count
    }
    catch {
      if (-not $CanSplit -and $try -ge 3) { throw }
      if ($CanSplit) { Start-Sleep -Seconds 10; return $null }
    }
    if ($try -ge 6) { throw ('WSUS counts ' + $Expected + ' updates and gives another number each time') }
    Start-Sleep -Seconds 10
  }
}

# Gives every update to $Take, each revision once.
function Read-AllUpdates($Server, $Job, [scriptblock]$Take) {
  $most = 2000
  $seen = @{}
  $slices = New-Object System.Collections.Stack
  $slices.Push(@{ From = $null; To = $null })
  $total = Get-SliceCount $Server @{ From = $null; To = $null }
  while ($slices.Count -gt 0) {
    $stop = Get-StopReason $Job
    if ($null -ne $stop) { throw ('WSUS was not read to its end: ' + $stop) }
    $slice = $slices.Pop()
    $halves = @(Split-Slice $slice)
    $count = Get-SliceCount $Server $slice
    $read = $null
    if ($count -le $most -or $halves.Count -eq 0) { $read = Read-Slice $Server $slice $count ($halves.Count -gt 0) }
    if ($null -eq $read) { $slices.Push($halves[1]); $slices.Push($halves[0]); continue }
    foreach ($update in $read.Updates) {
      $key = [string]$update.Id.UpdateId + ' ' + [string]$update.Id.RevisionNumber
      if ($seen.ContainsKey($key)) { continue }
      $seen[$key] = $true
      & $Take $update
      if ($seen.Count % 500 -eq 0) { Write-JobProgress $Job $seen.Count ([Math]::Max($total, $seen.Count)) 'updates' $null }
    }
  }
}
