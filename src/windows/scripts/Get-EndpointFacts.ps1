# Who the computer is and how it stands: what blocks an install, and who else would patch or restart it. Reads only.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0

$currentVersion = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
$servicing = $currentVersion + '\Component Based Servicing'
$policies = 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'

function Test-Policy([string[]]$Names) {
  foreach ($name in $Names) {
    $value = Get-RegistryValue $policies $name
    if ($null -ne $value -and [string]$value -ne '0' -and [string]$value -ne '') { return $true }
  }
  return $false
}

function Get-TextValue([string]$Key, [string]$Name, [int]$Length) {
  $value = Get-RegistryValue $Key $Name
  if ($null -eq $value -or [string]$value -eq '') { return $null }
  return Limit-Text $value $Length
}

function Get-AutomaticOption {
  $value = Get-RegistryValue ($policies + '\AU') 'AUOptions'
  if ($null -eq $value) { return $null }
  return [int]$value
}

# Weaker signs of a pending restart: they inform, no more.
function Get-RestartHints {
  $session = 'SYSTEM\CurrentControlSet\Control\Session Manager'
  $names = 'SYSTEM\CurrentControlSet\Control\ComputerName'
  $hints = @()
  if (Test-RegistryKey ($currentVersion + '\WindowsUpdate\Auto Update\RebootRequired')) { $hints += 'WindowsUpdate RebootRequired' }
  if (Test-RegistryKey ($currentVersion + '\WindowsUpdate\Auto Update\PostRebootReporting')) { $hints += 'WindowsUpdate PostRebootReporting' }
  if ($null -ne (Get-RegistryValue $session 'PendingFileRenameOperations')) { $hints += 'PendingFileRenameOperations' }
  if ($null -ne (Get-RegistryValue $session 'PendingFileRenameOperations2')) { $hints += 'PendingFileRenameOperations2' }
  $volatile = Get-RegistryValue 'SOFTWARE\Microsoft\Updates' 'UpdateExeVolatile'
  if ($null -ne $volatile -and $volatile -ne 0) { $hints += 'UpdateExeVolatile' }
  if ($null -ne (Get-RegistryValue ($currentVersion + '\RunOnce') 'DVDRebootSignal')) { $hints += 'DVDRebootSignal' }
  if ($null -ne (Get-RegistryValue 'SYSTEM\CurrentControlSet\Services\Netlogon' 'JoinDomain')) { $hints += 'Netlogon JoinDomain' }
  if ($null -ne (Get-RegistryValue 'SYSTEM\CurrentControlSet\Services\Netlogon' 'AvoidSpnSet')) { $hints += 'Netlogon AvoidSpnSet' }
  $active = Get-RegistryValue ($names + '\ActiveComputerName') 'ComputerName'
  if ($active -ne (Get-RegistryValue ($names + '\ComputerName') 'ComputerName')) { $hints += 'computer renamed' }
  return $hints
}

# Win32_OperatingSystem.ProductType: 1 workstation, 2 domain controller, 3 server.
function Get-Role($System) {
  switch ([int](Get-ComProperty $System 'ProductType' 3)) {
    1 { return 'workstation' }
    2 { return 'domain-controller' }
  }
  return 'server'
}

# Null where BitLocker is not there: its cmdlets come with it.
function Get-SystemVolume {
  if ($null -eq (Get-Command -Name Get-BitLockerVolume -ErrorAction SilentlyContinue)) { return $null }
  return Get-BitLockerVolume -MountPoint $env:SystemDrive
}

# Whether a restart needs nobody with a PIN, a password or a key. What cannot be told counts as no.
function Test-StartsAlone {
  try {
    $volume = Get-SystemVolume
    if ($null -eq $volume) { return $true }
    if ([string]$volume.ProtectionStatus -eq 'Off') { return $true }
    $kinds = @()
    foreach ($protector in $volume.KeyProtector) { $kinds += [string]$protector.KeyProtectorType }
  }
  catch { return $false }
  foreach ($kind in @('TpmPin', 'TpmStartupKey', 'TpmPinStartupKey')) { if ($kinds -contains $kind) { return $false } }
  return $kinds -contains 'Tpm'
}

function Get-UpdatePolicy {
  $automatic = $policies + '\AU'
  $managed = 'SOFTWARE\Microsoft\PolicyManager\current\device\Update'
  $deferred = @('DeferFeatureUpdates', 'DeferQualityUpdates', 'DeferUpgrade', 'TargetReleaseVersion', 'PauseFeatureUpdatesStartTime', 'PauseQualityUpdatesStartTime', 'BranchReadinessLevel')
  return [ordered]@{
    wuServer = (Get-TextValue $policies 'WUServer' 300)
    useWuServer = ((Get-RegistryValue $automatic 'UseWUServer') -eq 1)
    auOptions = (Get-AutomaticOption)
    noAutoUpdate = ((Get-RegistryValue $automatic 'NoAutoUpdate') -eq 1)
    deadline = (Test-Policy @('SetComplianceDeadline', 'SetAutoRestartDeadline', 'ConfigureDeadlineForQualityUpdates', 'ConfigureDeadlineForFeatureUpdates', 'AutoRestartDeadlinePeriodInDays'))
    updateForBusiness = ((Test-Policy $deferred) -or $null -ne (Get-RegistryValue $managed 'AllowAutoUpdate'))
    configMgr = ($null -ne (Find-Service 'CcmExec'))
    targetGroup = (Get-TextValue $policies 'TargetGroup' 300)
  }
}

function Get-Build {
  $key = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
  $revision = Get-RegistryValue $key 'UBR'
  if ($null -eq $revision) { $revision = 0 }
  return [string](Get-OperatingSystem).Version + '.' + [string]$revision
}

$system = Get-OperatingSystem
return [ordered]@{
  computerName = [string]$env:COMPUTERNAME
  machineId = (Get-MachineId)
  osCaption = (Limit-Text $system.Caption 200)
  osBuild = (Limit-Text (Get-Build) 60)
  bootedAt = (ConvertTo-UtcText $system.LastBootUpTime)
  clock = (ConvertTo-UtcText (Get-UtcNow))
  restartRequired = (Test-RestartRequired)
  restartHints = @(Get-RestartHints)
  servicingBusy = ((Get-RegistryValue ($servicing + '\Interface') 'ServicingInProgress') -eq 2)
  systemDriveFreeBytes = (Get-FreeBytes)
  loggedOnUsers = @(Get-DesktopSessions).Count
  susClientId = (Get-TextValue ($currentVersion + '\WindowsUpdate') 'SusClientId' 64)
  role = (Get-Role $system)
  clusterNode = ($null -ne (Find-Service 'ClusSvc'))
  startsAlone = (Test-StartsAlone)
  policy = (Get-UpdatePolicy)
}
