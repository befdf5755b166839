@echo off
rem Double click: install once, sort the examples, open the folder with the results.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set "PY=py -3") || (set "PY=python")
if not exist .venv\Scripts\python.exe (
  echo 正在安装，首次约一两分钟……
  %PY% -m venv .venv || goto failed
)
if not exist .venv\installed.txt (
  .venv\Scripts\python -m pip install --quiet --constraint constraints.txt --editable . || goto failed
  echo ok> .venv\installed.txt
)
if not exist out mkdir out
.venv\Scripts\fourwinds classify examples -o "out\意见汇总.xlsx" || goto failed
.venv\Scripts\fourwinds report "out\意见汇总.xlsx" -o "out\问题清单.docx" --unit 青禾实验学校 || goto failed
start "" out
goto :eof
:failed
echo 没有完成。请确认已安装 Python 3.11 以上版本，并能联网安装所需的包。
pause
