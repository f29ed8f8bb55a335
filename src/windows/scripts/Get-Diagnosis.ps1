# What an administrator would look at on the computer. Each part that cannot be found out says so; the others go on.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$services = @('wuauserv', 'UsoSvc', 'BITS', 'CryptSvc', 'TrustedInstaller', 'msiserver', 'WinRM', 'Schedule', 'W32Time')
$historyEntries = 50
$webSeconds = 10
$problems = New-Object System.Collections.ArrayList

# The part's answer, or what stands for it and a line about why. The part sees this function's variables.
function Get-Part([string]$Label, $Otherwise, [scriptblock]$Part) {
  try { return & $Part }
  catch {
    $null = $problems.Add((Limit-Text ($Label + ': ' + (Get-ErrorText $_ 300) + ' (' + (Get-HResult $_) + ')') 400))
    return $Otherwise
  }
}

function ConvertTo-ServiceState([string]$Name) {
  $service = Find-Service $Name
  if ($null -eq $service) { return [ordered]@{ name = $Name; state = 'absent'; start = 'absent' } }
  $start = [string](Get-ComProperty $service 'StartType' 'unknown')
  return [ordered]@{ name = $Name; state = (Limit-Text $service.Status 40); start = (Limit-Text $start 40) }
}

# AutomaticUpdates.Results: a date in UTC, or nothing.
function Get-LastDate([string]$Name) {
  $date = Get-ComProperty (New-AutomaticUpdates).Results $Name $null
  if ($date -isnot [DateTime]) { return $null }
  return ConvertTo-UtcText $date
}

# The self-update tree answers without a client's cookie; some servers lack it, and their web service answers.
function Test-Wsus {
  $server = [string](Get-RegistryValue 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' 'WUServer')
  if ($server -eq '') { return $null }
  $base = $server.TrimEnd('/')
  $url = $base + '/selfupdate/wuident.cab'
  if ($base -cnotmatch '^[hH][tT][tT][pP][sS]?://') { return [ordered]@{ url = (Limit-Text $server 300); status = $null; error = 'not an address of the web' } }
  $got = Get-WebStatus $url $webSeconds
  if ($null -ne $got.Status -and $got.Status -ne 200) {
    $other = Get-WebStatus ($base + '/ClientWebService/client.asmx') $webSeconds
    if ($other.Status -eq 200) { $got = $other; $url = $base + '/ClientWebService/client.asmx' }
  }
  return [ordered]@{ url = (Limit-Text $url 300); status = $got.Status; error = $got.Error }
}

function ConvertTo-Entry($Entry) {
  $operation = 'other'
  if ([int]$Entry.Operation -eq 1) { $operation = 'install' }
  if ([int]$Entry.Operation -eq 2) { $operation = 'uninstall' }
  $hresult = $null
  if ($Entry.HResult -ne 0) { $hresult = ConvertTo-HResultText $Entry.HResult }
  return [ordered]@{
    at = (ConvertTo-UtcText $Entry.Date)
    title = (Limit-Text $Entry.Title 300)
    operation = $operation
    resultCode = [int]$Entry.ResultCode
    hresult = $hresult
  }
}

function Get-History {
  $searcher = (New-UpdateSession).CreateUpdateSearcher()
  $count = [Math]::Min($historyEntries, [int]$searcher.GetTotalHistoryCount())
  if ($count -eq 0) { return }
  # The agent gives the newest first.
  foreach ($entry in (Get-Items $searcher.QueryHistory(0, $count))) { ConvertTo-Entry $entry }
}

# What the conversion leaves in its working folder lies in ours too: that of SYSTEM is everybody's.
function Convert-AgentLog([string]$Folder) {
  $path = Join-Path $Folder 'WindowsUpdate.log'
  $temp = @($env:TEMP, $env:TMP)
  $env:TEMP = $Folder
  $env:TMP = $Folder
  try { $null = Get-WindowsUpdateLog -LogPath $path }
  finally { $env:TEMP = $temp[0]; $env:TMP = $temp[1] }
  return $path
}

function Get-LogTail([int]$Lines) {
  # Before Windows 10 the agent wrote its log as a text.
  if ($null -eq (Get-Command -Name Get-WindowsUpdateLog -ErrorAction SilentlyContinue)) {
    return Get-Content -LiteralPath (Join-Path $env:SystemRoot 'WindowsUpdate.log') -Tail $Lines -Encoding UTF8
  }
  $folder = Join-Path $Job.Folder 'log'
  New-SecuredFolder $folder
  try {
    $path = Convert-AgentLog $folder
    return Get-Content -LiteralPath $path -Tail $Lines -Encoding UTF8
  }
  finally { Remove-Item -LiteralPath $folder -Recurse -Force }
}

function Read-Log {
  $log = [ordered]@{ lines = @(); error = $null }
  if ($Data.logLines -eq 0) { return $log }
  try { $log.lines = @(Get-Texts (Get-LogTail ([int]$Data.logLines)) ([int]$Data.logLines) 400) }
  catch { $log.error = Limit-Text ((Get-ErrorText $_ 380) + ' (' + (Get-HResult $_) + ')') 400 }
  return $log
}

# This diagnosis is a job as well, and no leftover.
function Get-TaskCount {
  $count = 0
  foreach ($task in (Get-TaskService).GetFolder('\').GetTasks(1)) {
    $name = [string]$task.Name
    if ($name.StartsWith('Patchbay-') -and $name -ne (Get-TaskName (Split-Path -Leaf $Job.Folder))) { $count++ }
  }
  return $count
}

function Get-JobCount {
  $count = 0
  foreach ($entry in @(Get-ChildItem -LiteralPath (Get-JobsRoot) -Directory -Force)) {
    $tomb = Join-Path $entry.FullName 'tombstone.json'
    if ((Test-JobKey $entry.Name) -and $entry.Name -ne (Split-Path -Leaf $Job.Folder) -and -not [IO.File]::Exists($tomb)) { $count++ }
  }
  return $count
}

function Get-Toolkits {
  $folders = @(Get-ChildItem -LiteralPath (Split-Path -Parent $PSScriptRoot) -Directory -Force)
  return Get-Texts @($folders | ForEach-Object { $_.Name }) 50 64
}

function Start-Detection {
  if (-not $Data.detectNow) { return $false }
  $null = (New-AutomaticUpdates).DetectNow()
  return $true
}

Write-JobProgress $Job 0 3 'facts' $null
$facts = & (Join-Path $PSScriptRoot 'Get-EndpointFacts.ps1') -Data $Data -Job $Job
Write-JobProgress $Job 1 3 'agent' $null
$result = [ordered]@{
  facts = $facts
  powershell = (Limit-Text $PSVersionTable.PSVersion 40)
  languageMode = [string]$ExecutionContext.SessionState.LanguageMode
  executionPolicy = (Get-Part 'execution policy' 'unknown' { [string](Get-ExecutionPolicy) })
  services = @(foreach ($name in $services) { Get-Part ('service ' + $name) ([ordered]@{ name = $name; state = 'unknown'; start = 'unknown' }) { ConvertTo-ServiceState $name } })
  lastSearchAt = (Get-Part 'last search' $null { Get-LastDate 'LastSearchSuccessDate' })
  lastInstallAt = (Get-Part 'last install' $null { Get-LastDate 'LastInstallationSuccessDate' })
  wsus = (Get-Part 'WSUS' $null { Test-Wsus })
  history = @(Get-Part 'history' @() { Get-History })
}
Write-JobProgress $Job 2 3 'log' $null
$log = Read-Log
$result.log = $log.lines
$result.logError = $log.error
$result.leftovers = [ordered]@{
  tasks = (Get-Part 'scheduled tasks' 0 { Get-TaskCount })
  jobs = (Get-Part 'jobs' 0 { Get-JobCount })
  toolkits = @(Get-Part 'toolkits' @() { Get-Toolkits })
}
$result.detectAsked = (Get-Part 'detection' $false { Start-Detection })
$result.problems = $problems
return $result
