# The verbs by which a job is handed over and asked about. Every call is short, and may come twice.
param(
  [Parameter(Mandatory = $true)][ValidateSet('input', 'submit', 'poll', 'acknowledge', 'stop', 'purge')][string]$Verb,
  [Parameter(Mandatory = $true)][string]$Json,
  [string]$InputJson = ''
)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# In another language mode nothing can be hashed: this frame is ready made.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
  Write-Output 'PB1 22 483ccf7cbdf4ecc9c0542500aaea61fb7e587827897eaafa44c6a81d9c91f91f'
  Write-Output '{"refused":"language"}'
  Write-Output 'PB1 END'
  exit 1
}

. (Join-Path $PSScriptRoot 'Patchbay.Common.ps1')

$resultPiece = 240000
$tombstoneDays = 30
$startGraceSeconds = 120
$alreadyExists = '0x800700B7'
$notFound = '0x80070002'

function Read-JobFile([string]$Folder, [string]$Name) {
  $path = Join-Path $Folder $Name
  if (-not [IO.File]::Exists($path)) { return $null }
  return ConvertFrom-Json -InputObject (Read-SharedText $path)
}

function Test-JobFile([string]$Folder, [string]$Name) { return [IO.File]::Exists((Join-Path $Folder $Name)) }

# One caller at a time for one key; the file system frees the lock with its process.
function Lock-Job([string]$Folder) {
  $path = Join-Path $Folder 'lock'
  for ($try = 0; $true; $try++) {
    try { return New-Object IO.FileStream -ArgumentList $path, ([IO.FileMode]::OpenOrCreate), ([IO.FileAccess]::ReadWrite), ([IO.FileShare]::None) }
    catch { if ($try -ge 40) { throw } }
    Start-Sleep -Milliseconds 250
  }
}

# ---- the scheduled task ----

function Find-Task([string]$Key) {
  $root = (Get-TaskService).GetFolder('\')
  try { return $root.GetTask((Get-TaskName $Key)) }
  catch {
    if ((Get-HResult $_) -eq $notFound) { return $null }
    throw
  }
}

function New-Task([string]$Key, [int]$LimitSeconds) {
  $service = Get-TaskService
  $definition = $service.NewTask(0)
  $definition.RegistrationInfo.Description = 'Patchbay job ' + $Key
  $definition.Principal.UserId = 'S-1-5-18'
  $definition.Principal.LogonType = 5
  $definition.Principal.RunLevel = 1
  $settings = $definition.Settings
  $settings.Enabled = $true
  $settings.AllowDemandStart = $true
  $settings.StartWhenAvailable = $true
  $settings.DisallowStartIfOnBatteries = $false
  $settings.StopIfGoingOnBatteries = $false
  $settings.MultipleInstances = 2
  # 7, the default, is background input and output.
  $settings.Priority = 5
  $settings.ExecutionTimeLimit = 'PT' + $LimitSeconds + 'S'
  $action = $definition.Actions.Create(0)
  $action.Path = Join-Path $env:SystemRoot 'System32\WindowsPowerShell\v1.0\powershell.exe'
  $script = Join-Path $PSScriptRoot 'Start-PatchbayJob.ps1'
  $action.Arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "' + $script + '" -Key ' + $Key
  $action.WorkingDirectory = $PSScriptRoot
  # 2: create, and never change one that is there. The user is the definition's principal. 5: a service account.
  try {
    return $service.GetFolder('\').RegisterTaskDefinition(
      (Get-TaskName $Key), $definition, 2, $null, $null, 5, 'D:P(A;;FA;;;SY)(A;;FA;;;BA)')
  }
  catch {
    if ((Get-HResult $_) -ne $alreadyExists) { throw }
    return Find-Task $Key
  }
}

function Remove-Task([string]$Key) {
  try { $null = (Get-TaskService).GetFolder('\').DeleteTask((Get-TaskName $Key), 0) }
  catch { if ((Get-HResult $_) -ne $notFound) { throw } }
}

# 2 queued, 4 running, 0 unknown: a job that may run is none that was interrupted.
function Test-TaskAlive($Task) { return $null -ne $Task -and @(0, 2, 4) -contains [int](Get-KnownValue $Task 'State') }

# ---- how a job stands ----

function New-Report([string]$Key, [string]$State) {
  return [ordered]@{ key = $Key; state = $State; hash = $null; stopRequested = $false; progress = $null; result = $null; error = $null }
}

# Whether a job that never began may still begin: it was started on demand a moment ago.
function Test-Starting([string]$Folder) {
  $launched = Read-JobFile $Folder 'launched'
  if ($null -eq $launched) { return $false }
  $age = ((Get-UtcNow) - (ConvertFrom-UtcText $launched.at)).TotalSeconds
  return $age -ge 0 -and $age -lt $startGraceSeconds
}

function Get-State([string]$Key, [string]$Folder) {
  if (Test-JobFile $Folder 'tombstone.json') { return 'acknowledged' }
  if (-not (Test-JobFile $Folder 'request.json')) { return 'unknown' }
  $alive = $false
  if (-not ((Test-JobFile $Folder 'result.json') -or (Test-JobFile $Folder 'error.json'))) { $alive = Test-TaskAlive (Find-Task $Key) }
  # Asked after the task, because the result is written before the task ends.
  if (Test-JobFile $Folder 'result.json') { return 'finished' }
  if (Test-JobFile $Folder 'error.json') { return 'broken' }
  if ($alive) { return 'running' }
  if (Test-JobFile $Folder 'started') { return 'interrupted' }
  if (Test-Starting $Folder) { return 'running' }
  # Handed over, but never started: submitting again repairs it.
  if (-not (Test-JobFile $Folder 'launched')) { return 'unknown' }
  # It was started and never began. Who takes the marker decides: once told, it never runs.
  if (New-Marker (Join-Path $Folder 'started') '{"by":"poll"}') { return 'interrupted' }
  return 'running'
}

function Get-Report([string]$Key, [string]$Folder, [int]$From) {
  $report = New-Report $Key (Get-State $Key $Folder)
  $known = Read-JobFile $Folder 'tombstone.json'
  if ($null -eq $known) { $known = Read-JobFile $Folder 'request.json' }
  if ($null -ne $known) { $report.hash = $known.hash }
  $report.stopRequested = Test-JobFile $Folder 'stop'
  if ($report.state -eq 'running') { $report.progress = Get-Progress $Folder }
  if ($report.state -eq 'finished') { $report.result = Get-ResultPiece $Folder $From }
  if ($report.state -eq 'broken') {
    $broken = Read-JobFile $Folder 'error.json'
    $report.error = [ordered]@{ message = (Limit-Text $broken.message 2000); hresult = $broken.hresult }
  }
  return $report
}

function Get-Progress([string]$Folder) {
  $progress = Read-JobFile $Folder 'progress.json'
  if ($null -eq $progress) { return $null }
  return [ordered]@{ done = $progress.done; total = $progress.total; phase = $progress.phase; item = $progress.item }
}

function Get-ResultPiece([string]$Folder, [int]$From) {
  $text = Read-SharedText (Join-Path $Folder 'result.json')
  $start = [Math]::Min($From, $text.Length)
  $length = [Math]::Min($resultPiece, $text.Length - $start)
  return [ordered]@{ total = $text.Length; from = $start; sha256 = (Get-TextSha256 $text); text = $text.Substring($start, $length) }
}

# ---- the verbs ----

# Between two calls another machine may have taken the place of the one that is meant.
function Assert-Machine($Request) {
  $own = Get-MachineId
  if ($own -eq '' -or $own -cne [string]$Request.machine) { Stop-Refused 'machine' $own }
}

function Invoke-Input($Request, [string]$Text) {
  $folder = Get-JobFolder $Request.key -Create
  if ((Get-TextSha256 $Text) -ne $Request.sha256) { Stop-Refused 'hash' 'the piece is not what was sent' }
  if (-not (Test-JobFile $folder 'request.json') -and -not (Test-JobFile $folder 'tombstone.json')) {
    Write-FileAtomic (Join-Path $folder ('input.' + [int]$Request.index)) $Text
  }
  return [ordered]@{ key = $Request.key; index = [int]$Request.index; sha256 = $Request.sha256 }
}

function Get-InputText([string]$Folder, $Request, [string]$Text) {
  if ($Request.pieces -eq 0) { return $Text }
  $whole = New-Object System.Text.StringBuilder
  for ($index = 0; $index -lt $Request.pieces; $index++) {
    if (-not (Test-JobFile $Folder ('input.' + $index))) { Stop-Refused 'missing' ('piece ' + $index + ' of the input') }
    $null = $whole.Append((Read-SharedText (Join-Path $Folder ('input.' + $index))))
  }
  return $whole.ToString()
}

function Save-Request([string]$Folder, $Request, [string]$Text) {
  $content = Get-InputText $Folder $Request $Text
  if ((Get-TextSha256 ($Request.script + "`n" + $content)) -ne $Request.hash) { Stop-Refused 'hash' 'the input is not what was sent' }
  $path = Join-Path $PSScriptRoot ($Request.script + '.ps1')
  $stored = [ordered]@{
    script = $Request.script
    hash = $Request.hash
    scriptSha256 = (Get-Sha256 ([IO.File]::ReadAllBytes($path)))
    toolkit = (Split-Path -Leaf $PSScriptRoot)
    notAfter = (ConvertTo-UtcText (ConvertFrom-UtcText $Request.notAfter))
    limitSeconds = [int]$Request.limitSeconds
  }
  Write-FileAtomic (Join-Path $Folder 'input.json') $content
  # The last: from here on the job is known.
  Write-FileAtomic (Join-Path $Folder 'request.json') (ConvertTo-AsciiJson $stored)
  for ($index = 0; $index -lt $Request.pieces; $index++) { [IO.File]::Delete((Join-Path $Folder ('input.' + $index))) }
}

function Invoke-Submit($Request, [string]$Text) {
  if ($Request.script -cnotmatch '^(Get-EndpointFacts|MS_WUA_Scan|MS_WUA_Install_Updates|MS_WUA_Uninstall_Updates|Restart-Endpoint|Send-Notice|Invoke-Hook|Get-Diagnosis|Sync-Wsus|Get-WsusUpdates|Get-WsusHealth|Approve-WsusUpdates)$') {
    Stop-Refused 'name' 'not a script of ours'
  }
  $folder = Get-JobFolder $Request.key -Create
  $lock = Lock-Job $folder
  try {
    $known = Read-JobFile $folder 'tombstone.json'
    if ($null -eq $known) { $known = Read-JobFile $folder 'request.json' }
    if ($null -ne $known -and $null -ne $known.hash -and $known.hash -ne $Request.hash) {
      $report = New-Report $Request.key 'conflict'
      $report.hash = $known.hash
      return $report
    }
    if ($null -eq $known) { Save-Request $folder $Request $Text }
    if ((Get-State $Request.key $folder) -eq 'unknown') { Start-Job $Request $folder }
    return Get-Report $Request.key $folder 0
  }
  finally { $lock.Dispose() }
}

# Each step finds the one before it done or does it: a submission that was cut off anywhere is repaired by the next.
function Start-Job($Request, [string]$Folder) {
  $task = Find-Task $Request.key
  if ($null -eq $task) { $task = New-Task $Request.key $Request.limitSeconds }
  # 2: whatever the constraints say.
  $null = $task.RunEx($null, 2, 0, '')
  Write-FileAtomic (Join-Path $Folder 'launched') (ConvertTo-AsciiJson ([ordered]@{ at = (ConvertTo-UtcText (Get-UtcNow)) }))
}

function Invoke-Poll($Request) {
  $folder = Get-JobFolder $Request.key
  if ($null -eq $folder) { return New-Report $Request.key 'unknown' }
  return Get-Report $Request.key $folder $Request.from
}

# A key that never arrived gets its tombstone too: a late copy of its submission must not run.
function Invoke-Acknowledge($Request) {
  $folder = Get-JobFolder $Request.key -Create
  $lock = Lock-Job $folder
  try {
    $report = Get-Report $Request.key $folder 0
    $report.result = $null
    if ($report.state -eq 'running') { return $report }
    if (-not (Test-JobFile $folder 'tombstone.json')) {
      $tombstone = [ordered]@{ hash = $report.hash; at = (ConvertTo-UtcText (Get-UtcNow)) }
      Write-FileAtomic (Join-Path $folder 'tombstone.json') (ConvertTo-AsciiJson $tombstone)
    }
    Remove-Task $Request.key
    foreach ($item in @(Get-ChildItem -LiteralPath $folder -Force)) {
      # A diagnosis that was broken off may have left a folder.
      if (@('tombstone.json', 'lock') -notcontains $item.Name) { Remove-Item -LiteralPath $item.FullName -Recurse -Force }
    }
    return Get-Report $Request.key $folder 0
  }
  finally { $lock.Dispose() }
}

function Invoke-Stop($Request) {
  $folder = Get-JobFolder $Request.key
  if ($null -eq $folder) { return New-Report $Request.key 'unknown' }
  if ((Test-JobFile $folder 'request.json') -and -not (Test-JobFile $folder 'tombstone.json')) {
    $null = New-Marker (Join-Path $folder 'stop') 'stop'
  }
  $report = Get-Report $Request.key $folder 0
  $report.result = $null
  return $report
}

# The toolkit that a job was handed over with, or null: what nobody can read holds none.
function Get-UsedToolkit([string]$Folder) {
  try { return (Read-JobFile $Folder 'request.json').toolkit } catch { return $null }
}

# When a job was last heard of that leads nowhere any more; null where somebody may still come for it.
function Get-EndDate([string]$Key, [string]$Folder) {
  # Asked first: asking how a job stands may leave a marker.
  $newest = (Get-Item -LiteralPath $Folder -Force).LastWriteTimeUtc
  foreach ($file in @(Get-ChildItem -LiteralPath $Folder -Force)) { if ($file.LastWriteTimeUtc -gt $newest) { $newest = $file.LastWriteTimeUtc } }
  try {
    if (@('running', 'finished', 'broken') -contains (Get-State $Key $Folder)) { return $null }
    $tombstone = Read-JobFile $Folder 'tombstone.json'
    if ($null -ne $tombstone) { return ConvertFrom-UtcText $tombstone.at }
  }
  # Unreadable: only its age is left to go by.
  catch { $null = $_ }
  return $newest
}

# Old tombstones, old jobs that were interrupted or cannot be read, and toolkits that no known job was handed over with.
function Invoke-Purge {
  $purged = 0
  $used = @((Split-Path -Leaf $PSScriptRoot))
  $jobs = Get-JobsRoot
  $before = (Get-UtcNow).AddDays(-$tombstoneDays)
  $folders = @()
  if (Test-Path -LiteralPath $jobs) { $folders = @(Get-ChildItem -LiteralPath $jobs -Directory -Force) }
  foreach ($entry in $folders) {
    # What is not ours by name is left alone.
    if (-not (Test-JobKey $entry.Name)) { continue }
    $folder = Get-JobFolder $entry.Name
    $date = Get-EndDate $entry.Name $folder
    if ($null -eq $date -or $date -ge $before) { $used += Get-UsedToolkit $folder; continue }
    Remove-Task $entry.Name
    Remove-Item -LiteralPath $folder -Recurse -Force
    $purged++
  }
  foreach ($toolkit in @(Get-ChildItem -LiteralPath (Split-Path -Parent $PSScriptRoot) -Directory -Force)) {
    if ($used -contains $toolkit.Name -or $toolkit.LastWriteTimeUtc -gt (Get-UtcNow).AddDays(-1)) { continue }
    if ($toolkit.Attributes -band [IO.FileAttributes]::ReparsePoint) { continue }
    Remove-Item -LiteralPath $toolkit.FullName -Recurse -Force
    $purged++
  }
  return [ordered]@{ purged = $purged }
}

try {
  $request = ConvertFrom-Json -InputObject $Json
  Assert-Machine $request
  switch ($Verb) {
    'input' { $answer = Invoke-Input $request $InputJson }
    'submit' { $answer = Invoke-Submit $request $InputJson }
    'poll' { $answer = Invoke-Poll $request }
    'acknowledge' { $answer = Invoke-Acknowledge $request }
    'stop' { $answer = Invoke-Stop $request }
    'purge' { $answer = Invoke-Purge }
  }
  Write-Frame $answer
  exit 0
}
catch {
  Write-Frame (Get-Refusal $_)
  exit 1
}
