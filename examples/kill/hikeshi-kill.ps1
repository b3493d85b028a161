# Ends one process for Hikeshi, where Microsoft Defender's live response or CrowdStrike's Real Time Response runs it.
# Arguments: action, process id, SHA-256 or SHA-1 of the program's file, last second (Unix time) at which it may act.
# Its last line is `hikeshi done kill <action>` or `hikeshi failed kill <action> <why>`: that, and nothing else, is believed.
# Windows PowerShell 5.1 is enough. docs/vendors.md says how to put it into the product's library.
$ErrorActionPreference = 'Stop'
# One text or several arguments: products differ.
$action, $number, $hash, $last = @("$args" -split '\s+' | Where-Object { $_ })

function Done { "hikeshi done kill $action"; exit 0 }
function Fail([string]$why) { "hikeshi failed kill $action $why"; exit 1 }

if ($action -notmatch '^[A-Za-z0-9-]{1,64}$' -or $number -notmatch '^\d{1,10}$' -or $last -notmatch '^\d{1,12}$') { Fail 'wrong-arguments' }
if ($hash -notmatch '^([0-9a-f]{40}|[0-9a-f]{64})$') { Fail 'wrong-arguments' }
$algorithm = if ($hash.Length -eq 64) { 'SHA256' } else { 'SHA1' }
if ([DateTimeOffset]::UtcNow.ToUnixTimeSeconds() -gt [long]$last) { Fail 'too-late' }

try {
  $process = Get-Process -Id ([int]$number) -ErrorAction SilentlyContinue
  if (-not $process) { Done }
  if (-not $process.Path) { Fail 'file-unreadable' }
  # The process is held from here on: its id cannot become another's.
  $null = $process.Handle
  if ((Get-FileHash -LiteralPath $process.Path -Algorithm $algorithm).Hash -ne $hash) { Fail 'another-program' }
  Stop-Process -InputObject $process -Force
  if ($process.WaitForExit(10000)) { Done }
  Fail 'still-running'
} catch { Fail 'error' }
