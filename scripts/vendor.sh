#!/usr/bin/env bash
# For maintainers: fetches the front end we keep in static/vendor/ and writes its README anew.
# usage: scripts/vendor.sh   (needs npm; running, building and testing Readiness does not)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

bootstrap=5.3.9
target=static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step "Bootstrap $bootstrap"
(cd "$work" && npm pack --silent --ignore-scripts "bootstrap@$bootstrap" >/dev/null)
tar -xzf "$work/bootstrap-$bootstrap.tgz" -C "$work"
mkdir -p "$target/bootstrap"
cp "$work/package/LICENSE" "$target/bootstrap/LICENSE"
for sheet in bootstrap.min.css bootstrap.rtl.min.css; do
  # The map is not kept, and collecting static files under hashed names would look for it.
  sed '/^\/\*# sourceMappingURL=.*\*\/$/d' "$work/package/dist/css/$sheet" >"$target/bootstrap/$sheet"
done

{
  cat <<TEXT
# Front end of others, kept here

Written by \`scripts/vendor.sh\`; change versions there and run it. Nothing here is edited by hand.
The only difference from the published package is the last line of each sheet, which names a
source map that is not kept.

| package | version | licence | what we use |
|---|---|---|---|
| Bootstrap | $bootstrap | MIT (\`bootstrap/LICENSE\`) | the sheet for left-to-right and for right-to-left pages; no script |

htmx 2 comes with the Python package django-htmx and is served from there.

| file | SHA-256 |
|---|---|
TEXT
  (cd "$target" && sha256sum bootstrap/*) |
    while read -r sum file; do printf '| `%s` | `%s` |\n' "$file" "$sum"; done
} >"$target/README.md"
