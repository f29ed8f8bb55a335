# What the scheduled task runs as SYSTEM: one job, once. Its result is written beside and renamed into place.
param([Parameter(Mandatory = $true)][string]$Key)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# In another language mode only cmdlets are left to say so. The folder was checked when the job was handed over.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
  $mode = [string]$ExecutionContext.SessionState.LanguageMode
  $target = Join-Path (Join-Path (Join-Path $env:ProgramData 'Patchbay\jobs') $Key) 'error.json'
  Set-Content -LiteralPath $target -Value ('{"message":"PowerShell runs in ' + $mode + '","hresult":null}') -Encoding Ascii
  exit 3
}

. (Join-Path $PSScriptRoot 'Patchbay.Common.ps1')

function Read-Request([string]$Folder) {
  $request = ConvertFrom-Json -InputObject (Read-SharedText (Join-Path $Folder 'request.json'))
  $text = Read-SharedText (Join-Path $Folder 'input.json')
  if ((Get-TextSha256 ($request.script + "`n" + $text)) -ne $request.hash) { Stop-Refused 'hash' 'the input changed since it was handed over' }
  $path = Join-Path $PSScriptRoot ($request.script + '.ps1')
  if ((Get-Sha256 ([IO.File]::ReadAllBytes($path))) -ne $request.scriptSha256) { Stop-Refused 'altered' 'the script changed since the job was handed over' }
  return @{ Path = $path; Data = (ConvertFrom-Json -InputObject $text); NotAfter = (ConvertFrom-UtcText $request.notAfter) }
}

function Invoke-Job([string]$Folder) {
  $request = Read-Request $Folder
  $job = @{ Folder = $Folder; NotAfter = $request.NotAfter; ProgressError = $null }
  $output = @(& $request.Path -Data $request.Data -Job $job)
  if ($output.Count -ne 1) { throw ('the script wrote ' + $output.Count + ' objects instead of its result') }
  Write-FileAtomic (Join-Path $Folder 'result.json') (ConvertTo-AsciiJson $output[0])
}

$folder = Get-JobFolder $Key
if ($null -eq $folder) { exit 2 }
if ([IO.File]::Exists((Join-Path $folder 'tombstone.json')) -or -not [IO.File]::Exists((Join-Path $folder 'request.json'))) { exit 2 }
# Whoever takes this marker first decides: a job begins once, whatever starts it.
$began = ConvertTo-AsciiJson ([ordered]@{ by = 'task'; at = (ConvertTo-UtcText (Get-UtcNow)) })
if (-not (New-Marker (Join-Path $folder 'started') $began)) { exit 4 }

try {
  Invoke-Job $folder
  exit 0
}
catch {
  $told = [ordered]@{ message = (Get-ErrorText $_ 2000); hresult = (Get-HResult $_) }
  Write-FileAtomic (Join-Path $folder 'error.json') (ConvertTo-AsciiJson $told)
  exit 1
}
