# shellcheck shell=bash
# What the scripts share: to be sourced at the top of the checkout.

step() { printf '==> %s\n' "$*"; }

# Says what is wrong and what to type, and ends.
stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# install_with_apt PACKAGE...: where that needs no password; else says what to type.
install_with_apt() {
  local log=var/apt.log sudo=() apt
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  if ! command -v apt-get >/dev/null; then
    stop "Some packages of the system are missing. Install what it calls: $*"
  fi
  if ! "${sudo[@]}" true 2>/dev/null; then
    stop "Some packages of the system are missing. Type this, then the same make command again:

  sudo apt-get install --no-install-recommends $*"
  fi
  step "System: installing with apt: $*"
  apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  # A new machine has no list of packages yet: then fetch it and try again.
  "${apt[@]}" install -y --no-install-recommends "$@" >"$log" 2>&1 ||
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1 ||
    stop "$(tail -n 5 "$log")

apt could not install what is missing (all it said: $log). Mend the cause, or install by hand: $*"
}
