#!/usr/bin/env bash
# Where packages come from is the reader's own set-up: no file may name a registry's host, and
# the requirements hold nothing but versions and hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

# Brackets keep this file from finding itself.
hosts='py[p]i\.org|python[h]osted\.org|np[m]js\.(org|com)|deb\.debian\.[o]rg|archive\.ubuntu\.[c]om'
found=0
git grep --untracked -nIE "$hosts" -- . ':!static/vendor' || found=$?
# 0: found; 1: nothing found; anything else: git could not look.
[ "$found" != 0 ] || stop "The lines above name a registry's host; take it out."
[ "$found" = 1 ] || stop "git could not search this folder."
if grep -nE '^ *-|://|@' requirements*.in requirements*.txt |
  grep -vE ':-c requirements\.txt$|: +--hash=sha256:[0-9a-f]{64}( \\)?$'; then
  stop "The lines above say where a package comes from; only versions and hashes belong there."
fi
echo "Sources: no file names a registry's host."
