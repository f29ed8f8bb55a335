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
  # Whoever else may write here could put a program of his own in the place of ours.
  function Get-Foreign([string]$Folder) {
    $trusted = 'BA|SY|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
    if ((Get-Item -LiteralPath $Folder -Force).Attributes -cmatch 'ReparsePoint') { return 'reparse-point'; }
    $sddl = (Get-Acl -LiteralPath $Folder).Sddl;
    if ($sddl -cnotmatch ('^O:(' + $trusted + ')[GD]:')) { return 'owner'; }
    if ($sddl -cnotmatch ('D:[A-Z]*(\([AD];[A-Z]*;([^;]*;;;(' + $trusted + '|CO)|(0x1200a9|GXGR|FR|FX);;;[^;()]+)\))*$')) { return 'access'; }
    return '';
  }
  function New-PrivateFolder([string]$Folder) {
    $null = New-Item -ItemType Directory -Path $Folder;
    $acl = Get-Acl -LiteralPath $Folder;
    $acl.SetSecurityDescriptorSddlForm('O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)', 'Owner, Access');
    Set-Acl -LiteralPath $Folder -AclObject $acl;
  }
  if ($Version -cnotmatch '^[0-9][0-9A-Za-z.-]{0,63}$' -or $File -cnotmatch '^[A-Za-z][A-Za-z0-9._-]{1,63}$') { Write-Frame @{ refused = 'name' }; return; }
  try {
    $root = Join-Path $env:ProgramFiles 'Patchbay';
    $part = Join-Path $root ($Version + '.part');
    foreach ($folder in @($root, $part)) {
      if (-not (Test-Path -LiteralPath $folder)) { New-PrivateFolder $folder; }
      $foreign = Get-Foreign $folder;
      if ($foreign -ne '') { Write-Frame ([ordered]@{ refused = $foreign; message = ($folder -creplace '[^\x20-\x7e]', '?') }); return; }
    }
    $bytes = [Convert]::FromBase64String($Base64);
    $found = Get-Hash $bytes;
    if ($found -ne $Sha256) { Write-Frame @{ refused = 'hash' }; return; }
    [IO.File]::WriteAllBytes((Join-Path $part ($File + '.' + $Index)), $bytes);
    Write-Frame ([ordered]@{ file = $File; index = $Index; sha256 = $found });
  }
  catch {
    $inner = $_.Exception;
    while ($null -ne $inner.InnerException) { $inner = $inner.InnerException; }
    Write-Frame ([ordered]@{ refused = 'failed'; message = ($inner.Message -creplace '[^\x20-\x7e]', '?'); hresult = ('0x{0:X8}' -f $inner.HResult) });
  }
}
