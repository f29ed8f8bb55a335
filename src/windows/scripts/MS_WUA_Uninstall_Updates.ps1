# Takes installed updates away, one a call, in the given order, where the agent can, in whichever revision they are
# there. It asks before each whether to go on, as an install does.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0
. (Join-Path $PSScriptRoot 'Patchbay.Agent.ps1')

# What the server wants removed is found only when asked for; what it does not, by the plain question.
function Find-Installed {
  $installed = Find-ById $session 'IsInstalled=1'
  $removable = Find-ById $session "IsInstalled=1 and DeploymentAction='Uninstallation'"
  foreach ($id in @($removable.Keys)) { $installed[$id] = $removable[$id] }
  return $installed
}

function Invoke-Uninstall([string]$Id, [int]$Done) {
  if (-not $installed.ContainsKey($Id)) { return New-Outcome $Id 'not-found' $null $null $false }
  $update = $installed[$Id]
  if (-not (Get-ComProperty $update 'IsUninstallable' $false)) { return New-Refusal $Id 'not-uninstallable' $null }
  Write-JobProgress $Job $Done $total 'uninstall' $update.Title
  $installer = New-Installer $session $update
  return ConvertTo-Outcome $Id 'uninstalled' ($installer.Uninstall())
}

$bootedAt = ConvertTo-UtcText (Get-OperatingSystem).LastBootUpTime
$session = New-UpdateSession
$wanted = @($Data.updates)
$total = $wanted.Count
$installed = @{}
$script:stopped = Get-InstallBlocker $session $Job
if ($null -eq $script:stopped -and (Test-RestartRequired)) { $script:stopped = 'restart-pending' }
if ($null -eq $script:stopped) {
  Write-JobProgress $Job 0 $total 'search' $null
  $installed = Find-Installed
}
$outcomes = Invoke-EachUpdate $wanted { Get-InstallBlocker $session $Job } { param($Id, $One, $Done) Invoke-Uninstall $Id $Done }
return New-InstallAnswer $bootedAt $outcomes
