# What the other scripts share. It only defines functions; what touches Windows is a function of its own, so that the
# tests can put another in its place. Windows PowerShell 5.1 on .NET Framework 4; nothing depends on the system's language.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$script:PrivateFolder = 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
$script:StartGraceSeconds = 120

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

# The first texts of a collection, which may be null: a pipeline would run once for a null, a loop does not.
function Get-Texts($Collection, [int]$Most, [int]$Length) {
  $count = 0
  foreach ($item in $Collection) {
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

function ConvertTo-HResultText([int]$HResult) { return '0x{0:X8}' -f $HResult }

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

function New-UpdateSession {
  $session = New-Object -ComObject Microsoft.Update.Session
  $session.ClientApplicationID = 'Patchbay'
  return $session
}

function New-UpdateCollection { return , (New-Object -ComObject Microsoft.Update.UpdateColl) }

function New-SystemInformation { return New-Object -ComObject Microsoft.Update.SystemInfo }

function Get-TaskService {
  $service = New-Object -ComObject Schedule.Service
  $service.Connect()
  return $service
}

function Get-OperatingSystem { return Get-CimInstance -ClassName Win32_OperatingSystem }

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

function Get-FolderSddl([string]$Path) { return (Get-Acl -LiteralPath $Path).Sddl }

function New-SecuredFolder([string]$Path) {
  $security = New-Object System.Security.AccessControl.DirectorySecurity
  $security.SetSecurityDescriptorSddlForm($script:PrivateFolder)
  $null = [IO.Directory]::CreateDirectory($Path, $security)
}

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
