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
  # A virus scanner holds new scripts open for a moment, and a folder of open files cannot be renamed.
  function Move-Folder([string]$From, [string]$To) {
    for ($try = 0; $true; $try++) {
      try { [IO.Directory]::Move($From, $To); return; }
      catch { if ($try -ge 20) { throw; } }
      Start-Sleep -Milliseconds 250;
    }
  }
  if ($Version -cnotmatch '^[0-9][0-9A-Za-z.-]{0,63}$' -or $Files -cnotmatch '^([A-Za-z][A-Za-z0-9._-]{1,63}=[0-9]{1,4}=[0-9a-f]{64};?)+$') { Write-Frame @{ refused = 'name' }; return; }
  try {
    $root = Join-Path $env:ProgramFiles 'Patchbay';
    $part = Join-Path $root ($Version + '.part');
    $new = Join-Path $root ($Version + '.new');
    $final = Join-Path $root $Version;
    foreach ($folder in @($root, $part, $new, $final)) {
      if (Test-Path -LiteralPath $folder) {
        $foreign = Get-Foreign $folder;
        if ($foreign -ne '') { Write-Frame ([ordered]@{ refused = $foreign; message = ($folder -creplace '[^\x20-\x7e]', '?') }); return; }
      }
    }
    $entries = @($Files.Split(';') | Where-Object { $_ -ne '' });
    if (-not (Test-Path -LiteralPath $final)) {
      if (Test-Path -LiteralPath $new) { Remove-Item -LiteralPath $new -Recurse -Force; }
      New-PrivateFolder $new;
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
      Move-Folder $new $final;
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
  catch {
    $inner = $_.Exception;
    while ($null -ne $inner.InnerException) { $inner = $inner.InnerException; }
    Write-Frame ([ordered]@{ refused = 'failed'; message = ($inner.Message -creplace '[^\x20-\x7e]', '?'); hresult = ('0x{0:X8}' -f $inner.HResult) });
  }
}
