#!/usr/bin/env bash
# Double click: install once, sort the examples, open the folder with the results.
set -euo pipefail
cd "$(dirname "$0")"
make demo
if command -v xdg-open >/dev/null 2>&1; then xdg-open out >/dev/null 2>&1 || true
elif command -v open >/dev/null 2>&1; then open out || true
fi
