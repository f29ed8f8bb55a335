# The Task Scheduler is a folder of files, each a task.

function New-FakeTask([string]$Name) {
  $file = Join-Path $env:PB_TASKS $Name
  $state = 3
  if ([IO.File]::Exists($file + '.running')) { $state = 4 }
  if ($env:PB_TASK_MODE -eq 'unknown') { $state = 0 }
  $task = [pscustomobject]@{ Name = $Name; State = $state; Arguments = [IO.File]::ReadAllText($file) }
  Add-Method $task 'RunEx' {
    param($Params, $Flags, $Session, $User)
    [IO.File]::AppendAllText((Join-Path $env:PB_TASKS 'runs.log'), $this.Name + "`n")
    if ($env:PB_TASK_MODE -eq 'hold') { return }
    if ($env:PB_TASK_MODE -eq 'fail') { throw 'RunEx failed' }
    # The user is a text: not every way to call it takes a null.
    if ($Flags -ne 2 -or $null -eq $User) { throw 'RunEx with other arguments' }
    $found = [regex]::Match($this.Arguments, '-File "([^"]+)" -Key (\S+)$')
    # A program; where one PowerShell runs all scripts, a function of its that does the same.
    & pwsh -NoProfile -NonInteractive -File $found.Groups[1].Value -Key $found.Groups[2].Value
  }
  # Reading it fails, which PowerShell shows as a null.
  if ($env:PB_TASK_MODE -eq 'silent') {
    $task.PSObject.Properties.Remove('State')
    $task | Add-Member -MemberType ScriptProperty -Name 'State' -Value { throw 'The service is stopping.' }
  }
  return $task
}

function New-FakeDefinition {
  $action = [pscustomobject]@{ Path = ''; Arguments = ''; WorkingDirectory = '' }
  $actions = [pscustomobject]@{ Only = $action }
  Add-Method $actions 'Create' { param($Type) return $this.Only }
  $settings = [pscustomobject]@{
    Enabled = $false; AllowDemandStart = $false; StartWhenAvailable = $false; DisallowStartIfOnBatteries = $true
    StopIfGoingOnBatteries = $true; MultipleInstances = 0; Priority = 7; ExecutionTimeLimit = 'PT72H'
  }
  return [pscustomobject]@{
    RegistrationInfo = [pscustomobject]@{ Description = '' }
    Principal = [pscustomobject]@{ UserId = ''; LogonType = 0; RunLevel = 0 }
    Settings = $settings
    Actions = $actions
  }
}

function New-NotFound {
  return New-Object System.IO.FileNotFoundException 'The system cannot find the file specified.'
}

function Get-TaskService {
  $folder = [pscustomobject]@{}
  Add-Method $folder 'GetTask' {
    param($Name)
    if (-not [IO.File]::Exists((Join-Path $env:PB_TASKS $Name))) { throw (New-NotFound) }
    return New-FakeTask $Name
  }
  Add-Method $folder 'DeleteTask' {
    param($Name, $Flags)
    if (-not [IO.File]::Exists((Join-Path $env:PB_TASKS $Name))) { throw (New-NotFound) }
    [IO.File]::Delete((Join-Path $env:PB_TASKS $Name))
  }
  Add-Method $folder 'RegisterTaskDefinition' {
    param($Name, $Definition, $Flags, $User, $Password, $Logon, $Sddl)
    if ($env:PB_TASK_MODE -eq 'no-register') { throw 'RegisterTaskDefinition failed' }
    $file = Join-Path $env:PB_TASKS $Name
    if ([IO.File]::Exists($file)) { throw (New-Object System.Runtime.InteropServices.COMException -ArgumentList 'exists', (-2147024713)) }
    $action = $Definition.Actions.Only
    [IO.File]::WriteAllText($file, $action.Arguments)
    $settings = $Definition.Settings
    $kept = [ordered]@{ user = $Definition.Principal.UserId; batteries = @($settings.DisallowStartIfOnBatteries, $settings.StopIfGoingOnBatteries); instances = $settings.MultipleInstances; flags = $Flags; logon = $Logon; sddl = $Sddl; path = $action.Path; priority = $Definition.Settings.Priority; limit = $Definition.Settings.ExecutionTimeLimit; level = $Definition.Principal.RunLevel }
    [IO.File]::WriteAllText((Join-Path $env:PB_TASKS 'definition.json'), (ConvertTo-Json -InputObject $kept))
    return New-FakeTask $Name
  }
  Add-Method $folder 'GetTasks' {
    param($Flags)
    if ($Flags -ne 1) { throw 'hidden tasks are wanted, too' }
    return @(Get-ChildItem -LiteralPath $env:PB_TASKS -File -Force | ForEach-Object { [pscustomobject]@{ Name = $_.Name } })
  }
  $service = [pscustomobject]@{ Folder = $folder }
  Add-Method $service 'GetFolder' { param($Path) return $this.Folder }
  Add-Method $service 'NewTask' { param($Flags) return New-FakeDefinition }
  return $service
}
