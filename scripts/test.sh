#!/usr/bin/env bash
# All tests: on SQLite, and what touches rows on PostgreSQL as well. Without arguments in two parts at
# once, one a core; with arguments for pytest one after the other.
set -uo pipefail

python=.venv/bin/python
# What takes long and says nothing of a database runs on SQLite alone.
on_postgresql() {
  "$python" -m tests.on_postgresql -m pytest -m django_db --ignore=tests/journeys \
    --ignore=tests/surveys/test_demo.py --ignore=tests/surveys/test_pseudo_locale.py \
    --ignore=tests/surveys/test_rights.py --ignore=tests/surveys/test_room_secrecy.py \
    --deselect=tests/surveys/test_console.py::test_every_link_leads_where_its_reader_may_go "$@"
}

if [ $# -gt 0 ]; then
  "$python" -m pytest "$@"
  here=$?
  echo "==> Tests that touch rows, on PostgreSQL"
  on_postgresql "$@"
  there=$?
  exit $((here > there ? here : there))
fi

# What goes along with PostgreSQL, so that both parts take about as long.
apart=(tests/core tests/reference tests/reporting tests/surveys/test_rights.py)
log=var/tests-apart.log
(
  on_postgresql -p no:cacheprovider
  rows=$?
  echo "==> Core, reports and rights"
  "$python" -m pytest -p no:cacheprovider "${apart[@]}"
  rest=$?
  exit $((rows > rest ? rows : rest))
) >"$log" 2>&1 &
other=$!
trap 'kill "$other" 2>/dev/null' EXIT

"$python" -m pytest "${apart[@]/#/--ignore=}"
here=$?

echo "==> Meanwhile: tests that touch rows on PostgreSQL, core, reports and rights"
wait "$other"
there=$?
trap - EXIT
if [ "$there" -eq 0 ]; then grep -E '^(==>|=+ .* in |The tests were NOT run)' "$log"; else cat "$log"; fi
exit $((here > there ? here : there))
