# A PowerShell that stays: it runs what it is asked to, one after the other, each in a runspace of its own, which has
# nothing of the ones before. A line of JSON comes in at file descriptor 3, a line of JSON goes out at 4. Its own standard
# streams are none of a script's: what is written there got past PowerShell.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# The end of a pipeline: what is left over is printed, as by a PowerShell whose output is no console.
function Out-Line { process { [Console]::Out.WriteLine([string]$_) } }

function Write-ErrorLine($Record) { [Console]::Error.WriteLine([string]$Record + "`n" + $Record.ScriptStackTrace) }

function Open-Descriptor([int]$Number, [IO.FileAccess]$Access) {
  return [IO.FileStream]::new([Microsoft.Win32.SafeHandles.SafeFileHandle]::new([IntPtr]$Number, $false), $Access)
}

# A text as of `pwsh -Command`; or a file and its arguments, which `pwsh -File` hands to PowerShell in the same way.
function New-Call([string]$Text, [string]$File, [string[]]$Arguments) {
  if ($Text -ne '') { return [System.Management.Automation.Runspaces.Command]::new($Text, $true, $false) }
  $call = [System.Management.Automation.Runspaces.Command]::new($File, $false, $false)
  foreach ($argument in $Arguments) {
    $isName = $argument.Length -gt 1 -and $argument[0] -eq '-'
    if ($isName -and $argument.Contains(':')) { throw ('a name and a value in one argument: ' + $argument) }
    $name = if ($isName) { $argument } else { [NullString]::Value }
    $value = if ($isName) { $null } else { $argument }
    $call.Parameters.Add([System.Management.Automation.Runspaces.CommandParameter]::new($name, $value))
  }
  return $call
}

# Nothing stops a script that hangs but the end of this process; what it says is no answer, and is told as it stands.
function Wait-End($Running, [string]$Name) {
  if ($Running.AsyncWaitHandle.WaitOne(120000)) { return }
  $answers = Open-Descriptor 4 'Write'
  $answers.Write([Text.Encoding]::UTF8.GetBytes("not ended after 120 seconds: $Name`n"))
  $answers.Flush()
  [Environment]::Exit(3)
}

# Runs a call as if by a PowerShell of its own, and gives its exit code. What that one would show as an error, a warning
# or the like is an error here.
function Invoke-Apart($Call) {
  # All cmdlets are there from the start, as in Windows PowerShell.
  $state = [initialsessionstate]::CreateDefault()
  foreach ($name in @('Out-Line', 'Write-ErrorLine', 'Open-Descriptor', 'New-Call', 'Wait-End', 'Invoke-Apart', 'pwsh')) {
    # No cmdlet here or below: a script that starts another one may have put its own in their places.
    $body = $ExecutionContext.InvokeCommand.GetCommand($name, 'Function').Definition
    $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new($name, $body))
  }
  $runspace = [runspacefactory]::CreateRunspace($state)
  $shell = [powershell]::Create($runspace)
  $code = 0
  try {
    $runspace.Open()
    $null = $shell.Commands.AddCommand($Call).AddCommand('Out-Line')
    $running = $shell.BeginInvoke()
    Wait-End $running $Call.CommandText
    $null = $shell.EndInvoke($running)
    $said = $runspace.SessionStateProxy.GetVariable('LASTEXITCODE')
    if ($null -ne $said) { $code = $said }
  }
  catch {
    $code = 1
    $inner = $_.Exception.InnerException
    if ($inner -is [System.Management.Automation.RuntimeException]) { Write-ErrorLine $inner.ErrorRecord } else { Write-ErrorLine $_ }
  }
  foreach ($record in $shell.Streams.Error) { Write-ErrorLine $record }
  foreach ($stream in @('Warning', 'Information', 'Verbose', 'Debug')) {
    foreach ($record in $shell.Streams.$stream) { [Console]::Error.WriteLine($stream + ': ' + $record) }
  }
  $shell.Dispose()
  $runspace.Dispose()
  return $code
}

# For a script that starts another one: what `pwsh -File` does, here.
function pwsh {
  $at = [array]::IndexOf($args, '-File') + 1
  $rest = for ($next = $at + 1; $next -lt $args.Count; $next++) { $args[$next] }
  $global:LASTEXITCODE = Invoke-Apart (New-Call '' $args[$at] $rest)
}

function Reset-Process($Environment, [string]$Folder) {
  [Environment]::CurrentDirectory = $Folder
  foreach ($name in @([Environment]::GetEnvironmentVariables().Keys)) {
    if (-not $Environment.ContainsKey($name)) { [Environment]::SetEnvironmentVariable($name, $null) }
  }
  foreach ($name in $Environment.Keys) { [Environment]::SetEnvironmentVariable($name, $Environment[$name]) }
}

$environment = [Environment]::GetEnvironmentVariables()
$folder = [Environment]::CurrentDirectory
$own = @{ Output = [Console]::Out; Errors = [Console]::Error }
[Console]::SetIn([IO.TextReader]::Null)
$requests = [IO.StreamReader]::new((Open-Descriptor 3 'Read'))
$answers = [IO.StreamWriter]::new((Open-Descriptor 4 'Write'))
while ($null -ne ($line = $requests.ReadLine())) {
  # ConvertFrom-Json would make dates of some texts.
  $request = [System.Text.Json.Nodes.JsonNode]::Parse($line)
  $call = New-Call $request['text'] $request['file'] @($request['args'] | ForEach-Object { [string]$_ })
  Reset-Process $environment $folder
  foreach ($one in $request['environment']) { [Environment]::SetEnvironmentVariable($one.Key, [string]$one.Value) }
  $output = [IO.StringWriter]::new()
  $errors = [IO.StringWriter]::new()
  [Console]::SetOut($output)
  [Console]::SetError($errors)
  try { $code = Invoke-Apart $call }
  finally { [Console]::SetOut($own.Output); [Console]::SetError($own.Errors) }
  $answers.WriteLine((ConvertTo-Json -Compress -InputObject @{ output = [string]$output; errors = [string]$errors; code = $code }))
  $answers.Flush()
}
