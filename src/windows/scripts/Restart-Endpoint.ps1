# Plans a restart with a notice for who is logged on, unless it was stopped or its window has closed.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

# Time for the result to be written before Windows goes down.
$leastDelaySeconds = 5
# ERROR_SHUTDOWN_IS_SCHEDULED and ERROR_SHUTDOWN_IN_PROGRESS.
$alreadyPlanned = @(1190, 1115)

# p:2:17 is the planned reason "operating system: hot fix". A delay above 0 closes programs that do not answer. The program's exit code.
function Invoke-Shutdown([int]$DelaySeconds, [string]$Message) {
  $program = Join-Path $env:SystemRoot 'System32\shutdown.exe'
  $null = & $program /r /t $DelaySeconds /d 'p:2:17' /c $Message
  return $LASTEXITCODE
}

$result = [ordered]@{ bootedAt = (ConvertTo-UtcText (Get-OperatingSystem).LastBootUpTime); planned = $false; reason = $null }
$why = Get-StopReason $Job
if ($null -ne $why) {
  $result.reason = $why
  return $result
}
# A quote or a trailing backslash would end the argument.
$message = ([string]$Data.message).Replace('"', "'").TrimEnd('\')
if ($message -eq '') { $message = 'Patchbay restarts this computer.' }
$code = Invoke-Shutdown ([Math]::Max($leastDelaySeconds, [int]$Data.delaySeconds)) (Limit-Text $message 400)
if ($code -ne 0 -and $alreadyPlanned -notcontains $code) { throw ('shutdown.exe ended with code ' + $code) }
if ($code -ne 0) { $result.reason = 'planned already' }
$result.planned = $true
return $result
