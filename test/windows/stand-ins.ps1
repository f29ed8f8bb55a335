# In the place of Windows, for a PowerShell elsewhere: appended to Patchbay.Common.ps1 in a temporary toolkit folder.
# Folders are plain folders; the Task Scheduler is a folder of files; the update agent reads a JSON file and logs.

function Get-DataRoot { return $env:PB_DATA }
function New-SecuredFolder([string]$Path) { $null = [IO.Directory]::CreateDirectory($Path) }
function Get-FolderSddl([string]$Path) {
  $told = $Path + '.sddl'
  if ([IO.File]::Exists($told)) { return [IO.File]::ReadAllText($told) }
  return 'O:BAG:S-1-5-21-1-2-3-513D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
}

# ---- Task Scheduler ----

function Add-Method($Object, [string]$Name, [scriptblock]$Body) {
  $Object | Add-Member -MemberType ScriptMethod -Name $Name -Value $Body
}

function New-FakeTask([string]$Name) {
  $file = Join-Path $env:PB_TASKS $Name
  $state = 3
  if ([IO.File]::Exists($file + '.running')) { $state = 4 }
  $task = [pscustomobject]@{ Name = $Name; State = $state; Arguments = [IO.File]::ReadAllText($file) }
  Add-Method $task 'RunEx' {
    param($Params, $Flags, $Session, $User)
    [IO.File]::AppendAllText((Join-Path $env:PB_TASKS 'runs.log'), $this.Name + "`n")
    if ($env:PB_TASK_MODE -eq 'hold') { return }
    if ($env:PB_TASK_MODE -eq 'fail') { throw 'RunEx failed' }
    # The user is a text: not every way to call it takes a null.
    if ($Flags -ne 2 -or $null -eq $User) { throw 'RunEx with other arguments' }
    $found = [regex]::Match($this.Arguments, '-File "([^"]+)" -Key (\S+)$')
    & pwsh -NoProfile -NonInteractive -File $found.Groups[1].Value -Key $found.Groups[2].Value
  }
  return $task
}

function New-FakeDefinition {
  $action = [pscustomobject]@{ Path = ''; Arguments = ''; WorkingDirectory = '' }
  $actions = [pscustomobject]@{ Only = $action }
  Add-Method $actions 'Create' { param($Type) return $this.Only }
  $settings = [pscustomobject]@{
    Enabled = $false; AllowDemandStart = $false; StartWhenAvailable = $false; DisallowStartIfOnBatteries = $true
    StopIfGoingOnBatteries = $true; MultipleInstances = 0; Priority = 7; ExecutionTimeLimit = 'PT72H'
  }
  return [pscustomobject]@{
    RegistrationInfo = [pscustomobject]@{ Description = '' }
    Principal = [pscustomobject]@{ UserId = ''; LogonType = 0; RunLevel = 0 }
    Settings = $settings
    Actions = $actions
  }
}

function New-NotFound {
  return New-Object System.IO.FileNotFoundException 'The system cannot find the file specified.'
}

function Get-TaskService {
  $folder = [pscustomobject]@{}
  Add-Method $folder 'GetTask' {
    param($Name)
    if (-not [IO.File]::Exists((Join-Path $env:PB_TASKS $Name))) { throw (New-NotFound) }
    return New-FakeTask $Name
  }
  Add-Method $folder 'DeleteTask' {
    param($Name, $Flags)
    if (-not [IO.File]::Exists((Join-Path $env:PB_TASKS $Name))) { throw (New-NotFound) }
    [IO.File]::Delete((Join-Path $env:PB_TASKS $Name))
  }
  Add-Method $folder 'RegisterTaskDefinition' {
    param($Name, $Definition, $Flags, $User, $Password, $Logon, $Sddl)
    if ($env:PB_TASK_MODE -eq 'no-register') { throw 'RegisterTaskDefinition failed' }
    $file = Join-Path $env:PB_TASKS $Name
    if ([IO.File]::Exists($file)) { throw (New-Object System.Runtime.InteropServices.COMException -ArgumentList 'exists', (-2147024713)) }
    $action = $Definition.Actions.Only
    [IO.File]::WriteAllText($file, $action.Arguments)
    $settings = $Definition.Settings
    $kept = [ordered]@{ user = $Definition.Principal.UserId; batteries = @($settings.DisallowStartIfOnBatteries, $settings.StopIfGoingOnBatteries); instances = $settings.MultipleInstances; flags = $Flags; logon = $Logon; sddl = $Sddl; path = $action.Path; priority = $Definition.Settings.Priority; limit = $Definition.Settings.ExecutionTimeLimit; level = $Definition.Principal.RunLevel }
    [IO.File]::WriteAllText((Join-Path $env:PB_TASKS 'definition.json'), (ConvertTo-Json -InputObject $kept))
    return New-FakeTask $Name
  }
  $service = [pscustomobject]@{ Folder = $folder }
  Add-Method $service 'GetFolder' { param($Path) return $this.Folder }
  Add-Method $service 'NewTask' { param($Flags) return New-FakeDefinition }
  return $service
}

# ---- the update agent ----

$global:Agent = $null
function Get-Agent {
  if ($null -eq $global:Agent) { $global:Agent = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_AGENT)) }
  return $global:Agent
}
function Write-AgentLog([string]$Line) { [IO.File]::AppendAllText($env:PB_AGENT + '.log', $Line + "`n") }

function New-SystemInformation { return [pscustomobject]@{ RebootRequired = (Get-Agent).rebootRequired } }

function New-UpdateCollection {
  $list = New-Object System.Collections.ArrayList
  return , $list
}

function New-FakeUpdate($Entry) {
  $update = [pscustomobject]@{
    Identity = [pscustomobject]@{ UpdateID = $Entry.id.ToUpperInvariant(); RevisionNumber = 200 }
    Title = $Entry.title
    KBArticleIDs = $Entry.kbs
    IsDownloaded = $Entry.downloaded
    MaxDownloadSize = [decimal]$Entry.size
    InstallationBehavior = [pscustomobject]@{ RebootBehavior = $Entry.reboot; Impact = 0 }
    EulaAccepted = $false
    Entry = $Entry
  }
  Add-Method $update 'AcceptEula' { $this.EulaAccepted = $true; Write-AgentLog ('eula ' + $this.Entry.id) }
  return $update
}

function New-FakeResult($Entry, [int]$Code) {
  $one = [pscustomobject]@{ ResultCode = $Code; HResult = [int]$Entry.hresult; RebootRequired = ($Code -eq 2 -and $Entry.reboot -eq 1) }
  $all = [pscustomobject]@{ ResultCode = $Code; Only = $one }
  Add-Method $all 'GetUpdateResult' { param($Index) return $this.Only }
  return $all
}

function New-FakeInstaller {
  $agent = Get-Agent
  $installer = [pscustomobject]@{ IsBusy = $agent.busy; RebootRequiredBeforeInstallation = $agent.rebootBefore; AllowSourcePrompts = $true; ForceQuiet = $false; Updates = $null }
  Add-Method $installer 'Install' {
    $update = $this.Updates[0]
    if (-not $update.EulaAccepted -or $this.AllowSourcePrompts) { throw 'asked for more than it may' }
    Write-AgentLog ('install ' + $update.Entry.id)
    if ($update.Entry.stopAfter) { [IO.File]::WriteAllText((Join-Path $env:PB_JOB 'stop'), 'stop') }
    if ($update.Entry.comError -ne 0) { throw (New-Object System.Runtime.InteropServices.COMException -ArgumentList 'agent', ([int]$update.Entry.comError)) }
    return New-FakeResult $update.Entry $update.Entry.code
  }
  return $installer
}

function New-UpdateSession {
  $session = [pscustomobject]@{}
  Add-Method $session 'CreateUpdateSearcher' {
    $searcher = [pscustomobject]@{ ServerSelection = 0; Online = $true }
    Add-Method $searcher 'Search' {
      param($Criteria)
      if ($this.ServerSelection -ne 1) { throw 'asked another server' }
      $agent = Get-Agent
      $wanted = $agent.installed
      $code = 2
      if ($Criteria -eq 'IsInstalled=0 and IsHidden=0') { $wanted = $agent.needed; $code = $agent.searchCode }
      return [pscustomobject]@{ ResultCode = $code; Warnings = $agent.warnings; Updates = @(@($wanted) | ForEach-Object { New-FakeUpdate $_ }) }
    }
    return $searcher
  }
  Add-Method $session 'CreateUpdateDownloader' {
    $downloader = [pscustomobject]@{ Updates = $null }
    Add-Method $downloader 'Download' {
      Write-AgentLog ('download ' + $this.Updates[0].Entry.id)
      return New-FakeResult $this.Updates[0].Entry $this.Updates[0].Entry.downloadCode
    }
    return $downloader
  }
  Add-Method $session 'CreateUpdateInstaller' { return New-FakeInstaller }
  return $session
}

# ---- the rest of Windows ----

function Get-OperatingSystem {
  $booted = [DateTime]::SpecifyKind([DateTime]'2026-01-05T06:00:00', [DateTimeKind]::Utc)
  return [pscustomobject]@{ Caption = 'Microsoft Windows Server 2022 Datacenter – Évaluation'; Version = '10.0.20348'; LastBootUpTime = $booted }
}
function Get-CimInstance { param($ClassName, $Filter)
  if ($ClassName -eq 'Win32_LogicalDisk') { return [pscustomobject]@{ FreeSpace = [uint64]53687091200 } }
  return @([pscustomobject]@{ SessionId = 2 }, [pscustomobject]@{ SessionId = 2 }, [pscustomobject]@{ SessionId = 5 })
}
function Get-Service { return $null }
function Test-RegistryKey { return $false }
function Get-RegistryValue([string]$Key, [string]$Name) {
  switch ($Name) {
    'MachineGuid' { return '6F9619FF-8B86-D011-B42D-00CF4FC964FF' }
    'UBR' { return 2031 }
    'WUServer' { return 'https://wsus.example.test:8531' }
    'UseWUServer' { return 1 }
    'AUOptions' { return 3 }
    'PendingFileRenameOperations' { return @('\??\C:\one', '') }
    'ComputerName' { return 'SRV01' }
  }
  return $null
}

# ---- WSUS ----

function Start-Sleep { }
function New-UpdateScope { return [pscustomobject]@{ FromArrivalDate = [DateTime]::MinValue } }
function New-UpdateRevisionId([string]$UpdateId, [int]$Revision) { return [pscustomobject]@{ UpdateId = $UpdateId; Revision = $Revision } }
function Write-WsusLog([string]$Line) { [IO.File]::AppendAllText($env:PB_WSUS + '.log', $Line + "`n") }

function New-FakeWsusUpdate($Entry) {
  $update = [pscustomobject]@{
    Id = [pscustomobject]@{ UpdateId = [Guid]$Entry.id; RevisionNumber = 200 }
    Title = $Entry.title; KnowledgebaseArticles = @($Entry.kbs); UpdateClassificationTitle = 'Security Updates'
    ProductTitles = @('Windows Server 2022'); MsrcSeverity = 'Critical'; ArrivalDate = [DateTime]'2026-01-01T00:00:00'
    IsSuperseded = $false; IsDeclined = $Entry.declined; PublicationState = $Entry.publication; IsApproved = $true
    HasEarlierRevision = $Entry.revised; RequiresLicenseAgreementAcceptance = $Entry.licence; Entry = $Entry
    InstallationBehavior = [pscustomobject]@{ RebootBehavior = 1; Impact = 2; CanRequestUserInput = $false; RequiresNetworkConnectivity = $true }
  }
  Add-Method $update 'GetUpdateApprovals' {
    $group = [Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421'
    return @(
      [pscustomobject]@{ ComputerTargetGroupId = $group; Action = 'Install'; State = 'Active'; Deadline = [DateTime]::MaxValue },
      [pscustomobject]@{ ComputerTargetGroupId = $group; Action = 'NotApproved'; State = 'Pending'; Deadline = [DateTime]'2026-02-01T00:00:00' })
  }
  Add-Method $update 'AcceptLicenseAgreement' { $this.RequiresLicenseAgreementAcceptance = $false; Write-WsusLog ('licence ' + $this.Entry.id) }
  Add-Method $update 'Decline' { $this.IsDeclined = $true; Write-WsusLog ('Decline ' + $this.Entry.id) }
  Add-Method $update 'Approve' {
    param($Action, $Group, $Deadline)
    if ($Action -eq 'Install' -and $this.RequiresLicenseAgreementAcceptance) { throw 'its licence was not accepted' }
    $until = 'none'
    if ($null -ne $Deadline) { $until = $Deadline.Kind.ToString() + ' ' + $Deadline.ToString('o') }
    Write-WsusLog ($Action + ' ' + $this.Entry.id + ' ' + $Group.Name + ' ' + $until)
  }
  return $update
}

function New-FakeSubscription($Known) {
  $subscription = [pscustomobject]@{ Known = $Known; Asked = -1 }
  Add-Method $subscription 'GetSynchronizationStatus' {
    if ($this.Known.busy) { return 1 }
    if ($this.Asked -lt 0) { return 0 }
    if ($this.Known.flaky -and $this.Asked -eq 2) { $this.Asked++; throw 'the service is not available' }
    # Idle still, then at work, then idle again.
    $this.Asked++
    if ($this.Asked -ge 2 -and $this.Asked -le 4) { return 1 }
    return 0
  }
  Add-Method $subscription 'StartSynchronization' { if ($this.Known.refused) { throw 'not now' }; $this.Asked = 0 }
  Add-Method $subscription 'GetSynchronizationProgress' { if ($this.Known.flaky) { throw 'the service is not available' }; return [pscustomobject]@{ TotalItems = 10; ProcessedItems = $this.Asked; Phase = 'Updates' } }
  Add-Method $subscription 'GetLastSynchronizationInfo' {
    if ($this.Asked -le 4 -and $this.Known.never) { throw 'never synchronized' }
    if ($this.Asked -eq 1 -and $this.Known.flaky) { throw 'the service is not available' }
    $start = [DateTime]'2026-01-01T00:00:00'
    if ($this.Asked -gt 4) { $start = [DateTime]'2026-01-02T00:00:00' }
    return [pscustomobject]@{ StartTime = $start; EndTime = $start.AddMinutes(5); Result = 1; ErrorText = '' }
  }
  return $subscription
}

function Get-UpdateServer {
  $known = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_WSUS))
  $all = [Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421'
  $server = [pscustomobject]@{ Known = $known; Version = [Version]'10.0.20348.1' }
  Add-Method $server 'GetConfiguration' { return [pscustomobject]@{ IsReplicaServer = $this.Known.replica } }
  Add-Method $server 'GetSubscription' { return New-FakeSubscription $this.Known }
  Add-Method $server 'GetUpdates' { param($Scope) return @($this.Known.updates | ForEach-Object { New-FakeWsusUpdate $_ }) }
  Add-Method $server 'GetUpdate' {
    param($Id)
    $found = @($this.Known.updates | Where-Object { $_.id -eq $Id.UpdateId })
    if ($found.Count -eq 0) { throw 'The specified item could not be found in the database.' }
    return New-FakeWsusUpdate $found[0]
  }
  Add-Method $server 'GetUpdateClassifications' { return @([pscustomobject]@{ Title = 'Security Updates'; Id = [Guid]'0FA1201D-4330-4FA8-8AE9-B877473B6441' }) }
  Add-Method $server 'GetComputerTargetGroup' { param($Id) return [pscustomobject]@{ Name = 'group' } }
  Add-Method $server 'GetComputerTargetGroups' {
    $root = [pscustomobject]@{ Id = [Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421'; Name = 'Tous les ordinateurs' }
    Add-Method $root 'GetParentTargetGroup' { throw 'the root has no parent' }
    return @($root)
  }
  Add-Method $server 'GetComputerTargets' {
    return @([pscustomobject]@{ FullDomainName = 'srv01.example.test'; ComputerTargetGroupIds = @([Guid]'a0a08746-4dbe-4a37-9adf-9e7652c0b421') })
  }
  return $server
}
