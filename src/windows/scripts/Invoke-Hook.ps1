# Runs a script of the administrators, as SYSTEM: nobody else may be able to write to it or to a folder above it.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$keepCharacters = 4000
$trusted = @('BA', 'SY', 'S-1-5-32-544', 'S-1-5-18', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464')
# Rights of a file or folder by their letters in SDDL.
$letters = @{
  CC = 0x1; DC = 0x2; LC = 0x4; SW = 0x8; RP = 0x10; WP = 0x20; DT = 0x40; LO = 0x80; CR = 0x100
  SD = 0x10000; RC = 0x20000; WD = 0x40000; WO = 0x80000; GA = 0x10000000; GX = 0x20000000; GW = 0x40000000
  FA = 0x1F01FF; FR = 0x120089; FW = 0x120116; FX = 0x1200A0
}
$genericRead = 2147483648
# Read, execute, synchronize, and both generic rights to that.
$harmless = 0x1200A9 -bor 0x20000000 -bor $genericRead
$addFolder = 0x4

function New-Answer([string]$Outcome, $Code, [string]$Output) {
  return [ordered]@{ outcome = $Outcome; exitCode = $Code; output = $Output }
}

function Get-RightsMask([string]$Rights) {
  if ($Rights -cmatch '^0x[0-9A-Fa-f]{1,8}$') { return [Convert]::ToInt64($Rights, 16) }
  $mask = [long]0
  for ($at = 0; $at -lt $Rights.Length; $at += 2) {
    $pair = $Rights.Substring($at, [Math]::Min(2, $Rights.Length - $at))
    if ($pair -ceq 'GR') { $mask = $mask -bor $genericRead }
    elseif ($letters.ContainsKey($pair)) { $mask = $mask -bor $letters[$pair] }
    else { return -1 }
  }
  return $mask
}

# An entry that lets somebody else than the administrators write. What only children inherit is looked at on them.
function Test-ForeignWriter([string]$Entry, [bool]$IsDrive) {
  $fields = $Entry.Split(';')
  if ($fields.Count -ne 6) { return $true }
  if ($fields[0] -ceq 'D' -or $trusted -ccontains $fields[5]) { return $false }
  if ($fields[0] -cne 'A') { return $true }
  for ($at = 0; $at + 1 -lt $fields[1].Length; $at += 2) { if ($fields[1].Substring($at, 2) -ceq 'IO') { return $false } }
  $harm = (Get-RightsMask $fields[2]) -band (-bnot [long]$harmless)
  # Windows lets users make folders beside ours in the root of a drive, which touches no other one.
  if ($IsDrive) { $harm = $harm -band (-bnot [long]$addFolder) }
  return $harm -ne 0
}

function Get-RightsObjection([string]$Sddl, [bool]$IsDrive) {
  $found = [regex]::Match($Sddl, '^O:([A-Z]{2}|S-[0-9-]+)(?:G:(?:[A-Z]{2}|S-[0-9-]+))?D:([A-Z]*)((?:\([^()]*\))*)(?:S:.*)?$')
  if (-not $found.Success -or $found.Groups[2].Value -ceq 'NO_ACCESS_CONTROL') { return 'has rights that cannot be read' }
  if ($trusted -cnotcontains $found.Groups[1].Value) { return 'belongs to somebody else' }
  foreach ($entry in [regex]::Matches($found.Groups[3].Value, '\(([^()]*)\)')) {
    if (Test-ForeignWriter $entry.Groups[1].Value $IsDrive) { return 'may be written to by others than administrators' }
  }
  return $null
}

# The file and every folder above it, the drive last.
function Get-Places([string]$Path) {
  $places = @()
  $parts = $Path.Split('\')
  for ($count = $parts.Count; $count -ge 2; $count--) { $places += ($parts[0..($count - 1)] -join '\') }
  return @($places + ($parts[0] + '\'))
}

function Get-PathObjection([string]$Path) {
  # A drive, then plain names: nothing that means something to cmd.exe, and no stream, dots or links to elsewhere.
  if ($Path -cnotmatch '^[A-Za-z]:(\\[A-Za-z0-9 _()+,=@{}~.-]{0,120}[A-Za-z0-9_)+=@{}~-])+\z') { return 'its path is not a plain one on a drive' }
  if ($Path -cnotmatch '\.([pP][sS]1|[cC][mM][dD]|[bB][aA][tT]|[eE][xX][eE])\z') { return 'it is no .ps1, .cmd, .bat or .exe' }
  return $null
}

function Get-PlaceObjection([string]$Path) {
  foreach ($place in (Get-Places $Path)) {
    $item = Find-Item $place
    if ($null -eq $item) { return ($place + ' cannot be read') }
    if ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) { return ($place + ' is a link') }
    $why = Get-RightsObjection (Get-FolderSddl $place) ($place.Length -eq 3)
    if ($null -ne $why) { return ($place + ' ' + $why) }
  }
  return $null
}

# The program and its arguments for a hook of this kind; the phase is its only argument.
function Get-HookCall([string]$Path, [string]$Phase) {
  $quoted = '"' + $Path + '" ' + $Phase
  switch ([IO.Path]::GetExtension($Path).ToLowerInvariant()) {
    '.ps1' {
      $powershell = Get-SystemProgram 'WindowsPowerShell\v1.0\powershell.exe'
      return @{ Program = $powershell; Arguments = ('-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ' + $quoted) }
    }
    '.exe' { return @{ Program = $Path; Arguments = $Phase } }
  }
  # /s: the outer quotes go, and nothing else.
  return @{ Program = (Get-SystemProgram 'cmd.exe'); Arguments = ('/d /s /c "' + $quoted + '"') }
}

function ConvertTo-SafeText([string]$Text) { return ($Text.Replace("`r`n", "`n") -creplace '[^\x20-\x7e\n\t]', '?') }

$path = [string]$Data.path
$phase = [string]$Data.phase
if (@('before', 'before-restart', 'after') -cnotcontains $phase) { return New-Answer 'refused' $null 'the phase is none' }
# Late, only the one that puts the computer back into service may begin.
$late = Get-StopReason $Job
if ($null -ne $late -and $phase -cne 'after') {
  $words = @{ 'stop' = 'it was to stop before it began'; 'not-after' = 'its time was over before it began' }
  return New-Answer 'refused' $null $words[$late]
}
$why = Get-PathObjection $path
if ($null -ne $why) { return New-Answer 'refused' $null (ConvertTo-SafeText $why) }
$file = Find-Item $path
if ($null -eq $file -or $file.Attributes -band [IO.FileAttributes]::Directory) { return New-Answer 'missing' $null '' }
$why = Get-PlaceObjection $path
if ($null -ne $why) { return New-Answer 'refused' $null (ConvertTo-SafeText $why) }

Write-JobProgress $Job 0 1 'hook' $path
$call = Get-HookCall $path $phase
$ran = Invoke-Program $call.Program $call.Arguments ([int]$Data.timeoutSeconds) $keepCharacters
$outcome = 'ended'
if ($null -eq $ran.ExitCode) { $outcome = 'timed-out' }
return New-Answer $outcome $ran.ExitCode (ConvertTo-SafeText $ran.Output)
