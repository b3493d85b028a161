@echo off
rem Wazuh's agent on Windows starts this; its standard input goes on to the script beside it.
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0hikeshi.ps1"
