#!/usr/bin/env bash
# All tests: on SQLite, and what touches rows on PostgreSQL as well. Without arguments in two parts at
# once, one a core; with arguments for pytest one after the other.
set -uo pipefail

python=.venv/bin/python
# The walks over every address say nothing of a database and take long: once is enough.
on_postgresql() {
  "$python" -m tests.on_postgresql -m pytest -m django_db --ignore=tests/journeys \
    --ignore=tests/surveys/test_rights.py --ignore=tests/surveys/test_pseudo_locale.py "$@"
}

if [ $# -gt 0 ]; then
  "$python" -m pytest "$@"
  here=$?
  echo "==> Tests that touch rows, on PostgreSQL"
  on_postgresql "$@"
  there=$?
  exit $((here > there ? here : there))
fi

# What needs no web server and no browser goes along with PostgreSQL.
apart=(tests/core tests/reference tests/reporting)
log=var/tests-apart.log
(
  on_postgresql -p no:cacheprovider
  rows=$?
  echo "==> Core and reports"
  "$python" -m pytest -p no:cacheprovider "${apart[@]}"
  rest=$?
  exit $((rows > rest ? rows : rest))
) >"$log" 2>&1 &
other=$!
trap 'kill "$other" 2>/dev/null' EXIT

"$python" -m pytest "${apart[@]/#/--ignore=}"
here=$?

echo "==> Meanwhile: tests that touch rows on PostgreSQL, core and reports"
wait "$other"
there=$?
trap - EXIT
if [ "$there" -eq 0 ]; then grep -E '^(==>|=+ .* in |The tests were NOT run)' "$log"; else cat "$log"; fi
exit $((here > there ? here : there))
