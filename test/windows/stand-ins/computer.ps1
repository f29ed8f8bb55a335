# The rest of a computer: registry, services, disks, sessions, BitLocker and what converts the agent's log.

$global:Computer = $null
function Get-Computer {
  if ($null -eq $global:Computer) { $global:Computer = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($env:PB_COMPUTER)) }
  return $global:Computer
}

function Get-Told($Object, [string]$Name) {
  $found = $Object.PSObject.Properties[$Name]
  if ($null -eq $found) { return $null }
  return $found.Value
}

function Get-OperatingSystem {
  $booted = [DateTime]::SpecifyKind([DateTime]'2026-01-05T06:00:00', [DateTimeKind]::Utc)
  return [pscustomobject]@{
    Caption = 'Microsoft Windows Server 2022 Datacenter ' + [char]0x2013 + ' ' + [char]0xC9 + 'valuation'
    Version = '10.0.20348'; LastBootUpTime = $booted; ProductType = [uint32](Get-Computer).productType
  }
}

function Get-CimInstance { param($ClassName, $Filter)
  if ($ClassName -eq 'Win32_LogicalDisk') { return [pscustomobject]@{ FreeSpace = [uint64](Get-Agent).freeBytes } }
  return @((Get-Computer).sessions | ForEach-Object { [pscustomobject]@{ SessionId = [uint32]$_ } })
}

function Get-Service { param($Name, $ErrorAction)
  $state = Get-Told (Get-Computer).services $Name
  if ($null -eq $state) { return }
  if ($state -eq 'denied') { throw (New-Object System.UnauthorizedAccessException 'Access is denied.') }
  return [pscustomobject]@{ Name = $Name; Status = $state; StartType = 'Automatic' }
}

function Test-RegistryKey([string]$Key) { return @((Get-Computer).keys) -contains (Split-Path -Leaf $Key) }
function Get-RegistryValue([string]$Key, [string]$Name) { return Get-Told (Get-Computer).registry $Name }

# Files and folders of a drive; all others are real.
function Find-Item([string]$Path) {
  if ($Path -cnotmatch '^[A-Z]:') { return Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue }
  $told = Get-Told (Get-Computer).files $Path
  if ($null -eq $told) { return $null }
  return [pscustomobject]@{ FullName = $Path; Attributes = [IO.FileAttributes]$told.attributes }
}

if ($null -ne (Get-Computer).bitLocker) {
  function Get-BitLockerVolume { param($MountPoint)
    $told = (Get-Computer).bitLocker
    if ($told.status -eq 'denied') { throw 'Access is denied.' }
    return [pscustomobject]@{ ProtectionStatus = $told.status; KeyProtector = @($told.kinds | ForEach-Object { [pscustomobject]@{ KeyProtectorType = $_ } }) }
  }
}

if ((Get-Computer).log -ne 'absent') {
  function Get-WindowsUpdateLog { param($LogPath)
    if ($env:TEMP -ne (Split-Path -Parent $LogPath)) { throw 'its working folder is everybodys' }
    [IO.File]::WriteAllText((Join-Path $env:TEMP 'wuetl.csv'), 'working file')
    if ((Get-Computer).log -eq 'fails') { throw 'The trace cannot be formatted.' }
    Write-Output 'WindowsUpdate.log written'
    [IO.File]::WriteAllText($LogPath, ((1..50 | ForEach-Object { 'line ' + $_ + ' ' + [char]0xE9 }) -join "`r`n") + "`r`n")
  }
}
