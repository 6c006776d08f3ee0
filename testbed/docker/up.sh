#!/bin/bash
# Brings up a private Docker Engine from Debian's packages, with a busybox image in it. Safe to call twice.
# FAIRLEAD_TESTBED is the state directory (default: ${XDG_CACHE_HOME:-$HOME/.cache}/fairlead-testbed).
set -euo pipefail
# shellcheck source=testbed/docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/../packages.sh"

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
  free_port >"$TLS/port"
}

# A port of loopback that nobody listens on, searched from a place of this test-bed's own.
free_port() {
  local i port
  for ((i = 0; i < 1000; i++)); do
    port=$((20000 + (0x${TAG:0:4} + i) % 10000))
    { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || { echo "$port"; return; }
    exec 3>&-
  done
  die "there is no free port"
}

start_dockerd() {
  # A file of our own even where it says nothing: without one dockerd reads /etc/docker/daemon.json.
  # 20.10 also writes an identity to /etc/docker unless told another place; later ones know no such setting.
  case $(dockerd --version) in
    *' 20.10.'*) echo "{\"deprecated-key-path\": \"$STATE/key.json\"}" ;;
    *) echo '{}' ;;
  esac >"$STATE/daemon.json"
  make_certificates
  rm -f "$SOCKET" "$STATE/dockerd.own.pid"
  start dockerd dockerd --config-file "$STATE/daemon.json" -H "unix://$SOCKET" --group root \
    -H "tcp://127.0.0.1:$(cat "$TLS/port")" --tlsverify \
    --tlscacert "$TLS/ca.pem" --tlscert "$TLS/server-cert.pem" --tlskey "$TLS/server-key.pem" \
    --data-root "$STATE/data" --exec-root "$STATE/exec" --pidfile "$STATE/dockerd.own.pid" \
    --containerd "$STATE/containerd.sock" --bridge "$BRIDGE" --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false --default-address-pool base=10.247.0.0/16,size=24 \
    --cgroup-parent "/$CGROUP" --exec-opt native.cgroupdriver=cgroupfs --log-driver json-file
  wait_until dockerd answers
}

# The image: Debian's static busybox and a link for each applet, laid out as in the well-known image.
import_busybox() {
  local root=$STATE/rootfs applet answer
  [ "$(api GET '/images/busybox:latest/json' -o /dev/null -w '%{http_code}' 2>/dev/null)" = 200 ] && return
  rm -rf "$root"
  mkdir -p "$root"/{bin,etc,root,home,proc,sys,dev,run,tmp,usr,var/log,var/www}
  cp "$(readlink -f "$(command -v busybox)")" "$root/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  ln -s bin "$root/sbin"; ln -s ../bin "$root/usr/bin"; ln -s ../bin "$root/usr/sbin"; ln -s ../tmp "$root/var/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
  chmod 1777 "$root/tmp"; chmod 700 "$root/root"
  answer=$(tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c . |
    api POST '/images/create?fromSrc=-&repo=busybox&tag=latest&changes=CMD%20%5B%22sh%22%5D&changes=ENV%20PATH%3D%2Fusr%2Flocal%2Fsbin%3A%2Fusr%2Flocal%2Fbin%3A%2Fusr%2Fsbin%3A%2Fusr%2Fbin%3A%2Fsbin%3A%2Fbin' \
      -H 'Content-Type: application/x-tar' -T -)
  case $answer in *'"error"'*) die "the busybox image was refused: $answer" ;; esac   # errors come inside the 200
  api POST '/images/busybox:latest/tag?repo=test%2Fbusybox&tag=1' >/dev/null
  rm -rf "$root"
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
echo "export DOCKER_HOST=unix://$SOCKET"
