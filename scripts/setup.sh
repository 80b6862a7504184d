#!/usr/bin/env bash
# Gets this checkout ready: packages of the system, a virtual environment, packages of Python.
# usage: scripts/setup.sh run|test|lint   (what for)
# Quick when there is nothing to do. Never asks. Can be interrupted and run again.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
# shellcheck source=scripts/common.sh
. scripts/common.sh

purpose=${1:-}
case $purpose in run | test | lint) ;; *) stop "usage: scripts/setup.sh run|test|lint" ;; esac
venv=.venv
# Readable by its owner alone: the database will lie here.
[ -d var ] || mkdir -m 700 var

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# The Python to make the environment with: the one asked for, else the first that is new enough.
find_python() {
  local name
  if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || stop "PYTHON=$PYTHON is not a Python 3.11 or newer."
    echo "$PYTHON"
    return
  fi
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if new_enough "$name"; then
      echo "$name"
      return
    fi
  done
  stop "Readiness needs Python 3.11 or newer, and none was found. Debian 12 and Ubuntu 24.04 have one:

  sudo apt-get install python3 python3-venv

If yours has another name or place: make demo PYTHON=/path/to/python3.12"
}

# An interrupted run may have left an environment without a working pip.
venv_works() { new_enough "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

has_library() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }

# Packages of the system that are not there, one a line: all at once, so that who has to type a
# password types it once.
missing_packages() {
  if [ "$make_venv" = yes ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "python$(version_of "$python")-venv"
  fi
  [ "$purpose" != lint ] || return 0
  has_library libpango-1.0.so.0 || echo libpango-1.0-0
  has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
  has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
  [ -n "$(fc-list 2>/dev/null)" ] || printf '%s\n' fontconfig fonts-dejavu-core
  [ "$purpose" = test ] || return 0
  command -v pdftotext >/dev/null || echo poppler-utils
  command -v qpdf >/dev/null || echo qpdf
  command -v chromium >/dev/null || echo chromium
  # A service that starts by itself is nobody's wish but that of a machine made for testing.
  if [ -n "${CI:-}" ] && ! command -v initdb /usr/lib/postgresql/*/bin/initdb >/dev/null; then
    echo postgresql
  fi
}

ensure_system_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ "${#missing[@]}" -gt 0 ]; then
    install_with_apt "${missing[@]}"
  fi
  step "System: its packages are there"
}

ensure_venv() {
  if [ "$make_venv" = yes ]; then
    step "Python $(version_of "$python"): making the virtual environment $venv"
    "$python" -m venv --clear "$venv"
  else
    step "Python $(version_of "$python"): $venv is there"
  fi
}

# Installs when the file differs from the one installed last. An installation that was cut off may
# have left half a package that looks whole, so the next one puts all of them in place again.
ensure_python_packages() {
  local file=$1 done=$venv/.installed-$1 begun=$venv/.installing-$1 sum options=(--quiet --require-hashes)
  sum=$(sha256sum "$file")
  if [ ! -e "$begun" ] && [ "$(cat "$done" 2>/dev/null)" = "$sum" ]; then
    step "Packages: $file is installed"
    return
  fi
  step "Packages: installing $file (a minute or two)"
  [ ! -e "$begun" ] || options+=(--force-reinstall)
  touch "$begun"
  "$venv/bin/python" -m pip install "${options[@]}" -r "$file" ||
    stop "The packages of $file could not be installed. Once the cause is mended, type the same again."
  echo "$sum" >"$done"
  rm "$begun"
}

# The proof that nothing was forgotten above.
check_pdf_maker() {
  "$venv/bin/python" -c 'import weasyprint' >var/weasyprint.log 2>&1 || stop "$(tail -n 2 var/weasyprint.log)

WeasyPrint, which makes the PDFs, cannot start (all it said: var/weasyprint.log)."
  step "PDF maker: works"
}

# PYTHON= may ask for another version than the one that the environment was made with.
make_venv=yes
if venv_works && [ -z "${PYTHON:-}" ]; then
  python=$venv/bin/python make_venv=no
else
  python=$(find_python)
  if venv_works && [ "$(version_of "$venv/bin/python")" = "$(version_of "$python")" ]; then
    make_venv=no
  fi
fi
ensure_system_packages
ensure_venv
ensure_python_packages requirements.txt
[ "$purpose" = run ] || ensure_python_packages requirements-dev.txt
[ "$purpose" = lint ] || check_pdf_maker
