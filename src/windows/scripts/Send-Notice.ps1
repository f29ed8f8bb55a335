# A message on every session with a desktop. Nobody has to answer: msg.exe is never told to wait.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$callSeconds = 20

# One argument, whatever is in it: no quote, no line break, no slash in front, which would be a switch.
function ConvertTo-NoticeText([string]$Message) {
  $line = ($Message -creplace '[\x00-\x1f]+', ' ').Replace('"', "'").Trim()
  if ($line.StartsWith('/') -or $line.StartsWith('@')) { $line = '- ' + $line }
  $line = $line.TrimEnd('\').Trim()
  if ($line -eq '') { return 'Patchbay' }
  return $line
}

# Why this session could not be told, or null.
function Send-ToSession([string]$Program, [int]$Session, [string]$Text) {
  $arguments = '' + $Session + ' /TIME:' + [int]$Data.showSeconds + ' "' + $Text + '"'
  $ran = Invoke-Program $Program $arguments $callSeconds 200
  if ($ran.ExitCode -eq 0) { return $null }
  if ($null -eq $ran.ExitCode) { return 'msg.exe did not end' }
  return ('msg.exe ended with code ' + $ran.ExitCode + ' ' + $ran.Output.Trim())
}

$result = [ordered]@{ told = 0; error = $null }
$program = Get-SystemProgram 'msg.exe'
if (-not [IO.File]::Exists($program)) {
  $result.error = 'msg.exe is not on this edition of Windows'
  return $result
}
$text = ConvertTo-NoticeText ([string]$Data.message)
foreach ($session in @(Get-DesktopSessions)) {
  try { $why = Send-ToSession $program ([int]$session) $text } catch { $why = Get-ErrorText $_ 400 }
  if ($null -eq $why) { $result.told++ } else { $result.error = Limit-Text $why 400 }
}
return $result
