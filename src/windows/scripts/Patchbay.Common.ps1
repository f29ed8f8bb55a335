# What the other scripts share. It only defines functions; what touches Windows is a function of its own, so that the
# tests can put another in its place. Windows PowerShell 5.1 on .NET Framework 4; nothing depends on the system's language.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# ---- texts, hashes, JSON ----

function Get-Sha256([byte[]]$Bytes) {
  # The provider that a FIPS policy allows on every .NET Framework.
  $provider = New-Object System.Security.Cryptography.SHA256CryptoServiceProvider
  try { return [BitConverter]::ToString($provider.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant() }
  finally { $provider.Dispose() }
}

function Get-TextSha256([string]$Text) {
  return Get-Sha256 ([System.Text.Encoding]::UTF8.GetBytes($Text))
}

function ConvertTo-JsonString([string]$Text) {
  # A result that travels as a text is full of quotes: a script block for each of them would take seconds.
  $plain = $Text.Replace('\', '\\').Replace('"', '\"')
  if ($plain -cnotmatch '[^\x20-\x7e]') { return '"' + $plain + '"' }
  $escape = [System.Text.RegularExpressions.MatchEvaluator] { param($found) '\u{0:x4}' -f [int][char]$found.Value }
  return '"' + [regex]::Replace($plain, '[^\x20-\x7e]', $escape) + '"'
}

# ConvertTo-Json turns some arrays into objects and dates into another format, and not alike in every version.
function Add-Json([System.Text.StringBuilder]$To, $Value) {
  if ($null -eq $Value) { $null = $To.Append('null'); return }
  if ($Value -is [string]) { $null = $To.Append((ConvertTo-JsonString $Value)); return }
  if ($Value -is [bool]) { $null = $To.Append($(if ($Value) { 'true' } else { 'false' })); return }
  if ($Value -is [int] -or $Value -is [long] -or $Value -is [uint32] -or $Value -is [uint64] -or $Value -is [decimal]) {
    $null = $To.Append($Value.ToString([Globalization.CultureInfo]::InvariantCulture)); return
  }
  if ($Value -is [System.Collections.IDictionary]) {
    $comma = '{'
    foreach ($name in $Value.Keys) {
      $null = $To.Append($comma).Append((ConvertTo-JsonString $name)).Append(':')
      Add-Json $To $Value[$name]
      $comma = ','
    }
    $null = $To.Append($(if ($comma -eq '{') { '{}' } else { '}' }))
    return
  }
  if ($Value -is [System.Collections.IEnumerable]) {
    $comma = '['
    foreach ($item in $Value) {
      $null = $To.Append($comma)
      Add-Json $To $item
      $comma = ','
    }
    $null = $To.Append($(if ($comma -eq '[') { '[]' } else { ']' }))
    return
  }
  throw ('no JSON for ' + $Value.GetType().FullName)
}

function ConvertTo-AsciiJson($Value) {
  $builder = New-Object System.Text.StringBuilder
  Add-Json $builder $Value
  return $builder.ToString()
}

function Write-Frame($Answer) {
  $text = ConvertTo-AsciiJson $Answer
  [Console]::Out.Write('PB1 ' + $text.Length + ' ' + (Get-TextSha256 $text) + "`n" + $text + "`n" + 'PB1 END' + "`n")
}

function Limit-Text($Text, [int]$Length) {
  $whole = [string]$Text
  if ($whole.Length -le $Length) { return $whole }
  return $whole.Substring(0, $Length)
}

# A collection of the agent counts from 0. One that cannot be gone through is asked for its items one by one.
function Get-Items($Collection) {
  if ($null -eq $Collection) { return }
  if ($Collection -is [System.Collections.IEnumerable]) { foreach ($item in $Collection) { $item }; return }
  $count = [int]$Collection.Count
  for ($at = 0; $at -lt $count; $at++) { $Collection.Item($at) }
}

# The first texts of a collection, which may be null: a pipeline would run once for a null, a loop does not.
function Get-Texts($Collection, [int]$Most, [int]$Length) {
  $count = 0
  foreach ($item in (Get-Items $Collection)) {
    if ($count -ge $Most) { return }
    Limit-Text $item $Length
    $count++
  }
}

# ---- times: always UTC, always ISO 8601 ----

function Get-UtcNow { return [DateTime]::UtcNow }

function ConvertTo-UtcText([DateTime]$Moment) {
  # What carries no kind comes from WSUS, which means UTC.
  if ($Moment.Kind -eq [DateTimeKind]::Unspecified) { $Moment = [DateTime]::SpecifyKind($Moment, [DateTimeKind]::Utc) }
  return $Moment.ToUniversalTime().ToString('o', [Globalization.CultureInfo]::InvariantCulture)
}

function ConvertFrom-UtcText($Text) {
  # A newer PowerShell has made a date of it already.
  if ($Text -is [DateTime]) { return $Text.ToUniversalTime() }
  $styles = [Globalization.DateTimeStyles]::AdjustToUniversal -bor [Globalization.DateTimeStyles]::AssumeUniversal
  return [DateTime]::Parse([string]$Text, [Globalization.CultureInfo]::InvariantCulture, $styles)
}

# ---- errors ----

function Get-InnermostException([Exception]$Exception) {
  while ($null -ne $Exception.InnerException) { $Exception = $Exception.InnerException }
  return $Exception
}

# Signed or not: the same 32 bits.
function ConvertTo-HResultText($HResult) { return '0x{0:X8}' -f ([long]$HResult -band 4294967295) }

function Get-HResult($ErrorRecord) {
  return ConvertTo-HResultText (Get-InnermostException $ErrorRecord.Exception).HResult
}

function Get-ErrorText($ErrorRecord, [int]$Length) {
  return Limit-Text (Get-InnermostException $ErrorRecord.Exception).Message $Length
}

# A refusal is an error with a word that the other side understands.
function Stop-Refused([string]$Word, [string]$Why) {
  $exception = New-Object System.InvalidOperationException $Why
  $exception.Data['refused'] = $Word
  throw $exception
}

function Get-Refusal($ErrorRecord) {
  $inner = Get-InnermostException $ErrorRecord.Exception
  $word = 'failed'
  if ($inner.Data.Contains('refused')) { $word = [string]$inner.Data['refused'] }
  return [ordered]@{ refused = $word; message = (Get-ErrorText $ErrorRecord 2000); hresult = (Get-HResult $ErrorRecord) }
}

# ---- objects of Windows: each may lack what a newer one has ----

function Get-ComProperty($Object, [string]$Name, $Default) {
  try { $value = $Object.$Name } catch { return $Default }
  if ($null -eq $value) { return $Default }
  return $value
}

# PowerShell keeps to itself what reading a property throws, and gives null instead, in strict mode too: where a null would
# read as no, it must not. `Absent` stands for a property that the object does not have at all.
function Get-KnownValue($Object, [string]$Name, $Absent) {
  try { $value = $Object.$Name }
  catch { if ($null -eq $Absent) { throw } else { return $Absent } }
  if ($null -eq $value) { throw ($Name + ' cannot be read') }
  return , $value
}

# The items of a collection that may be left out.
function Get-ComItems($Object, [string]$Name) {
  try { $collection = $Object.$Name } catch { return }
  Get-Items $collection
}

function New-UpdateSession {
  $session = New-Object -ComObject Microsoft.Update.Session
  $session.ClientApplicationID = 'Patchbay'
  return $session
}

function New-UpdateCollection { return , (New-Object -ComObject Microsoft.Update.UpdateColl) }

function New-AutomaticUpdates { return New-Object -ComObject Microsoft.Update.AutoUpdate }

function New-SystemInformation { return New-Object -ComObject Microsoft.Update.SystemInfo }

function Get-TaskService {
  $service = New-Object -ComObject Schedule.Service
  $service.Connect()
  return $service
}

function Find-Service([string]$Name) { return Get-Service -Name $Name -ErrorAction SilentlyContinue }

function Get-OperatingSystem { return Get-CimInstance -ClassName Win32_OperatingSystem }

# The agent's own signal, or that of component-based servicing: only these block an install.
function Test-RestartRequired {
  if (Get-KnownValue (New-SystemInformation) 'RebootRequired') { return $true }
  foreach ($name in @('RebootPending', 'RebootInProgress', 'PackagesPending')) {
    if (Test-RegistryKey ('SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\' + $name)) { return $true }
  }
  return $false
}

function Get-FreeBytes {
  $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter ("DeviceID='" + $env:SystemDrive + "'")
  return [long]$disk.FreeSpace
}

# Sessions with a desktop: names of accounts are localized and sessions of services are many.
function Get-DesktopSessions {
  $shells = @(Get-CimInstance -ClassName Win32_Process -Filter "Name='explorer.exe'")
  return @($shells | Select-Object -ExpandProperty SessionId -Unique)
}

function Get-RegistryValue([string]$Key, [string]$Name) {
  $found = Get-ItemProperty -LiteralPath ('Registry::HKEY_LOCAL_MACHINE\' + $Key) -Name $Name -ErrorAction SilentlyContinue
  if ($null -eq $found) { return $null }
  return $found.$Name
}

function Get-MachineId {
  return ([string](Get-RegistryValue 'SOFTWARE\Microsoft\Cryptography' 'MachineGuid')).ToLowerInvariant()
}

function Test-RegistryKey([string]$Key) { return Test-Path -LiteralPath ('Registry::HKEY_LOCAL_MACHINE\' + $Key) }

# Asks the managed server, never Microsoft's: what WSUS did not approve must not appear.
function Find-Update($Session, [string]$Criteria, [bool]$Online) {
  $searcher = $Session.CreateUpdateSearcher()
  $searcher.ServerSelection = 1
  $searcher.Online = $Online
  return $searcher.Search($Criteria)
}

function Get-FoundUpdates($Result) { return Get-Items (Get-KnownValue $Result 'Updates') }

# ---- programs ----

function Get-SystemProgram([string]$Name) { return Join-Path (Join-Path $env:SystemRoot 'System32') $Name }

# With everything it started: what is left would go on behind our back.
function Stop-ProgramTree($Process) {
  $null = & (Get-SystemProgram 'taskkill.exe') /T /F /PID $Process.Id
  if ($LASTEXITCODE -ne 0 -and -not $Process.HasExited) { $Process.Kill() }
}

# Keeps the end only: a program may print without end.
function Read-ProgramOutput($Reads, $Tail, [int]$Keep) {
  foreach ($read in @($Reads)) {
    for ($round = 0; $round -lt 100 -and $read.Task.IsCompleted; $round++) {
      $count = $read.Task.Result
      # A read that failed gives none, too.
      if ($null -eq $count -or $count -eq 0) { $Reads.Remove($read); break }
      $null = $Tail.Append($read.Buffer, 0, $count)
      if ($Tail.Length -gt $Keep) { $null = $Tail.Remove(0, $Tail.Length - $Keep) }
      $read.Task = $read.Reader.ReadAsync($read.Buffer, 0, $read.Buffer.Length)
    }
  }
}

function New-ProgramRead($Reader) {
  $buffer = New-Object char[] 4096
  return @{ Reader = $Reader; Buffer = $buffer; Task = $Reader.ReadAsync($buffer, 0, $buffer.Length) }
}

function Start-Program([string]$Path, [string]$Arguments) {
  $start = New-Object System.Diagnostics.ProcessStartInfo -ArgumentList $Path, $Arguments
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $start.WorkingDirectory = Join-Path $env:SystemRoot 'System32'
  $process = [System.Diagnostics.Process]::Start($start)
  # Whoever asks a question meets the end of the input instead of waiting for an answer.
  $process.StandardInput.Dispose()
  return $process
}

# Runs a program to its end, or ends it when its time is over. ExitCode is null then. Output: its last characters.
function Invoke-Program([string]$Path, [string]$Arguments, [int]$TimeoutSeconds, [int]$Keep) {
  $process = Start-Program $Path $Arguments
  try {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $tail = New-Object System.Text.StringBuilder
    $reads = New-Object System.Collections.ArrayList
    foreach ($reader in @($process.StandardOutput, $process.StandardError)) { $null = $reads.Add((New-ProgramRead $reader)) }
    while (-not $process.WaitForExit(50)) {
      if ($clock.Elapsed.TotalSeconds -ge $TimeoutSeconds) { break }
      Read-ProgramOutput $reads $tail $Keep
    }
    $ended = $process.HasExited
    if (-not $ended) { Stop-ProgramTree $process; $null = $process.WaitForExit(5000) }
    # What it left running may hold its output open for ever.
    $clock.Restart()
    while ($reads.Count -gt 0 -and $clock.Elapsed.TotalSeconds -lt 2) {
      $null = [System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]]@($reads | ForEach-Object { $_.Task }), 50)
      Read-ProgramOutput $reads $tail $Keep
    }
    $code = $null
    # No number where it cannot be read: 0 would be success.
    if ($ended) { $code = $process.ExitCode }
    return @{ ExitCode = $code; Output = $tail.ToString() }
  }
  finally { $process.Dispose() }
}

# ---- the web ----

# What a plain request gets: a status, or why there is none. No redirect is followed, and no credential goes out.
function Get-WebStatus([string]$Url, [int]$TimeoutSeconds) {
  # Off by default in older settings of .NET.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  $answer = $null
  try {
    $request = [Net.WebRequest]::Create($Url)
    $request.Timeout = $TimeoutSeconds * 1000
    $request.AllowAutoRedirect = $false
    $request.Proxy = $null
    $answer = $request.GetResponse()
    return @{ Status = [int]$answer.StatusCode; Error = $null }
  }
  catch {
    $why = $_.Exception
    while ($null -ne $why -and $why -isnot [Net.WebException]) { $why = $why.InnerException }
    if ($null -eq $why -or $null -eq $why.Response) { return @{ Status = $null; Error = (Get-ErrorText $_ 400) } }
    $answer = $why.Response
    return @{ Status = [int]$answer.StatusCode; Error = $null }
  }
  finally { if ($null -ne $answer) { $answer.Close() } }
}

# ---- WSUS ----

function Get-UpdateServer {
  Import-Module -Name UpdateServices
  try { $server = Get-WsusServer }
  catch {
    $setup = 'SOFTWARE\Microsoft\Update Services\Server\Setup'
    $ssl = (Get-RegistryValue $setup 'UsingSSL') -eq 1
    $name = Get-RegistryValue $setup 'ServerCertificateName'
    if (-not $ssl -or [string]::IsNullOrEmpty($name)) { $name = $env:COMPUTERNAME }
    $port = Get-RegistryValue $setup 'PortNumber'
    if ($null -eq $port) { throw }
    $server = Get-WsusServer -Name $name -PortNumber $port -UseSsl:$ssl
  }
  $server.PreferredCulture = 'en'
  return $server
}

function New-UpdateScope {
  $scope = New-Object Microsoft.UpdateServices.Administration.UpdateScope
  $scope.ApprovedStates = 'Any'
  return $scope
}

function New-UpdateRevisionId([string]$UpdateId, [int]$Revision) {
  return New-Object Microsoft.UpdateServices.Administration.UpdateRevisionId -ArgumentList ([Guid]$UpdateId), $Revision
}

# ---- files: readers never stand in a writer's way, and a reader never sees half a file ----

function Read-SharedText([string]$Path) {
  $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
  for ($try = 0; $true; $try++) {
    try { $stream = New-Object IO.FileStream -ArgumentList $Path, ([IO.FileMode]::Open), ([IO.FileAccess]::Read), $share; break }
    # While it is replaced, a file is out of reach for a moment.
    catch { if ($try -ge 20) { throw } }
    Start-Sleep -Milliseconds 100
  }
  try {
    $reader = New-Object IO.StreamReader -ArgumentList $stream, ([System.Text.Encoding]::UTF8)
    return $reader.ReadToEnd()
  }
  finally { $stream.Dispose() }
}

function Write-NewFile([string]$Path, [string]$Text, [IO.FileMode]$Mode) {
  $bytes = (New-Object System.Text.UTF8Encoding $false).GetBytes($Text)
  $stream = New-Object IO.FileStream -ArgumentList $Path, $Mode, ([IO.FileAccess]::Write), ([IO.FileShare]::None)
  try { $stream.Write($bytes, 0, $bytes.Length); $stream.Flush($true) }
  finally { $stream.Dispose() }
}

function Write-FileAtomic([string]$Path, [string]$Text) {
  $beside = $Path + '.tmp'
  for ($try = 0; $true; $try++) {
    try {
      Write-NewFile $beside $Text ([IO.FileMode]::Create)
      if ([IO.File]::Exists($Path)) { [IO.File]::Replace($beside, $Path, [NullString]::Value) }
      else { [IO.File]::Move($beside, $Path) }
      return
    }
    # A virus scanner may hold a new file for a moment.
    catch { if ($try -ge 20) { throw } }
    Start-Sleep -Milliseconds 250
  }
}

# True for the one who made it; false where it was there. What decides a race.
function New-Marker([string]$Path, [string]$Text) {
  if ([IO.File]::Exists($Path)) { return $false }
  try { Write-NewFile $Path $Text ([IO.FileMode]::CreateNew); return $true }
  catch {
    if ([IO.File]::Exists($Path)) { return $false }
    throw
  }
}

# ---- folders: SYSTEM and administrators only, no links, nobody else's ----

function Get-DataRoot { return [Environment]::GetFolderPath('CommonApplicationData') }

function Find-Item([string]$Path) { return Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue }

function Get-FolderSddl([string]$Path) { return (Get-Acl -LiteralPath $Path).Sddl }

function New-FolderWith([string]$Path, [string]$Sddl) {
  $security = New-Object System.Security.AccessControl.DirectorySecurity
  $security.SetSecurityDescriptorSddlForm($Sddl)
  $null = [IO.Directory]::CreateDirectory($Path, $security)
}

function New-SecuredFolder([string]$Path) { New-FolderWith $Path 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)' }

function Assert-PrivateFolder([string]$Path) {
  $item = Get-Item -LiteralPath $Path -Force
  if ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) { Stop-Refused 'reparse-point' $Path }
  $sddl = Get-FolderSddl $Path
  if ($sddl -cnotmatch '^O:(BA|SY)(G:|D:)') { Stop-Refused 'owner' $Path }
  if ($sddl -cnotmatch '^O:(BA|SY)(G:[A-Z0-9-]+?)?D:P[A-Z]*(\(A;[A-Z]*;[A-Za-z0-9]+;;;(SY|BA)\))+$') { Stop-Refused 'access' $Path }
}

function Get-JobsRoot { return Join-Path (Join-Path (Get-DataRoot) 'Patchbay') 'jobs' }

function Test-JobKey([string]$Key) { return $Key -cmatch '^[a-z0-9]{6,16}-[0-9A-HJKMNP-TV-Z]{26}\z' }

# The job's folder, checked from the top; with -Create it is made. Null where it is not there.
function Get-JobFolder([string]$Key, [switch]$Create) {
  if (-not (Test-JobKey $Key)) { Stop-Refused 'name' 'not a job key' }
  $jobs = Get-JobsRoot
  $folder = Join-Path $jobs $Key
  foreach ($path in @((Split-Path -Parent $jobs), $jobs, $folder)) {
    if (-not (Test-Path -LiteralPath $path)) {
      if (-not $Create) { return $null }
      New-SecuredFolder $path
    }
    Assert-PrivateFolder $path
  }
  return $folder
}

# ---- the running job ----

function Get-TaskName([string]$Key) { return 'Patchbay-' + $Key }

# Why nothing further may start, or null.
function Get-StopReason($Job) {
  if ([IO.File]::Exists((Join-Path $Job.Folder 'stop'))) { return 'stop' }
  if ((Get-UtcNow) -gt $Job.NotAfter) { return 'not-after' }
  return $null
}

function Write-JobProgress($Job, [int]$Done, [int]$Total, [string]$Phase, $Item) {
  $shown = $null
  if ($null -ne $Item) { $shown = Limit-Text $Item 400 }
  $progress = [ordered]@{ done = $Done; total = $Total; phase = (Limit-Text $Phase 40); item = $shown }
  # Only shown: an install does not break off because a picture of it could not be drawn.
  try { Write-FileAtomic (Join-Path $Job.Folder 'progress.json') (ConvertTo-AsciiJson $progress) }
  catch { $Job.ProgressError = Get-ErrorText $_ 200 }
}
