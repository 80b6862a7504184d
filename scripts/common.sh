# shellcheck shell=bash
# What the scripts share: to be sourced at the top of the checkout.

step() { printf '==> %s\n' "$*"; }

# Says what is wrong and what to type, and ends.
stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# install_with_apt REASON PACKAGE...: where that needs no password; else says what to type.
install_with_apt() {
  local reason=$1 root=() line="apt-get install --no-install-recommends ${*:2}"
  shift
  if ! command -v apt-get >/dev/null; then
    stop "$reason This system has no apt; install what it calls: $*"
  elif [ "$(id -u)" = 0 ]; then
    root=(env)
  elif sudo -n true 2>/dev/null; then
    root=(sudo -n env)
  else
    stop "$reason Type this, then the same make command again:

  sudo $line"
  fi
  local apt=("${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  local log=var/apt.log
  step "Installing with apt: $*"
  # A new machine has no list of packages yet: then fetch it and try again.
  "${apt[@]}" install -y --no-install-recommends "$@" >"$log" 2>&1 ||
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1 ||
    stop "$(tail -n 5 "$log")

$reason apt could not install it (all it said: $log). Try by hand:

  ${root[*]/env/} $line"
}
