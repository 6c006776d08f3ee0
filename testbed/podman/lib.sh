# shellcheck shell=bash disable=SC2034 # the scripts that source this use its variables
# Shared by up.sh, down.sh and env.sh, here and in podman-rootless: where a private Podman lives and which processes are
# its own. Everything is derived from the state directory, so two test-beds with different ones do not meet.

export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

TESTBED=${FAIRLEAD_TESTBED:-${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed}
case $TESTBED in /*) ;; *) TESTBED=$PWD/$TESTBED ;; esac
PODMAN=${FAIRLEAD_TESTBED_PODMAN:-podman}   # or podman-rootless, the one of a user without rights
STATE=$TESTBED/$PODMAN
TAG=$(printf %s "$STATE" | sha256sum | cut -c1-8)
BRIDGE=flp-$TAG                 # an interface name has at most 15 characters
ROOTLESS_USER=flp-$TAG          # made by up.sh and removed by down.sh
[ "$PODMAN" = podman ] || STATE=/var/tmp/flp-$TAG   # where a user comes who may not enter the directory of root
SOCKET=$STATE/podman.sock

say() { echo "testbed: $*" >&2; }
die() { say "$*"; exit 1; }

need_root() { [ "$(id -u)" = 0 ] || die "a Podman of its own needs root, the rootless one too: it gets a user of its own"; }

rootless() { [ "$PODMAN" = podman-rootless ]; }

# One lock for both: they share the machine's packages and chains of rules.
lock() {
  mkdir -p "$TESTBED"
  exec 9>"$TESTBED/.podman.lock"
  flock -w 300 9 || die "another up or down has held $TESTBED/.podman.lock for five minutes"
}

# An orphan that has ended may stay a zombie for seconds where nobody reaps; that is not alive.
alive() { [ -d "/proc/$1" ] && ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"; }

# The live service, if it is one and was started for this state directory.
podman_pid() {
  local pid
  pid=$(cat "$STATE/podman.pid" 2>/dev/null) || return 1
  case $pid in ''|*[!0-9]*) return 1 ;; esac
  alive "$pid" || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF "unix://$SOCKET" || return 1
  echo "$pid"
}

# api METHOD PATH [curl options]: one call of the compatible API.
api() {
  local method=$1 path=$2
  shift 2
  curl -q -sS --fail-with-body --max-time 60 --noproxy '*' --unix-socket "$SOCKET" -X "$method" "$@" "http://podman$path"
}

answers() { [ -S "$SOCKET" ] && api GET /_ping --max-time 5 >/dev/null 2>&1; }

# Where the daemon looks for its settings, and the podman command too: as exports.
settings() {
  printf 'export CONTAINERS_CONF=%q CONTAINERS_STORAGE_CONF=%q CONTAINERS_REGISTRIES_CONF=%q\n' \
    "$STATE/containers.conf" "$STATE/storage.conf" "$STATE/registries.conf"
}

# In a session of its own, without our lock, so that it outlives this script.
start_podman() {
  local i command=(podman system service --time 0 "unix://$SOCKET")
  rm -f "$SOCKET"
  eval "$(settings)"
  if rootless; then
    # shellcheck disable=SC2016 # the inner shell expands its own
    command=(unshare --mount --propagation slave sh -c '
      ! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified
      mount --make-rshared /
      export HOME="$1" XDG_RUNTIME_DIR="$2"
      shift 2
      cd / && exec setpriv --reuid "$0" --regid "$0" --init-groups "$@"' "$ROOTLESS_USER" "$STATE/home" "$STATE/xdg" "${command[@]}")
  fi
  PATH=$STATE/bin:$PATH TMPDIR=$STATE/tmp setsid "${command[@]}" >>"$STATE/podman.log" 2>&1 </dev/null 9<&- &
  echo $! >"$STATE/podman.pid"
  for ((i = 0; i < 300; i++)); do
    answers && return
    podman_pid >/dev/null || ((i < 10)) || break
    sleep 0.1
  done
  tail -n 20 "$STATE/podman.log" >&2
  die "Podman did not come up; its log is $STATE/podman.log"
}
