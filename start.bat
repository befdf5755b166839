@echo off
rem Double click: install once, then open the page at 127.0.0.1 on port 8765, or a free one; closing this window ends it.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set "PY=py -3") || (set "PY=python")
if not exist .venv\Scripts\python.exe (
  echo 正在安装，首次约一两分钟……
  %PY% -m venv .venv || goto failed
)
if not exist .venv\installed-web.txt (
  .venv\Scripts\python -m pip install --quiet --constraint constraints.txt --editable ".[web,charts]" || goto failed
  echo ok> .venv\installed-web.txt
)
.venv\Scripts\fourwinds serve || pause
goto :eof
:failed
echo 没有完成。请确认已安装 Python 3.11 以上版本，并能联网安装所需的包。
pause
