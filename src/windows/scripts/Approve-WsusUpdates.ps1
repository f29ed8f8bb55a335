# Approves updates for groups of WSUS, to be installed or uninstalled, takes approvals back, or declines updates: one
# answer an order, in the same order.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$words = @{ 'install' = 'Install'; 'uninstall' = 'Uninstall'; 'not-approved' = 'NotApproved' }

# What WSUS would not refuse, or would refuse in words that nobody understands.
function Get-Objection($Update, $Order) {
  if ($Order.action -eq 'decline') { return $null }
  if (Get-KnownValue $Update 'IsDeclined') { return 'the update is declined' }
  if ($Order.action -eq 'not-approved') { return $null }
  if (-not (Get-KnownValue $Update 'IsLatestRevision' $true)) { return 'WSUS has a newer revision of the update' }
  # Computers would begin at once, and restart.
  if ($null -ne $Order.deadline -and (ConvertFrom-UtcText $Order.deadline) -le (Get-UtcNow)) { return 'the deadline has passed' }
  if ($Order.action -eq 'uninstall') { return Get-UninstallObjection $Update }
  # Only to be uninstalled it may still be approved.
  if ([string]$Update.PublicationState -eq 'Expired') { return 'the update is expired' }
  return $null
}

function Get-UninstallObjection($Update) {
  $behavior = Get-ComProperty $Update 'UninstallationBehavior' $null
  if ([bool](Get-ComProperty $behavior 'IsSupported' $false)) { return $null }
  return 'the update cannot be uninstalled'
}

function Invoke-Order($Server, $Order) {
  $update = $Server.GetUpdate((New-UpdateRevisionId $Order.updateId $Order.revision))
  $objection = Get-Objection $update $Order
  if ($null -ne $objection) { throw $objection }
  # For every group of the server: WSUS removes the approvals of all revisions.
  if ($Order.action -eq 'decline') { if (-not (Get-KnownValue $update 'IsDeclined')) { $null = $update.Decline() }; return }
  $group = $Server.GetComputerTargetGroup([Guid]$Order.groupId)
  $action = $words[[string]$Order.action]
  if ($null -eq $action) { throw ('no such approval: ' + $Order.action) }
  if ($action -eq 'NotApproved') { $null = $update.Approve($action, $group); return }
  # Without its licence accepted, WSUS refuses the approval.
  if ($update.RequiresLicenseAgreementAcceptance) { $null = $update.AcceptLicenseAgreement() }
  if ($null -eq $Order.deadline) { $null = $update.Approve($action, $group); return }
  $null = $update.Approve($action, $group, (ConvertFrom-UtcText $Order.deadline))
}

$server = Get-UpdateServer
$replica = [bool](Get-ComProperty $server.GetConfiguration() 'IsReplicaServer' $false)
$orders = @($Data.orders)
$answers = New-Object System.Collections.ArrayList
foreach ($order in $orders) {
  $refused = Get-StopReason $Job
  if ($null -eq $refused -and $replica) { $refused = 'a replica takes its approvals from its upstream server' }
  if ($null -eq $refused) {
    try { Invoke-Order $server $order } catch { $refused = Get-ErrorText $_ 1000 }
  }
  $null = $answers.Add([ordered]@{ updateId = $order.updateId; groupId = $order.groupId; ok = ($null -eq $refused); error = $refused })
  Write-JobProgress $Job $answers.Count $orders.Count 'approve' $null
}
return [ordered]@{ answers = $answers }
