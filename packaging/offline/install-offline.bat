@echo off
rem Installs fourwinds from wheels\ beside this script into .venv beside it; uses no network.
chcp 65001 >nul
cd /d "%~dp0"
where py >nul 2>nul && (set "PY=py -3") || (set "PY=python")
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul || goto nopython
echo 正在安装，约一两分钟……
%PY% -m venv .venv || goto failed
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "fourwinds[web,charts,postgres]" || goto failed
.venv\Scripts\fourwinds doctor
echo 安装完成。双击 start.bat 打开页面。
if not "%1"=="quiet" pause
exit /b 0
:nopython
echo 没有完成：需要 Python 3.11 以上版本（与 wheels 文件夹名中的版本一致），请先安装，安装时勾选 Add to PATH。
pause
exit /b 1
:failed
echo 没有完成：请确认整个文件夹已复制完整（可对照 SHA256SUMS），并且 Python 版本与文件夹名一致。
pause
exit /b 1
