#!/usr/bin/env bash
# For maintainers: the Nu HTML checker over the pages that the journeys keep in var/pages/.
# usage: make test ARGS=tests/journeys && scripts/check_html.sh   (needs npm and Java)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

version=26.9.27
jar=var/vnu/package/build/dist/vnu.jar
pages=(var/pages/*.html)
[ -e "${pages[0]}" ] || stop "There are no pages in var/pages. Type: make test ARGS=tests/journeys"
if [ ! -e "$jar" ]; then
  step "Fetching vnu-jar $version into var/vnu"
  mkdir -p var/vnu
  (cd var/vnu && npm pack --silent --ignore-scripts "vnu-jar@$version" >/dev/null && tar -xzf ./*.tgz)
fi
java -jar "$jar" --errors-only "${pages[@]}"
step "HTML: ${#pages[@]} pages, no errors"
