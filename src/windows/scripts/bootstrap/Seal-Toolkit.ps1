# Joins the pieces, checks every file and moves the folder into place. Arguments: version, <file=count=sha256;...>.
# A folder already in place is checked and left as it is; what does not fit the hashes is refused, never repaired.
# It travels as one line: no double quote, no percent sign, every statement ends in a semicolon.
& {
  param([string]$Version, [string]$Files)
  Set-StrictMode -Version 2.0;
  $ErrorActionPreference = 'Stop';
  $ProgressPreference = 'SilentlyContinue';
  function Get-Hash([byte[]]$Bytes) { [BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant(); }
  function Write-Frame($Answer) {
    $text = ConvertTo-Json -InputObject $Answer -Compress;
    [Console]::Out.Write('PB1 ' + $text.Length + ' ' + (Get-Hash ([Text.Encoding]::ASCII.GetBytes($text))) + [char]10 + $text + [char]10 + 'PB1 END' + [char]10);
  }
  function Get-Foreign([string]$Folder) {
    if ((Get-Item -LiteralPath $Folder -Force).Attributes -match 'ReparsePoint') { return 'reparse-point'; }
    if ((Get-Acl -LiteralPath $Folder).Sddl -notmatch '^O:(BA|SY|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)[GD]:') { return 'owner'; }
    return '';
  }
  if ($Version -notmatch '^[0-9][0-9A-Za-z.-]{0,63}$' -or $Files -notmatch '^([A-Za-z][A-Za-z0-9._-]{1,63}=[0-9]{1,4}=[0-9a-f]{64};?)+$') { Write-Frame @{ refused = 'name' }; return; }
  $root = Join-Path $env:ProgramFiles 'Patchbay';
  $part = Join-Path $root ($Version + '.part');
  $new = Join-Path $root ($Version + '.new');
  $final = Join-Path $root $Version;
  foreach ($folder in @($root, $part, $new, $final)) {
    if (Test-Path -LiteralPath $folder) {
      $foreign = Get-Foreign $folder;
      if ($foreign -ne '') { Write-Frame @{ refused = $foreign }; return; }
    }
  }
  $entries = @($Files.Split(';') | Where-Object { $_ -ne '' });
  if (-not (Test-Path -LiteralPath $final)) {
    if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Recurse -Force; }
    $null = New-Item -ItemType Directory -Path $new;
    $acl = Get-Acl -LiteralPath $new;
    $acl.SetSecurityDescriptorSddlForm('O:BA', 'Owner');
    Set-Acl -LiteralPath $new -AclObject $acl;
    foreach ($entry in $entries) {
      $name, $count, $hash = $entry.Split('=');
      $stream = New-Object IO.MemoryStream;
      for ($i = 0; $i -lt [int]$count; $i++) {
        $piece = Join-Path $part ($name + '.' + $i);
        if (-not (Test-Path -LiteralPath $piece -PathType Leaf)) { Write-Frame @{ refused = 'missing' }; return; }
        $bytes = [IO.File]::ReadAllBytes($piece);
        $stream.Write($bytes, 0, $bytes.Length);
      }
      $whole = $stream.ToArray();
      if ((Get-Hash $whole) -ne $hash) { Write-Frame @{ refused = 'hash' }; return; }
      [IO.File]::WriteAllBytes((Join-Path $new $name), $whole);
    }
    [IO.Directory]::Move($new, $final);
  }
  foreach ($entry in $entries) {
    $name, $count, $hash = $entry.Split('=');
    $path = Join-Path $final $name;
    if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { Write-Frame @{ refused = 'altered' }; return; }
    if ((Get-Hash ([IO.File]::ReadAllBytes($path))) -ne $hash) { Write-Frame @{ refused = 'altered' }; return; }
  }
  if (Test-Path -LiteralPath $part) { Remove-Item -LiteralPath $part -Recurse -Force; }
  Write-Frame ([ordered]@{ version = $Version; files = $entries.Count });
}
