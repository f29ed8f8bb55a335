# What the computer's agent, asking its managed server, says is missing and is there. Changes nothing.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

function Get-CategoryIds($Update) {
  $ids = @()
  foreach ($category in (Get-ComItems $Update 'Categories')) {
    $id = ([string]$category.CategoryID).ToLowerInvariant()
    if ($ids.Count -lt 60 -and $id -cmatch '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z') { $ids += $id }
  }
  return $ids
}

function Get-Deadline($Update) {
  $deadline = Get-ComProperty $Update 'Deadline' $null
  if ($deadline -isnot [DateTime]) { return $null }
  return ConvertTo-UtcText $deadline
}

function ConvertTo-Needed($Update) {
  $behavior = Get-ComProperty $Update 'InstallationBehavior' $null
  $kind = 'software'
  if ([int](Get-ComProperty $Update 'Type' 1) -eq 2) { $kind = 'driver' }
  return [ordered]@{
    updateId = ([string]$Update.Identity.UpdateID).ToLowerInvariant()
    revision = [int]$Update.Identity.RevisionNumber
    title = (Limit-Text $Update.Title 1000)
    kbs = @(Get-Texts $Update.KBArticleIDs 20 20)
    downloaded = [bool]$Update.IsDownloaded
    sizeBytes = [long](Get-ComProperty $Update 'MaxDownloadSize' 0)
    rebootBehavior = [int](Get-ComProperty $behavior 'RebootBehavior' 2)
    impact = [int](Get-ComProperty $behavior 'Impact' 0)
    kind = $kind
    categoryIds = @(Get-CategoryIds $Update)
    needsUser = [bool](Get-ComProperty $behavior 'CanRequestUserInput' $false)
    deadline = (Get-Deadline $Update)
  }
}

function Get-Warnings($Result) {
  foreach ($warning in (Get-ComItems $Result 'Warnings')) { Limit-Text ((ConvertTo-HResultText $warning.HResult) + ' ' + $warning.Message) 1000 }
}

# What somebody has hidden on the computer is missing all the same, and would not be installed.
function Get-HiddenWarnings($Result) {
  foreach ($update in (Get-FoundUpdates $Result)) {
    if (Get-ComProperty $update 'IsHidden' $false) { Limit-Text ('hidden on this computer: ' + $update.Title) 1000 }
  }
}

Write-JobProgress $Job 0 2 'facts' $null
$facts = & (Join-Path $PSScriptRoot 'Get-EndpointFacts.ps1') -Data $Data -Job $Job

Write-JobProgress $Job 1 2 'search' $null
$session = New-UpdateSession
$missing = Find-Update $session 'IsInstalled=0 and IsHidden=0' $true
# What is there is known since the search before: no second question to the server.
$present = Find-Update $session 'IsInstalled=1' $false
$hidden = Find-Update $session 'IsInstalled=0 and IsHidden=1' $false

# 2 is the only code that means all was seen.
$code = 2
foreach ($result in @($missing, $present, $hidden)) { if ($code -eq 2) { $code = [int]$result.ResultCode } }
$needed = New-Object System.Collections.ArrayList
foreach ($update in (Get-FoundUpdates $missing)) { $null = $needed.Add((ConvertTo-Needed $update)) }
$installed = New-Object System.Collections.ArrayList
foreach ($update in (Get-FoundUpdates $present)) { $null = $installed.Add(([string]$update.Identity.UpdateID).ToLowerInvariant()) }

return [ordered]@{
  facts = $facts
  resultCode = $code
  warnings = @(@(Get-Warnings $missing) + @(Get-Warnings $present) + @(Get-HiddenWarnings $hidden) | Select-Object -First 100)
  needed = $needed
  installed = $installed
}
