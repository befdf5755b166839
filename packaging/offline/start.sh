#!/usr/bin/env bash
# Opens the page at 127.0.0.1 on port 8765, or a free one; Ctrl-C ends it.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/fourwinds ] || ./install-offline.sh
exec .venv/bin/fourwinds serve
