# In the place of Windows, for a PowerShell elsewhere: these files are appended to Patchbay.Common.ps1 in a temporary
# toolkit folder. Here: folders are plain folders, and who may write to them stands in a file beside them.

function Get-DataRoot { return $env:PB_DATA }
function New-FolderWith([string]$Path, [string]$Sddl) {
  if ($Sddl -cne 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)') { throw 'a folder that others may open' }
  $null = [IO.Directory]::CreateDirectory($Path)
}
function Get-FolderSddl([string]$Path) {
  if ($Path -cmatch '^[A-Z]:') { return (Get-Told (Get-Computer).files $Path).sddl }
  $told = $Path + '.sddl'
  if ([IO.File]::Exists($told)) { return [IO.File]::ReadAllText($told) }
  return 'O:BAG:S-1-5-21-1-2-3-513D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
}

function Add-Method($Object, [string]$Name, [scriptblock]$Body) {
  $Object | Add-Member -MemberType ScriptMethod -Name $Name -Value $Body
}

function Start-Sleep { }
