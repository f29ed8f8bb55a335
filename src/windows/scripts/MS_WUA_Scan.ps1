# What the computer's agent, asking its managed server, says is missing and is there. Changes nothing.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

function ConvertTo-Needed($Update) {
  $behavior = Get-ComProperty $Update 'InstallationBehavior' $null
  return [ordered]@{
    updateId = ([string]$Update.Identity.UpdateID).ToLowerInvariant()
    revision = [int]$Update.Identity.RevisionNumber
    title = (Limit-Text $Update.Title 1000)
    kbs = @(Get-Texts $Update.KBArticleIDs 20 20)
    downloaded = [bool]$Update.IsDownloaded
    sizeBytes = [long](Get-ComProperty $Update 'MaxDownloadSize' 0)
    rebootBehavior = [int](Get-ComProperty $behavior 'RebootBehavior' 2)
    impact = [int](Get-ComProperty $behavior 'Impact' 0)
  }
}

function Get-Warnings($Result) {
  foreach ($warning in $Result.Warnings) { Limit-Text ((ConvertTo-HResultText $warning.HResult) + ' ' + $warning.Message) 1000 }
}

Write-JobProgress $Job 0 2 'facts' $null
$facts = & (Join-Path $PSScriptRoot 'Get-EndpointFacts.ps1') -Data $Data -Job $Job

Write-JobProgress $Job 1 2 'search' $null
$session = New-UpdateSession
$missing = Find-Update $session 'IsInstalled=0 and IsHidden=0' $true
# What is there is known since the search before: no second question to the server.
$present = Find-Update $session 'IsInstalled=1' $false

# 2 is the only code that means all was seen.
$code = [int]$missing.ResultCode
if ($code -eq 2) { $code = [int]$present.ResultCode }
$needed = New-Object System.Collections.ArrayList
foreach ($update in $missing.Updates) { $null = $needed.Add((ConvertTo-Needed $update)) }
$installed = New-Object System.Collections.ArrayList
foreach ($update in $present.Updates) { $null = $installed.Add(([string]$update.Identity.UpdateID).ToLowerInvariant()) }

return [ordered]@{
  facts = $facts
  resultCode = $code
  warnings = @(@(Get-Warnings $missing) + @(Get-Warnings $present) | Select-Object -First 100)
  needed = $needed
  installed = $installed
}
