# Takes one piece of a toolkit file. Arguments: version, file, index, SHA-256 of the piece, the piece in base64.
# It lands in <ProgramFiles>\Patchbay\<version>.part\<file>.<index>; sending it again changes nothing.
# It travels as one line: no double quote, no percent sign, every statement ends in a semicolon.
& {
  param([string]$Version, [string]$File, [int]$Index, [string]$Sha256, [string]$Base64)
  Set-StrictMode -Version 2.0;
  $ErrorActionPreference = 'Stop';
  $ProgressPreference = 'SilentlyContinue';
  function Get-Hash([byte[]]$Bytes) { [BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider).ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant(); }
  function Write-Frame($Answer) {
    $text = ConvertTo-Json -InputObject $Answer -Compress;
    [Console]::Out.Write('PB1 ' + $text.Length + ' ' + (Get-Hash ([Text.Encoding]::ASCII.GetBytes($text))) + [char]10 + $text + [char]10 + 'PB1 END' + [char]10);
  }
  if ($Version -notmatch '^[0-9][0-9A-Za-z.-]{0,63}$' -or $File -notmatch '^[A-Za-z][A-Za-z0-9._-]{1,63}$') { Write-Frame @{ refused = 'name' }; return; }
  $root = Join-Path $env:ProgramFiles 'Patchbay';
  $part = Join-Path $root ($Version + '.part');
  foreach ($folder in @($root, $part)) {
    if (-not (Test-Path -LiteralPath $folder)) {
      $null = New-Item -ItemType Directory -Path $folder;
      $acl = Get-Acl -LiteralPath $folder;
      $acl.SetSecurityDescriptorSddlForm('O:BA', 'Owner');
      Set-Acl -LiteralPath $folder -AclObject $acl;
    }
    if ((Get-Item -LiteralPath $folder -Force).Attributes -match 'ReparsePoint') { Write-Frame @{ refused = 'reparse-point' }; return; }
    if ((Get-Acl -LiteralPath $folder).Sddl -notmatch '^O:(BA|SY|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)[GD]:') { Write-Frame @{ refused = 'owner' }; return; }
  }
  $bytes = [Convert]::FromBase64String($Base64);
  $found = Get-Hash $bytes;
  if ($found -ne $Sha256) { Write-Frame @{ refused = 'hash' }; return; }
  [IO.File]::WriteAllBytes((Join-Path $part ($File + '.' + $Index)), $bytes);
  Write-Frame ([ordered]@{ file = $File; index = $Index; sha256 = $found });
}
