# shellcheck shell=bash disable=SC2034 # the scripts that source this use its variables
# Shared by up.sh, down.sh and env.sh, here and in registry-login: where a private registry lives and which process is
# its own.
# Everything is derived from the state directory, so two test-beds with different ones do not meet.

export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

TESTBED=${FAIRLEAD_TESTBED:-${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed}
case $TESTBED in /*) ;; *) TESTBED=$PWD/$TESTBED ;; esac
REGISTRY=${FAIRLEAD_TESTBED_REGISTRY:-registry}   # or registry-login, the one that asks for a password
STATE=$TESTBED/$REGISTRY

say() { echo "testbed: $*" >&2; }
die() { say "$*"; exit 1; }

# Its own lock: the Docker Engine of the same test-bed may be brought up at the same time.
lock() {
  mkdir -p "$TESTBED"
  exec 9>"$TESTBED/.$REGISTRY.lock"
  flock -w 300 9 || die "another up or down has held $TESTBED/.$REGISTRY.lock for five minutes"
}

# An orphan that has ended may stay a zombie for seconds where nobody reaps; that is not alive.
alive() { [ -d "/proc/$1" ] && ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"; }

# The live registry, if it is one and was started for this state directory.
registry_pid() {
  local pid
  pid=$(cat "$STATE/registry.pid" 2>/dev/null) || return 1
  case $pid in ''|*[!0-9]*) return 1 ;; esac
  alive "$pid" || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF "docker-registry serve $STATE/" || return 1
  echo "$pid"
}

address() { cat "$STATE/address" 2>/dev/null; }

guarded() { [ "$REGISTRY" = registry-login ]; }

# A registry with a password answers that it wants one.
answers() {
  local address wanted=200
  ! guarded || wanted=401
  address=$(address) && registry_pid >/dev/null &&
    [ "$(curl -q -sS --max-time 5 --noproxy '*' -o /dev/null -w '%{http_code}' "http://$address/v2/" 2>/dev/null)" = $wanted ]
}
