#!/usr/bin/env bash
# Serves this checkout on this computer alone.
# usage: scripts/serve.sh PORT
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

port=${1:?usage: scripts/serve.sh PORT}
if ! [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || [ "$port" -gt 65535 ]; then
  stop "PORT=$port is not a port; try PORT=8001."
fi

.venv/bin/python -c '
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null ||
  stop "Port $port is taken on this computer. Try another one:

  make serve PORT=$((port + 1))"

step "Serving on http://127.0.0.1:$port/ (Ctrl+C stops it)"
export DJANGO_RUNSERVER_HIDE_WARNING=true
exec .venv/bin/python manage.py runserver --noreload "127.0.0.1:$port"
