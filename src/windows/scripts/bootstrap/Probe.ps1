# The first contact. Arguments: the toolkit's version.
# Cmdlets only, so that it runs in Constrained Language too; it reads nothing secret and writes nothing.
# It travels as one line: no double quote, no percent sign, every statement ends in a semicolon.
& {
  param([string]$Version)
  Set-StrictMode -Version 2.0;
  $ErrorActionPreference = 'Stop';
  $ProgressPreference = 'SilentlyContinue';
  $os = Get-CimInstance -ClassName Win32_OperatingSystem;
  $domain = (Get-CimInstance -ClassName Win32_ComputerSystem).Domain;
  $machine = (Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography' -Name MachineGuid).MachineGuid;
  # Only what group policy sets is stronger than the -ExecutionPolicy of our command lines; the machine's wins.
  $policy = 'Bypass';
  foreach ($scope in @('UserPolicy', 'MachinePolicy')) {
    $set = [string](Get-ExecutionPolicy -Scope $scope);
    if ($set -ne 'Undefined') { $policy = $set; }
  }
  $root = $env:ProgramFiles + '\Patchbay';
  $folder = $root + '\' + $Version;
  $toolkit = 'absent';
  # A folder that is a link, that somebody else owns or may write to, does not count: installing then says why.
  $trusted = 'BA|SY|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
  $private = '^O:(' + $trusted + ')[GD]:.*D:[A-Z]*(\([AD];[A-Z]*;([^;]*;;;(' + $trusted + '|CO)|(0x1200a9|GXGR|FR|FX);;;[^;()]+)\))*$';
  if (Test-Path -LiteralPath $folder -PathType Container) {
    $toolkit = 'present';
    foreach ($place in @($root, $folder)) {
      if ((Get-Item -LiteralPath $place -Force).Attributes -cmatch 'ReparsePoint') { $toolkit = 'absent'; }
      if ((Get-Acl -LiteralPath $place).Sddl -cnotmatch $private) { $toolkit = 'absent'; }
    }
  }
  # Only SYSTEM, administrators and the account itself may open this key.
  $admin = 'no';
  if ($null -ne (Get-Item -LiteralPath 'Registry::HKEY_USERS\S-1-5-20' -ErrorAction SilentlyContinue)) { $admin = 'yes'; }
  $values = @(
    ('mode=' + $ExecutionContext.SessionState.LanguageMode),
    ('policy=' + $policy),
    ('name=' + $env:COMPUTERNAME),
    ('domain=' + $domain),
    ('machine=' + $machine),
    ('booted=' + $os.LastBootUpTime.ToUniversalTime().ToString('o')),
    ('clock=' + (Get-Date).ToUniversalTime().ToString('o')),
    ('programfiles=' + $env:ProgramFiles),
    ('toolkit=' + $toolkit),
    ('admin=' + $admin)
  );
  $safe = @($values -creplace '[^\x20-\x7e]|\x7c', '?');
  Write-Output ('PBPROBE1|' + $safe.Count + '|' + ($safe -join '|') + '|PBEND');
}
