# Active response of Hikeshi for Wazuh agents on Windows: kill, remove, isolate, release. docs/vendors.md says how to install it.
# Gets Wazuh's message on its standard input, does one thing at most once, looks whether it is done, and leaves a receipt.
# Windows PowerShell 5.1 is enough. It runs as SYSTEM, as the agent does.
$ErrorActionPreference = 'Stop'
$ossec = Split-Path (Split-Path $PSScriptRoot)
$receipts = Join-Path $ossec 'hikeshi'
$kept = Join-Path $ossec 'hikeshi-kept'
$policy = Join-Path $kept 'firewall.wfw'
$group = 'Hikeshi isolation'

# The agent writes UTF-8, whatever the console's own encoding is.
$reader = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8)
$order = ($reader.ReadLine() | ConvertFrom-Json).parameters.alert.data.hikeshi
if ($order.receipt -notmatch '^hikeshi-[A-Za-z0-9-]{1,64}$') { exit 1 }
$receipt = Join-Path $receipts $order.receipt
if (Test-Path -LiteralPath $receipt) { exit 0 }
New-Item -ItemType Directory -Force -Path $receipts, $kept | Out-Null

function Finish([string]$word) {
  # Written beside it first: half a receipt would be another one.
  [IO.File]::WriteAllText("$receipt.new", "$word $($order.kind)")
  Move-Item -LiteralPath "$receipt.new" -Destination $receipt -Force
  exit 0
}

function Test-Hash([string]$path, $about) {
  if ($about.sha256) { return (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash -eq $about.sha256 }
  if ($about.sha1) { return (Get-FileHash -LiteralPath $path -Algorithm SHA1).Hash -eq $about.sha1 }
  return $false
}

function Stop-One($about) {
  $process = Get-Process -Id ([int]$about.pid) -ErrorAction SilentlyContinue
  if (-not $process) { Finish 'done' }
  if (-not $process.Path -or -not (Test-Hash $process.Path $about)) { Finish 'failed' }
  Stop-Process -InputObject $process -Force
  if ($process.WaitForExit(10000)) { Finish 'done' }
  Finish 'failed'
}

function Remove-One($about) {
  if (-not (Test-Path -LiteralPath $about.path)) { Finish 'done' }
  if (-not (Test-Path -LiteralPath $about.path -PathType Leaf) -or -not (Test-Hash $about.path $about)) { Finish 'failed' }
  Move-Item -LiteralPath $about.path -Destination (Join-Path $kept $order.receipt) -Force
  if (Test-Path -LiteralPath $about.path) { Finish 'failed' }
  Finish 'done'
}

# Every profile blocks both ways, and no rule is on but ours. Rules of a group policy stay: keep none that lets everything through.
function Test-Isolated {
  $open = Get-NetFirewallProfile | Where-Object { $_.Enabled -ne 'True' -or $_.DefaultInboundAction -ne 'Block' -or $_.DefaultOutboundAction -ne 'Block' }
  $others = Get-NetFirewallRule -PolicyStore PersistentStore -Enabled True -ErrorAction SilentlyContinue | Where-Object { $_.Group -ne $group }
  return -not $open -and -not $others
}

function Start-Isolation {
  if (Test-Isolated) { Finish 'done' }
  $names = @(([xml](Get-Content -Raw (Join-Path $ossec 'ossec.conf'))).SelectNodes('//client/server/address') | ForEach-Object { $_.InnerText.Trim() })
  $managers = @($names | ForEach-Object { [Net.Dns]::GetHostAddresses($_) } | ForEach-Object { $_.IPAddressToString } | Select-Object -Unique)
  # Without its manager nobody could ever release it.
  if (-not $managers) { Finish 'failed' }
  # What was there is kept once: a second isolation must not keep the first one's rules.
  if (-not (Test-Path -LiteralPath $policy)) {
    netsh.exe advfirewall export $policy | Out-Null
    if (-not (Test-Path -LiteralPath $policy)) { Finish 'failed' }
  }
  foreach ($direction in 'Inbound', 'Outbound') {
    New-NetFirewallRule -DisplayName "$group manager $direction" -Group $group -Direction $direction -Action Allow -RemoteAddress $managers | Out-Null
    New-NetFirewallRule -DisplayName "$group DHCP $direction" -Group $group -Direction $direction -Action Allow -Protocol UDP -LocalPort 68 -RemotePort 67 | Out-Null
  }
  Get-NetFirewallRule -PolicyStore PersistentStore -Enabled True | Where-Object { $_.Group -ne $group } | Disable-NetFirewallRule
  Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block -DefaultOutboundAction Block
  if (Test-Isolated) { Finish 'done' }
  Finish 'failed'
}

function Stop-Isolation {
  if (Test-Path -LiteralPath $policy) {
    netsh.exe advfirewall import $policy | Out-Null
    if ($LASTEXITCODE -ne 0) { Finish 'failed' }
    Remove-Item -LiteralPath $policy
  }
  if (Test-Isolated) { Finish 'failed' }
  Finish 'done'
}

try {
  switch ($order.kind) {
    'kill' { Stop-One $order.process }
    'remove' { Remove-One $order.executable }
    'isolate' { Start-Isolation }
    'release' { Stop-Isolation }
    default { exit 1 }
  }
} catch { Finish 'failed' }
