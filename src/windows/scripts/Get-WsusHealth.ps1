# To be written.
param([Parameter(Mandatory = $true)]$Data, [Parameter(Mandatory = $true)]$Job)
Set-StrictMode -Version 3.0
throw 'to be written'
