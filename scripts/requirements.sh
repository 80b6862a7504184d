#!/usr/bin/env bash
# For maintainers: writes requirements.txt and requirements-dev.txt anew from the .in files.
# One version of each package for every Python from 3.11 on, with hashes.
# usage: scripts/requirements.sh [OPTION OF uv pip compile]..., such as --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

uv=var/uv/bin/uv
if [ ! -x "$uv" ]; then
  step "Installing uv into var/uv"
  .venv/bin/python -m venv --clear var/uv
  var/uv/bin/python -m pip install --quiet uv
fi
for name in requirements requirements-dev; do
  step "Resolving $name.in"
  "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-header "$@" "$name.in" -o "$name.txt"
done
