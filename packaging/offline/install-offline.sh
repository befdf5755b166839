#!/usr/bin/env bash
# Installs fourwinds from wheels/ beside this script into .venv beside it; uses no network.
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "没有完成：需要 Python 3.11 以上版本，请先安装，或用 PYTHON=路径 指定。" >&2
  exit 1
fi
echo "正在安装，约一两分钟……"
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "fourwinds[web,charts,postgres]"
.venv/bin/fourwinds doctor || true
echo "安装完成。运行 ./start.sh 打开页面，或用 .venv/bin/fourwinds --help 查看命令。"
