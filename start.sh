#!/usr/bin/env bash
# Double click: install once, then open the page at 127.0.0.1 on port 8765, or a free one; Ctrl-C ends it.
set -euo pipefail
cd "$(dirname "$0")"
make .venv/.installed-web
exec .venv/bin/fourwinds serve
