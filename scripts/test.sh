#!/usr/bin/env bash
# All tests, the two halves at once: everything on SQLite, and what touches rows on PostgreSQL.
set -uo pipefail

log=var/postgresql-tests.log
.venv/bin/python -m tests.on_postgresql -m pytest -m django_db --ignore=tests/journeys \
  -p no:cacheprovider "$@" >"$log" 2>&1 &
other=$!
trap 'kill "$other" 2>/dev/null' EXIT

.venv/bin/python -m pytest "$@"
here=$?

echo "==> Tests that touch rows, on PostgreSQL"
wait "$other"
there=$?
trap - EXIT
if [ "$there" -eq 0 ]; then tail -n 4 "$log"; else cat "$log"; fi
exit $((here > there ? here : there))
