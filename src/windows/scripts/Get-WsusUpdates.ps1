# The catalogue of WSUS, its groups and who is in them. Reads only, through the administration API.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0
. (Join-Path $PSScriptRoot 'Patchbay.Wsus.ps1')

$actions = @{ Install = 'install'; Uninstall = 'uninstall'; NotApproved = 'not-approved' }

function ConvertTo-GuidText($Id) { return ([string]$Id).ToLowerInvariant() }

function Get-Parent($Group) {
  # The root has none, and says so by an error.
  try { $parent = $Group.GetParentTargetGroup() } catch { return $null }
  if ($null -eq $parent) { return $null }
  return ConvertTo-GuidText $parent.Id
}

function ConvertTo-Group($Group) {
  return [ordered]@{ id = (ConvertTo-GuidText $Group.Id); name = (Limit-Text $Group.Name 256); parentId = (Get-Parent $Group) }
}

# WSUS keeps the first moment of all for what never was.
function ConvertTo-MomentOrNull($Moment) {
  if ($null -eq $Moment -or $Moment.Year -lt 1990) { return $null }
  return ConvertTo-UtcText $Moment
}

function ConvertTo-Computer($Computer) {
  $ids = @(Get-Texts $Computer.ComputerTargetGroupIds 100 36)
  return [ordered]@{
    name = (Limit-Text $Computer.FullDomainName 255)
    groupIds = @($ids | ForEach-Object -Process { ConvertTo-GuidText $_ })
    clientId = (Limit-Text (Get-ComProperty $Computer 'Id' '') 64)
    os = (Limit-Text (Get-ComProperty $Computer 'OSDescription' '') 200)
    reportedAt = (ConvertTo-MomentOrNull (Get-ComProperty $Computer 'LastReportedStatusTime' $null))
  }
}

# Active is the only state in which the files are there; every other one counts as pending.
function ConvertTo-Approval($Approval) {
  $deadline = $null
  if ($null -ne $Approval.Deadline -and $Approval.Deadline.Year -lt 9000) { $deadline = ConvertTo-UtcText $Approval.Deadline }
  $state = 'pending'
  if ([string]$Approval.State -eq 'Active') { $state = 'active' }
  return [ordered]@{
    groupId = (ConvertTo-GuidText $Approval.ComputerTargetGroupId)
    action = $actions[[string]$Approval.Action]
    state = $state
    deadline = $deadline
  }
}

function Get-Approvals($Update) {
  if (-not (Get-KnownValue $Update 'IsApproved')) { return }
  foreach ($approval in $Update.GetUpdateApprovals()) {
    if ($actions.ContainsKey([string]$approval.Action)) { ConvertTo-Approval $approval }
  }
}

function ConvertTo-Update($Update, $Classifications) {
  $behavior = Get-ComProperty $Update 'InstallationBehavior' $null
  $class = [string]$Update.UpdateClassificationTitle
  $classId = ''
  if ($Classifications.ContainsKey($class)) { $classId = $Classifications[$class] }
  return [ordered]@{
    updateId = (ConvertTo-GuidText $Update.Id.UpdateId)
    revision = [int]$Update.Id.RevisionNumber
    title = (Limit-Text $Update.Title 1000)
    kbs = @(Get-Texts $Update.KnowledgebaseArticles 20 20)
    classification = (Limit-Text $class 200)
    classificationId = $classId
    products = @(Get-Texts $Update.ProductTitles 50 200)
    severity = (Limit-Text $Update.MsrcSeverity 40)
    arrivedAt = (ConvertTo-UtcText $Update.ArrivalDate)
    superseded = [bool]$Update.IsSuperseded
    declined = [bool](Get-KnownValue $Update 'IsDeclined')
    expired = ([string]$Update.PublicationState -eq 'Expired')
    needsLicence = [bool]$Update.RequiresLicenseAgreementAcceptance
    rebootBehavior = [int](Get-ComProperty $behavior 'RebootBehavior' 2)
    impact = [int](Get-ComProperty $behavior 'Impact' 0)
    needsUserInput = [bool](Get-ComProperty $behavior 'CanRequestUserInput' $false)
    needsNetwork = [bool](Get-ComProperty $behavior 'RequiresNetworkConnectivity' $false)
    uninstallable = [bool](Get-ComProperty (Get-ComProperty $Update 'UninstallationBehavior' $null) 'IsSupported' $false)
    approvals = @(Get-Approvals $Update | Select-Object -First 500)
  }
}

$server = Get-UpdateServer
$replica = [bool](Get-ComProperty $server.GetConfiguration() 'IsReplicaServer' $false)
Write-JobProgress $Job 0 0 'groups' $null
$groups = @($server.GetComputerTargetGroups() | ForEach-Object -Process { ConvertTo-Group $_ })
$computers = @($server.GetComputerTargets() | ForEach-Object -Process { ConvertTo-Computer $_ })

$classifications = @{}
foreach ($class in $server.GetUpdateClassifications()) { $classifications[[string]$class.Title] = ConvertTo-GuidText $class.Id }

Write-JobProgress $Job 0 0 'updates' $null
$updates = New-Object System.Collections.ArrayList
Read-AllUpdates $server $Job { param($update) $null = $updates.Add((ConvertTo-Update $update $classifications)) }
return [ordered]@{
  server = [ordered]@{ version = (Limit-Text $server.Version 60); replica = $replica }
  groups = $groups
  computers = $computers
  updates = $updates
}
