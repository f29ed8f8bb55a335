# The update agent: a JSON file says what it knows, and it writes there what it did, so that the next search sees it.
# It is as strict as its documents say: exclusive updates alone, licences first, the servicing stack first.

$global:Agent = $null
function Get-Agent {
  if ($null -eq $global:Agent) { $global:Agent = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_AGENT)) }
  return $global:Agent
}
function Save-Agent { [IO.File]::WriteAllText($env:PB_AGENT, (ConvertTo-Json -InputObject $global:Agent -Depth 8)) }
function Write-AgentLog([string]$Line) { [IO.File]::AppendAllText($env:PB_AGENT + '.log', $Line + "`n") }

function New-AgentError([int]$Code) {
  return New-Object System.Runtime.InteropServices.COMException -ArgumentList 'agent', $Code
}

# A list as PowerShell has them, or one of COM that can only be asked for its items.
function New-AgentList($Items) {
  if (-not (Get-Agent).oneByOne) { return , $Items }
  $list = [pscustomobject]@{ Count = @($Items).Count; All = @($Items) }
  Add-Method $list 'Item' { param($Index) return $this.All[$Index] }
  return $list
}

# Reading one of these properties fails, which PowerShell shows as a null.
function Add-Failures($Object) {
  foreach ($name in (Get-Agent).unreadable) {
    if ($null -eq $Object.PSObject.Properties[$name]) { continue }
    $Object.PSObject.Properties.Remove($name)
    $Object | Add-Member -MemberType ScriptProperty -Name $name -Value { throw (New-AgentError (-2147024891)) }
  }
  return $Object
}

function New-SystemInformation {
  $agent = Get-Agent
  if ($agent.silentAtEnd -and [IO.File]::Exists($env:PB_AGENT + '.log')) { throw (New-AgentError (-2145124322)) }
  return Add-Failures ([pscustomobject]@{ RebootRequired = $agent.rebootRequired })
}

function New-UpdateCollection {
  $list = New-Object System.Collections.ArrayList
  return , $list
}

# ---- an update ----

function New-FakeUpdate($Entry) {
  $update = [pscustomobject]@{
    Identity = [pscustomobject]@{ UpdateID = $Entry.id.ToUpperInvariant(); RevisionNumber = $Entry.revision }
    Title = $Entry.title
    KBArticleIDs = New-AgentList $Entry.kbs
    IsDownloaded = $Entry.downloaded
    IsHidden = $Entry.hidden
    IsUninstallable = $Entry.uninstallable
    MaxDownloadSize = [decimal]$Entry.size
    Type = $Entry.type
    Categories = New-AgentList @($Entry.categories | ForEach-Object { Add-Failures ([pscustomobject]@{ CategoryID = $_.ToUpperInvariant(); Name = 'lokalisiert' }) })
    Deadline = $null
    InstallationBehavior = Add-Failures ([pscustomobject]@{ RebootBehavior = $Entry.reboot; Impact = $Entry.impact; CanRequestUserInput = $Entry.userInput })
    EulaAccepted = $false
    Entry = $Entry
  }
  if ($null -ne $Entry.deadline) { $update.Deadline = ([DateTime]$Entry.deadline).ToUniversalTime() }
  Add-Method $update 'AcceptEula' {
    if ($this.Entry.licenceError -ne 0) { throw (New-AgentError $this.Entry.licenceError) }
    $this.EulaAccepted = $true
    Write-AgentLog ('eula ' + $this.Entry.id)
  }
  return Add-Failures $update
}

function New-FakeAnswer([int]$Code, [int]$HResult, [bool]$Restart, [int]$WholeCode, [int]$WholeHResult) {
  $one = [pscustomobject]@{ ResultCode = $Code; HResult = $HResult; RebootRequired = $Restart }
  $all = [pscustomobject]@{ ResultCode = $WholeCode; HResult = $WholeHResult; Only = $one }
  Add-Method $all 'GetUpdateResult' { param($Index) return $this.Only }
  return $all
}

# ---- installing ----

function Get-InstallCode($Entry) {
  if ($null -ne $Entry.needs -and @((Get-Agent).installed | ForEach-Object { $_.id }) -notcontains $Entry.needs) { return @(4, -2146498525) }
  return @([int]$Entry.code, [int]$Entry.hresult)
}

function Set-Installed($Entry) {
  $agent = Get-Agent
  if (-not $Entry.comesBack) { $agent.needed = @($agent.needed | Where-Object { $_.id -ne $Entry.id }) }
  $agent.installed = @($agent.installed) + @($Entry)
  Save-Agent
}

function Invoke-FakeInstall($Installer) {
  if ($Installer.Updates.Count -ne 1) { throw 'more than one update in a call' }
  $update = $Installer.Updates[0]
  $entry = $update.Entry
  if (-not $update.EulaAccepted) { throw (New-AgentError (-2145124317)) }
  if ($Installer.AllowSourcePrompts -or -not $Installer.ForceQuiet) { throw 'asked for more than it may' }
  if (-not $update.IsDownloaded) { throw (New-AgentError (-2145124316)) }
  Write-AgentLog ('install ' + $entry.id)
  if ($entry.stopAfter) { [IO.File]::WriteAllText((Join-Path $env:PB_JOB 'stop'), 'stop') }
  if ($entry.comError -ne 0) { throw (New-AgentError $entry.comError) }
  # Another one got into the batch: the agent begins none of them, and only the whole answer says why.
  if ($entry.mixed) { return New-FakeAnswer 0 0 $false 4 (-2145124327) }
  $code = Get-InstallCode $entry
  if ($code[0] -eq 2) { Set-Installed $entry }
  return New-FakeAnswer $code[0] $code[1] ($code[0] -eq 2 -and $entry.reboot -eq 1) $code[0] 0
}

function Invoke-FakeUninstall($Installer) {
  $entry = $Installer.Updates[0].Entry
  if ($Installer.AllowSourcePrompts -or -not $Installer.ForceQuiet) { throw 'asked for more than it may' }
  Write-AgentLog ('uninstall ' + $entry.id)
  if ($entry.comError -ne 0) { throw (New-AgentError $entry.comError) }
  return New-FakeAnswer $entry.code $entry.hresult ($entry.code -eq 2 -and $entry.reboot -eq 1) $entry.code 0
}

function New-FakeInstaller {
  $agent = Get-Agent
  if ($agent.installerError -ne 0 -and [IO.File]::Exists($env:PB_AGENT + '.log')) { throw (New-AgentError $agent.installerError) }
  $installer = [pscustomobject]@{ IsBusy = $agent.busy; RebootRequiredBeforeInstallation = $agent.rebootBefore; AllowSourcePrompts = $true; ForceQuiet = $false; Updates = $null }
  Add-Method $installer 'Install' { return Invoke-FakeInstall $this }
  Add-Method $installer 'Uninstall' { return Invoke-FakeUninstall $this }
  Add-Method $installer 'Commit' {
    param($Flags)
    Write-AgentLog ('commit ' + $Flags)
    if ((Get-Agent).commitError -ne 0) { throw (New-AgentError (Get-Agent).commitError) }
  }
  return Add-Failures $installer
}

function New-FakeDownloader {
  $downloader = [pscustomobject]@{ Updates = $null }
  Add-Method $downloader 'Download' {
    $update = $this.Updates[0]
    if (-not $update.EulaAccepted) { throw (New-AgentError (-2145124317)) }
    Write-AgentLog ('download ' + $update.Entry.id)
    (Get-Agent).freeBytes -= $update.Entry.size
    if ($update.Entry.downloadCode -ne 2) { return New-FakeAnswer $update.Entry.downloadCode $update.Entry.hresult $false 4 0 }
    $update.IsDownloaded = $true
    $update.Entry.downloaded = $true
    return New-FakeAnswer 2 0 $false 2 0
  }
  return $downloader
}

# ---- searching ----

# OR stands at the top level only, as for the agent; without DeploymentAction it finds what is to be installed.
function Find-Entries($Agent, [string]$Criteria) {
  switch ($Criteria) {
    'IsInstalled=0 and IsHidden=0' { return @($Agent.needed | Where-Object { -not $_.hidden }) }
    'IsInstalled=0 and IsHidden=1' { return @($Agent.needed | Where-Object { $_.hidden }) }
    'IsInstalled=1' { return @($Agent.installed | Where-Object { -not $_.toRemove }) }
    "IsInstalled=1 and DeploymentAction='Uninstallation'" { return @($Agent.installed | Where-Object { $_.toRemove }) }
  }
  throw (New-AgentError (-2145124302))
}

function New-FakeSearcher {
  $searcher = [pscustomobject]@{ ServerSelection = 0; Online = $true }
  Add-Method $searcher 'Search' {
    param($Criteria)
    if ($this.ServerSelection -ne 1) { throw 'asked another server' }
    $agent = Get-Agent
    if ($agent.searchError -ne 0) { throw (New-AgentError $agent.searchError) }
    $code = 2
    if ($this.Online) { $code = $agent.searchCode }
    return Add-Failures ([pscustomobject]@{ ResultCode = $code; Warnings = $agent.warnings; Updates = New-AgentList @(Find-Entries $agent $Criteria | ForEach-Object { New-FakeUpdate $_ }) })
  }
  Add-Method $searcher 'GetTotalHistoryCount' {
    if ((Get-Agent).historyError -ne 0) { throw (New-AgentError (Get-Agent).historyError) }
    return @((Get-Agent).history).Count
  }
  Add-Method $searcher 'QueryHistory' {
    param($From, $Count)
    if ($Count -lt 1) { throw (New-AgentError (-2147024809)) }
    return @((Get-Agent).history | Select-Object -Skip $From -First $Count)
  }
  return $searcher
}

function New-UpdateSession {
  $session = [pscustomobject]@{}
  Add-Method $session 'CreateUpdateSearcher' { return New-FakeSearcher }
  Add-Method $session 'CreateUpdateDownloader' { return New-FakeDownloader }
  Add-Method $session 'CreateUpdateInstaller' { return New-FakeInstaller }
  return $session
}

function New-AutomaticUpdates {
  $agent = Get-Agent
  if ($agent.automaticError -ne 0) { throw (New-AgentError $agent.automaticError) }
  $results = [pscustomobject]@{ LastSearchSuccessDate = $null; LastInstallationSuccessDate = $null }
  if ($null -ne $agent.lastSearch) { $results.LastSearchSuccessDate = ([DateTime]$agent.lastSearch).ToUniversalTime() }
  $automatic = [pscustomobject]@{ Results = $results }
  Add-Method $automatic 'DetectNow' { Write-AgentLog 'detect' }
  return $automatic
}
