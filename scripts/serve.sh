#!/usr/bin/env bash
# Serves this checkout on this computer alone: the pages, and a worker that makes the reports.
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

# A worker that ended is started again; it stops when the pages do.
keep_working() {
  local worker
  trap 'kill "$worker" 2>/dev/null; wait "$worker"; exit' TERM
  while :; do
    .venv/bin/python manage.py worker &
    worker=$!
    wait "$worker" || true
    sleep 2
  done
}
keep_working &
keeper=$!
.venv/bin/python manage.py runserver --noreload "127.0.0.1:$port" &
pages=$!
stop_both() {
  trap - EXIT INT TERM
  kill "$pages" "$keeper" 2>/dev/null || true
  wait
}
trap stop_both EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
wait "$pages"
