# The first contact. Arguments: the toolkit's version.
# Cmdlets only, so that it runs in Constrained Language too; it reads nothing secret and writes nothing.
# It travels as one line: no double quote, no percent sign, every statement ends in a semicolon.
& {
  param([string]$Version)
  Set-StrictMode -Version 2.0;
  $ErrorActionPreference = 'Stop';
  $ProgressPreference = 'SilentlyContinue';
  $os = Get-CimInstance -ClassName Win32_OperatingSystem;
  $machine = (Get-ItemProperty -LiteralPath 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Cryptography' -Name MachineGuid).MachineGuid;
  $folder = $env:ProgramFiles + '\Patchbay\' + $Version;
  $toolkit = 'absent';
  # A folder that is a link, or that somebody else owns, does not count: installing then says why.
  if (Test-Path -LiteralPath $folder -PathType Container) {
    if ((Get-Item -LiteralPath $folder -Force).Attributes -notmatch 'ReparsePoint') {
      if ((Get-Acl -LiteralPath $folder).Sddl -match '^O:(BA|SY|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)[GD]:') { $toolkit = 'present'; }
    }
  }
  # Only SYSTEM, administrators and the account itself may open this key.
  $admin = 'no';
  if ($null -ne (Get-Item -LiteralPath 'Registry::HKEY_USERS\S-1-5-20' -ErrorAction SilentlyContinue)) { $admin = 'yes'; }
  $values = @(
    ('mode=' + $ExecutionContext.SessionState.LanguageMode),
    ('policy=' + (Get-ExecutionPolicy)),
    ('name=' + $env:COMPUTERNAME),
    ('machine=' + $machine),
    ('booted=' + $os.LastBootUpTime.ToUniversalTime().ToString('o')),
    ('clock=' + (Get-Date).ToUniversalTime().ToString('o')),
    ('programfiles=' + $env:ProgramFiles),
    ('toolkit=' + $toolkit),
    ('admin=' + $admin)
  );
  $safe = @($values -replace '[^\x20-\x7e]|\x7c', '?');
  Write-Output ('PBPROBE1|' + $safe.Count + '|' + ($safe -join '|') + '|PBEND');
}
