# shellcheck shell=bash disable=SC2034 # the scripts that source this use its variables
# Shared by the scripts of this directory: where a private Kubernetes lives, how to ask it, and which processes are its
# own. Everything is derived from the state directory, so two test-beds with different ones do not meet.

# The kubelet gets a Docker Engine that no test knows, made by the same scripts as theirs.
export FAIRLEAD_TESTBED_ENGINE=kubernetes/docker
# shellcheck source=testbed/docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../docker/lib.sh"

STATE=$TESTBED/kubernetes       # SOCKET, TAG and CGROUP stay those of the Docker Engine
KEYS=$STATE/keys
NAMESPACE=fairlead-test         # where tests may do as they like
VERSION=1.20.2
# What takes minutes to build is kept when the test-bed goes, and serves all test-beds of this user.
PROGRAMS=${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed/kubernetes-$VERSION
DAEMONS=(kube-apiserver kube-controller-manager kube-scheduler kubelet)

# Directories that a kubelet and a controller manager use whatever they are told. Ours see their own in these places; the
# machine's are empty but for a mark of each test-bed that needs them to be there.
FIXED=(/var/log/pods /var/log/containers /var/lib/kubelet /tmp/hostpath_pv)
MARK=.fairlead-testbed-$TAG

need_root() { [ "$(id -u)" = 0 ] || die "a Kubernetes of its own needs root"; }

# Its own lock, for the Docker Engine's scripts take theirs.
lock() {
  mkdir -p "$TESTBED"
  exec 9>"$TESTBED/.kubernetes.lock"
  flock -w 600 9 || die "another up or down has held $TESTBED/.kubernetes.lock for ten minutes"
}

# port NAME: of apiserver, kubelet, etcd or etcd-peer.
port() { cat "$STATE/$1.port" 2>/dev/null; }

# ask METHOD PATH [curl options]: one call of the API server, as its administrator.
ask() {
  local method=$1 path=$2
  shift 2
  curl -q -sS --fail-with-body --max-time 20 --noproxy '*' --cacert "$KEYS/ca.crt" --cert "$KEYS/admin.crt" \
    --key "$KEYS/admin.key" -X "$method" "$@" "https://127.0.0.1:$(port apiserver)$path"
}

ready() { pid_of kube-apiserver >/dev/null && ask GET /readyz >/dev/null 2>&1; }

# True while everything that up.sh has started is alive, the API server aside, which tests may stop.
others_alive() {
  local name
  for name in etcd kube-controller-manager kube-scheduler kubelet; do pid_of "$name" >/dev/null || return 1; done
  [ -e "$STATE/complete" ] && api GET /_ping --max-time 5 >/dev/null 2>&1
}
