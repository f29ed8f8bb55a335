Set-StrictMode -Version 2.0
