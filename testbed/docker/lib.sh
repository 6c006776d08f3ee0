# shellcheck shell=bash disable=SC2034 # the scripts that source this use its variables
# Shared by up.sh, down.sh and env.sh, here, in docker-restart and in kubernetes: where a private Docker Engine lives and
# which processes are its own.
# Everything is derived from the state directory, so two test-beds with different ones do not meet.

export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

TESTBED=${FAIRLEAD_TESTBED:-${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed}
case $TESTBED in /*) ;; *) TESTBED=$PWD/$TESTBED ;; esac
ENGINE=${FAIRLEAD_TESTBED_ENGINE:-docker}   # or docker-restart, which tests may stop and start, or the one under a kubelet
STATE=$TESTBED/$ENGINE
SOCKET=$STATE/docker.sock
TLS=$STATE/tls                  # ca.pem, cert.pem and key.pem of the daemon; those of its clients in client/; port
TAG=$(printf %s "$STATE" | sha256sum | cut -c1-8)
BRIDGE=flr-$TAG                 # an interface name has at most 15 characters
CGROUP=fairlead-testbed-$TAG    # parent of every container's cgroup
POOL=10.246.0.0/15              # .246: one /24 for the bridge; .247: /24s for networks that tests create

# The two rules that dockerd, told to make none, lacks (see up.sh); each ends with the test-bed's own mark.
SAME_NETWORK=(FORWARD -s "$POOL" -d "$POOL" -m physdev --physdev-is-bridged -m comment --comment "$CGROUP" -j ACCEPT)
OTHER_NETWORK=(FORWARD -s "$POOL" -d "$POOL" -m comment --comment "$CGROUP" -j DROP)

say() { echo "testbed: $*" >&2; }
die() { say "$*"; exit 1; }

need_root() { [ "$(id -u)" = 0 ] || die "a Docker Engine of its own needs root"; }

# The lock is the parent directory itself: nothing to leave behind, and it survives the removal of the state.
lock() {
  local parent
  parent=$(dirname "$TESTBED")
  mkdir -p "$parent"
  exec 9<"$parent"
  flock -w 300 9 || die "another up or down has held $parent for five minutes"
}

# An orphan that has ended may stay a zombie for seconds where nobody reaps; that is not alive.
alive() { [ -d "/proc/$1" ] && ! grep -qs '^State:[[:space:]]*[ZX]' "/proc/$1/status"; }

# start NAME COMMAND...: in a session of its own, without our lock, so that it outlives this script.
start() {
  local name=$1
  shift
  setsid "$@" >>"$STATE/$name.log" 2>&1 </dev/null 9<&- &
  echo $! >"$STATE/$name.pid"
}

# wait_until NAME CHECK...: until CHECK holds; gives up early, with the log's end, when the daemon has ended.
wait_until() {
  local name=$1 i
  shift
  for ((i = 0; i < 600; i++)); do
    "$@" && return 0
    pid_of "$name" >/dev/null || { ((i < 10)) || break; }
    sleep 0.1
  done
  tail -n 20 "$STATE/$name.log" >&2
  die "$name did not come up; its log is $STATE/$name.log"
}

# free_port PLACES: a port of loopback that nobody listens on, searched from so many places behind one of this test-bed's
# own; below those that the system gives to outgoing connections.
free_port() {
  local i port
  for ((i = 0; i < 1000; i++)); do
    port=$((20000 + (0x${TAG:0:4} + $1 + i) % 10000))
    { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || { echo "$port"; return; }
    exec 3>&-
  done
  die "there is no free port"
}

# pid_of NAME: the live process in NAME.pid, if it really is NAME and was started for this state directory.
pid_of() {
  local pid
  pid=$(cat "$STATE/$1.pid" 2>/dev/null) || return 1
  case $pid in ''|*[!0-9]*) return 1 ;; esac
  alive "$pid" || return 1
  { tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null | sed -n 1p | grep -qE "(^|/)$1\$" || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF "$STATE/" || return 1
  echo "$pid"
}

# wait_gone TENTHS PID...: true once all have ended.
wait_gone() {
  local tenths=$1 i pid left
  shift
  for ((i = 0; i <= tenths; i++)); do
    left=
    for pid; do alive "$pid" && left=1; done
    [ -n "$left" ] || return 0
    sleep 0.1
  done
  return 1
}

# end NAME TENTHS: asks first, then kills.
end() {
  local pid
  pid=$(pid_of "$1") || { rm -f "$STATE/$1.pid"; return 0; }
  kill -TERM "$pid"
  wait_gone "$2" "$pid" || { say "$1 ($pid) would not end; killing it"; kill -KILL "$pid"; wait_gone 50 "$pid"; }
  rm -f "$STATE/$1.pid"
}

# api METHOD PATH [curl options]: one Engine API call; curl, because a docker client reads the user's own settings.
api() {
  local method=$1 path=$2
  shift 2
  curl -q -sS --fail-with-body --max-time 60 --noproxy '*' --unix-socket "$SOCKET" -X "$method" "$@" "http://docker$path"
}

answers() { [ -S "$SOCKET" ] && api GET /_ping --max-time 5 >/dev/null 2>&1; }

remove_rules() {
  command -v iptables >/dev/null || return 0
  while iptables -w -D "${SAME_NETWORK[@]}" 2>/dev/null; do :; done
  while iptables -w -D "${OTHER_NETWORK[@]}" 2>/dev/null; do :; done
}
