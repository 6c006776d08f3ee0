#!/bin/bash
# Brings up a private Docker Engine from Debian's packages, with a busybox image in it. Safe to call twice.
# FAIRLEAD_TESTBED is the state directory (default: ${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed).
set -euo pipefail
# shellcheck source=testbed/docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/../packages.sh"
# shellcheck source=testbed/busybox.sh
. "$(dirname "${BASH_SOURCE[0]}")/../busybox.sh"

ensure_packages() {
  local wanted=() entry
  for entry in dockerd:docker.io containerd:containerd runc:runc docker-proxy:docker.io iptables:iptables \
    ip:iproute2 busybox:busybox-static curl:curl flock:util-linux openssl:openssl sshd:openssh-server; do
    command -v "${entry%%:*}" >/dev/null || wanted+=("${entry##*:}")
  done
  [ ${#wanted[@]} = 0 ] || {
    command -v apt-get >/dev/null || die "missing ${wanted[*]}, and this is not a Debian system"
    say "installing ${wanted[*]}"
    install_packages "docker containerd ssh" "${wanted[@]}"
  }
  case $(ldd "$(command -v busybox)" 2>&1 || true) in
    *'not a dynamic executable'*) ;;
    *) die "busybox is not static here; install Debian's busybox-static" ;;
  esac
}

# Our own containerd, named to dockerd: left to itself dockerd would take a running system-wide one.
start_containerd() {
  cat >"$STATE/containerd.toml" <<TOML
version = 2
root = "$STATE/containerd/root"
state = "$STATE/containerd/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
address = "$STATE/containerd.sock"
[ttrpc]
address = "$STATE/containerd.sock.ttrpc"
TOML
  rm -f "$STATE/containerd.sock" "$STATE/containerd.sock.ttrpc"
  start containerd containerd --config "$STATE/containerd.toml"
  wait_until containerd test -S "$STATE/containerd.sock"
}

# A /24 that nothing on this machine uses; the search starts at a place of this test-bed's own.
make_bridge() {
  local i n
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  if ! ip -4 -o addr show dev "$BRIDGE" | grep -q inet; then
    for ((i = 0; i < 256; i++)); do
      n=$(((0x${TAG:0:2} + i) % 256))
      ip -4 -o addr show | grep -qF " 10.246.$n." || break
    done
    ip addr add "10.246.$n.1/24" dev "$BRIDGE"
  fi
  ip link set "$BRIDGE" up
}

# dockerd makes no rules (--iptables=false): two daemons would undo each other's, and none is taken back at the end.
# Loopback ports need none (docker-proxy serves them). What remains is two rules: containers of one network reach each
# other, also while somebody else's Docker has set FORWARD to DROP, and those of two networks do not.
make_rules() {
  local out
  out=$({
    iptables -w -C "${OTHER_NETWORK[@]}" 2>/dev/null || iptables -w -I "${OTHER_NETWORK[@]}"
    iptables -w -C "${SAME_NETWORK[@]}" 2>/dev/null || iptables -w -I "${SAME_NETWORK[@]}"
  } 2>&1) && return
  say "no iptables rules here (${out%%$'\n'*}); containers of different networks may reach each other"
  remove_rules
}

# Without forwarding the daemon adds a warning to each container that it creates. What it was before is written on the
# bridge, and copied from the bridge of a test-bed that came first, so that the last one to go down restores it.
enable_forwarding() {
  local before
  before=$(cat /sys/class/net/flr-*/ifalias | grep -m 1 '^ip_forward=' || true)
  echo "${before:-ip_forward=$(cat /proc/sys/net/ipv4/ip_forward)}" >"/sys/class/net/$BRIDGE/ifalias"
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

# sign NAME SUBJECT EXTENSION: a certificate of our own authority for the key in NAME-key.pem.
sign() {
  openssl req -new -key "$TLS/$1-key.pem" -subj "/CN=$2" |
    openssl x509 -req -days 3650 -CA "$TLS/ca.pem" -CAkey "$TLS/ca-key.pem" -set_serial "0x$(openssl rand -hex 8)" \
      -extfile <(echo "$3") -out "$TLS/$1-cert.pem"
}

# An authority, a certificate for the daemon on loopback, and one for its clients, whose key is in the older RSA form.
make_certificates() {
  [ ! -f "$TLS/port" ] || return 0
  rm -rf "$TLS"
  mkdir -p "$TLS/client"
  {
    openssl ecparam -genkey -noout -name prime256v1 -out "$TLS/ca-key.pem"
    openssl req -x509 -new -days 3650 -key "$TLS/ca-key.pem" -subj "/CN=Fairlead test-bed $TAG" -out "$TLS/ca.pem"
    openssl ecparam -genkey -noout -name prime256v1 -out "$TLS/server-key.pem"
    sign server localhost 'subjectAltName = DNS:localhost, IP:127.0.0.1'
    openssl genrsa -traditional -out "$TLS/client-key.pem" 2048
    sign client fairlead-test 'extendedKeyUsage = clientAuth'
  } 2>"$STATE/tls.log" || die "openssl made no certificates; its words are in $STATE/tls.log"
  cp "$TLS/ca.pem" "$TLS/client/ca.pem"
  mv "$TLS/client-cert.pem" "$TLS/client/cert.pem"
  mv "$TLS/client-key.pem" "$TLS/client/key.pem"
  free_port 0 >"$TLS/port"
}

# FAIRLEAD_TESTBED_RUNTIME is a program to be called in place of runc, FAIRLEAD_TESTBED_PROXY what stands between the
# engine and registries that are not on this machine.
start_dockerd() {
  local options=() settings=()
  [ -z "${FAIRLEAD_TESTBED_RUNTIME:-}" ] ||
    options=(--add-runtime "fairlead=$FAIRLEAD_TESTBED_RUNTIME" --default-runtime fairlead)
  [ -z "${FAIRLEAD_TESTBED_PROXY:-}" ] ||
    settings=("HTTPS_PROXY=$FAIRLEAD_TESTBED_PROXY" "HTTP_PROXY=$FAIRLEAD_TESTBED_PROXY" "NO_PROXY=127.0.0.0/8,localhost")
  # A file of our own even where it says nothing: without one dockerd reads /etc/docker/daemon.json.
  # 20.10 also writes an identity to /etc/docker unless told another place; later ones know no such setting.
  local live=${FAIRLEAD_TESTBED_LIVE_RESTORE:-false}
  case $(dockerd --version) in
    *' 20.10.'*) echo "{\"deprecated-key-path\": \"$STATE/key.json\", \"live-restore\": $live}" ;;
    *) echo "{\"live-restore\": $live}" ;;
  esac >"$STATE/daemon.json"
  make_certificates
  rm -f "$SOCKET" "$STATE/dockerd.own.pid"
  start dockerd env "${settings[@]}" dockerd "${options[@]}" --config-file "$STATE/daemon.json" -H "unix://$SOCKET" --group root \
    -H "tcp://127.0.0.1:$(cat "$TLS/port")" --tlsverify \
    --tlscacert "$TLS/ca.pem" --tlscert "$TLS/server-cert.pem" --tlskey "$TLS/server-key.pem" \
    --data-root "$STATE/data" --exec-root "$STATE/exec" --pidfile "$STATE/dockerd.own.pid" \
    --containerd "$STATE/containerd.sock" --bridge "$BRIDGE" --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false --default-address-pool base=10.247.0.0/16,size=24 \
    --cgroup-parent "/$CGROUP" --exec-opt native.cgroupdriver=cgroupfs --log-driver json-file
  wait_until dockerd answers
}

need_root
[ ${#SOCKET} -le 90 ] || die "$SOCKET is too long for a Unix socket; set FAIRLEAD_TESTBED to a shorter path"
ensure_packages
lock
mkdir -p "$STATE"
chmod 700 "$STATE"
touch "$STATE/.fairlead-testbed"   # down.sh removes only what bears this mark
pid_of containerd >/dev/null || start_containerd
make_bridge
make_rules
enable_forwarding
if pid_of dockerd >/dev/null; then wait_until dockerd answers; else start_dockerd; fi
import_busybox
say "Docker Engine is up: docker -H unix://$SOCKET run --rm busybox echo hello"
say "its socket, as exports for this shell:"
"$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ "$ENGINE" != docker ] || echo "export DOCKER_HOST=unix://$SOCKET"
