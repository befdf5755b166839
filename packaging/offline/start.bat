@echo off
rem Opens the page at 127.0.0.1 on port 8765, or a free one; closing this window ends it.
chcp 65001 >nul
cd /d "%~dp0"
if not exist .venv\Scripts\fourwinds.exe call install-offline.bat quiet || exit /b 1
.venv\Scripts\fourwinds serve || pause
