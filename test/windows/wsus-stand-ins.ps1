# A WSUS for a PowerShell elsewhere, appended to Patchbay.Common.ps1 behind the other stand-ins. It reads a JSON file,
# behaves as the administration API is documented to, and logs what was asked of it.

function Start-Sleep { }
function New-UpdateRevisionId([string]$UpdateId, [int]$Revision) { return [pscustomobject]@{ UpdateId = $UpdateId; Revision = $Revision } }
function Write-WsusLog([string]$Line) { [IO.File]::AppendAllText($env:PB_WSUS + '.log', $Line + "`n") }

function New-UpdateScope { return [pscustomobject]@{ FromArrivalDate = [DateTime]::MinValue; ToArrivalDate = [DateTime]::MaxValue } }

function Get-Moment($Text) { return (ConvertFrom-UtcText $Text) }

# The clock of WSUS and of all that runs beside it.
function Get-UtcNow {
  if ([IO.File]::Exists($env:PB_WSUS)) {
    $now = (ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_WSUS))).now
    if ($now -ne '') { return Get-Moment $now }
  }
  return [DateTime]::UtcNow
}

function Get-ScopeText($Scope) {
  $from = 'first'
  $to = 'last'
  if ($Scope.FromArrivalDate -gt [DateTime]::MinValue) { $from = $Scope.FromArrivalDate.ToString('yyyy-MM-dd') }
  if ($Scope.ToArrivalDate -lt [DateTime]::MaxValue) { $to = $Scope.ToArrivalDate.ToString('yyyy-MM-dd') }
  return $from + '..' + $to
}

# Neither end belongs to it: the worst that the documentation leaves open.
function Select-InScope($Known, $Scope) {
  foreach ($entry in $Known.updates) {
    $arrived = Get-Moment $entry.arrived
    if ($arrived -gt $Scope.FromArrivalDate -and $arrived -lt $Scope.ToArrivalDate) { $entry }
  }
}

function New-WsusUpdate($Entry) {
  $update = [pscustomobject]@{
    Id = [pscustomobject]@{ UpdateId = [Guid]$Entry.id; RevisionNumber = [int]$Entry.revision }
    Title = 'x'; KnowledgebaseArticles = @('5031364'); UpdateClassificationTitle = 'Security Updates'
    ProductTitles = @('Windows Server 2022'); MsrcSeverity = 'Critical'; ArrivalDate = (Get-Moment $Entry.arrived)
    IsSuperseded = $Entry.superseded; IsDeclined = $Entry.declined; PublicationState = $Entry.publication
    IsApproved = ($Entry.approved -ne ''); IsLatestRevision = $Entry.latest; HasEarlierRevision = $false
    RequiresLicenseAgreementAcceptance = $Entry.licence; Entry = $Entry
    InstallationBehavior = [pscustomobject]@{ RebootBehavior = 2; Impact = 0; CanRequestUserInput = $false; RequiresNetworkConnectivity = $false; IsSupported = $true }
    UninstallationBehavior = [pscustomobject]@{ RebootBehavior = 2; Impact = 0; CanRequestUserInput = $false; RequiresNetworkConnectivity = $false; IsSupported = $Entry.uninstallable }
  }
  Add-Method $update 'GetUpdateApprovals' {
    $group = [Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421'
    return @([pscustomobject]@{ ComputerTargetGroupId = $group; Action = $this.Entry.approved; State = 'Pending'; Deadline = [DateTime]::MaxValue })
  }
  Add-Method $update 'AcceptLicenseAgreement' { $this.RequiresLicenseAgreementAcceptance = $false; Write-WsusLog ('licence ' + $this.Entry.id) }
  Add-Method $update 'Decline' { $this.IsDeclined = $true; Write-WsusLog ('Decline ' + $this.Entry.id) }
  Add-Method $update 'Approve' {
    param($Action, $Group, $Deadline)
    if ($Action -ne 'NotApproved' -and $this.RequiresLicenseAgreementAcceptance) { throw (New-Object InvalidOperationException 'The license agreement was not accepted.') }
    if ($this.PublicationState -eq 'Expired' -and $Action -eq 'Install') { throw (New-Object InvalidOperationException 'The update is expired.') }
    $until = 'none'
    if ($null -ne $Deadline) { $until = $Deadline.Kind.ToString() + ' ' + $Deadline.ToString('o') }
    Write-WsusLog ($Action + ' ' + $this.Entry.id + ' ' + $Group.Name + ' ' + $until)
  }
  return $update
}

function New-WsusSubscription($Known) {
  $subscription = [pscustomobject]@{ Known = $Known; Asked = -1 }
  Add-Method $subscription 'GetSynchronizationStatus' {
    if ($this.Asked -lt 0) { return 0 }
    $this.Asked++
    if ($this.Asked -ge 2 -and $this.Asked -le 4) { return 1 }
    return 0
  }
  Add-Method $subscription 'StartSynchronization' { $this.Asked = 0 }
  # As on a replica: each phase counts for itself.
  Add-Method $subscription 'GetSynchronizationProgress' {
    $phases = @('NotProcessing', 'Categories', 'Updates', 'Approvals')
    return [pscustomobject]@{ TotalItems = 4; ProcessedItems = 1; Phase = $phases[[Math]::Min(3, $this.Asked - 1)] }
  }
  Add-Method $subscription 'GetLastSynchronizationInfo' {
    if ($this.Known.lastSync -eq 'throws') { throw 'never synchronized' }
    if ($this.Known.lastSync -eq 'late' -and $this.Asked -lt 0) { throw 'The service is unavailable.' }
    $start = [DateTime]'2026-01-01T00:00:00'
    if ($this.Asked -gt 4) { $start = [DateTime]'2026-01-02T00:00:00' }
    if ($this.Asked -gt 4 -and $this.Known.lastSync -eq 'late') { $start = [DateTime]::UtcNow }
    return [pscustomobject]@{ StartTime = $start; EndTime = $start.AddMinutes(5); Result = $this.Known.syncResult; ErrorText = $this.Known.syncError; Error = 'InternalServerError' }
  }
  return $subscription
}

function Get-UpdateServer {
  $known = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_WSUS))
  $server = [pscustomobject]@{ Known = $known; Version = [Version]'10.0.20348.1'; PortNumber = 8530; UseSecureConnection = $false; Failures = 0 }
  Add-Method $server 'GetConfiguration' {
    return [pscustomobject]@{ IsReplicaServer = $this.Known.replica; UpstreamWsusServerName = $this.Known.upstream; HostBinariesOnMicrosoftUpdate = $false; LocalContentCachePath = 'D:\WSUS\WsusContent\' }
  }
  Add-Method $server 'GetSubscription' { return New-WsusSubscription $this.Known }
  Add-Method $server 'GetStatus' {
    if ($this.Known.statusFails) { throw 'Timeout expired.  The timeout period elapsed.' }
    return [pscustomobject]@{ UpdatesNeedingFilesCount = 3 }
  }
  Add-Method $server 'GetUpdateCount' {
    param($Scope)
    if ($this.Known.countFails) { throw 'Timeout expired.' }
    return @(Select-InScope $this.Known $Scope).Count + $this.Known.countsMore
  }
  # A query about too many updates does not end in time.
  Add-Method $server 'GetUpdates' {
    param($Scope)
    $found = @(Select-InScope $this.Known $Scope)
    Write-WsusLog ('query ' + (Get-ScopeText $Scope) + ' ' + $found.Count)
    if ($found.Count -gt $this.Known.mostInTime) { throw 'Timeout expired.  The timeout period elapsed prior to completion of the operation.' }
    if ($this.Failures -lt $this.Known.failsFirst) { $this.Failures++; throw 'The service is unavailable.' }
    return @($found | ForEach-Object { New-WsusUpdate $_ })
  }
  Add-Method $server 'GetUpdate' {
    param($Id)
    $found = @($this.Known.updates | Where-Object { $_.id -eq $Id.UpdateId })
    if ($found.Count -eq 0) { throw 'The specified item could not be found in the database.' }
    return New-WsusUpdate $found[0]
  }
  Add-Method $server 'GetUpdateClassifications' { return @([pscustomobject]@{ Title = 'Security Updates'; Id = [Guid]'0FA1201D-4330-4FA8-8AE9-B877473B6441' }) }
  Add-Method $server 'GetComputerTargetGroup' { param($Id) return [pscustomobject]@{ Name = 'group' } }
  Add-Method $server 'GetComputerTargetGroups' { return @() }
  Add-Method $server 'GetComputerTargets' {
    if ($this.Known.clientsFail) { throw 'Timeout expired.' }
    foreach ($client in $this.Known.clients) {
      $at = [DateTime]::MinValue
      if ($client.at -ne '') { $at = Get-Moment $client.at }
      [pscustomobject]@{ Id = $client.id; FullDomainName = $client.name; OSDescription = 'Windows Server 2022 Standard'; LastReportedStatusTime = $at; ComputerTargetGroupIds = @([Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421') }
    }
  }
  return $server
}
