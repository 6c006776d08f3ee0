#!/bin/bash
# Brings up a private Podman from Debian's packages, with a busybox image in it: one of root, or by podman-rootless/up.sh
# one of a user without rights. Safe to call twice. FAIRLEAD_TESTBED is the state directory, as for the Docker Engine.
set -euo pipefail
# shellcheck source=testbed/podman/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/../packages.sh"
# shellcheck source=testbed/busybox.sh
. "$(dirname "${BASH_SOURCE[0]}")/../busybox.sh"

ensure_packages() {
  local wanted=() entry
  for entry in podman:podman crun:crun conmon:conmon catatonit:catatonit iptables:iptables ip:iproute2 \
    busybox:busybox-static curl:curl jq:jq flock:util-linux slirp4netns:slirp4netns newuidmap:uidmap \
    /usr/lib/cni/bridge:containernetworking-plugins /usr/lib/cni/dnsname:golang-github-containernetworking-plugin-dnsname; do
    command -v "${entry%%:*}" >/dev/null || wanted+=("${entry##*:}")
  done
  [ ${#wanted[@]} = 0 ] || {
    command -v apt-get >/dev/null || die "missing ${wanted[*]}, and this is not a Debian system"
    say "installing ${wanted[*]}"
    install_packages "podman podman-auto-update podman-restart" "${wanted[@]}"
  }
}

# crun refuses a machine with version 1 and version 2 of the control groups side by side: it gets a view without the
# latter. The service of root gets it for each call of crun, so that a podman command finds it too; the one of a user,
# who may not unmount, runs in such a view as a whole.
hybrid() { [ "$(stat -fc %T /sys/fs/cgroup/unified 2>/dev/null)" = cgroup2fs ]; }

# It is also asked for no more processes than the machine lets it: with one limit of a container set, Podman sets that one
# to as many as it has ever heard of.
write_crun() {
  local crun
  crun=$(command -v crun)
  {
    cat <<SH
#!/bin/sh
bundle=
for word; do
  [ "\$before" != --bundle ] || bundle=\$word
  before=\$word
done
[ -z "\$bundle" ] || sed -i 's/\(RLIMIT_NPROC","hard":\)1048576,"soft":1048576/\132768,"soft":32768/' "\$bundle/config.json"
SH
    if hybrid && ! rootless; then
      printf "exec unshare --mount --propagation slave sh -c 'umount /sys/fs/cgroup/unified && exec %s \"\$@\"' crun \"\$@\"\n" "$crun"
    else
      printf 'exec %s "$@"\n' "$crun"
    fi
  } >"$STATE/bin/crun"
  chmod 755 "$STATE/bin/crun"
}

# For each GET /info Podman asks dpkg three times whose file something is, which reads the lists of all packages: about a
# second of a processor for each client that opens a backend. Here dpkg knows of nothing, and Podman says Unknown.
write_dpkg_query() {
  printf '#!/bin/sh\nexit 1\n' >"$STATE/bin/dpkg-query"
  chmod 755 "$STATE/bin/dpkg-query"
}

# Limits at or below the machine's own: Podman asks for more, and would be refused without the right to raise them.
write_settings() {
  local files
  files=$(ulimit -Hn)
  [ "$files" != unlimited ] && ((files < 1048576)) || files=1048576
  cat >"$STATE/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=32768:32768"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
tmp_dir = "$STATE/tmp"
volume_path = "$STATE/volumes"
[engine.runtimes]
crun = ["$STATE/bin/crun"]
[network]
network_backend = "cni"
network_config_dir = "$STATE/net"
cni_plugin_dirs = ["/usr/lib/cni"]
default_subnet_pools = [{"base" = "10.249.0.0/16", "size" = 24}]
TOML
  cat >"$STATE/storage.conf" <<TOML
[storage]
driver = "$(rootless && echo vfs || echo overlay)"
graphroot = "$STATE/data"
runroot = "$STATE/run"
TOML
  # Short names are of the hub, as with Docker, and registries of loopback speak plain HTTP.
  cat >"$STATE/registries.conf" <<'TOML'
unqualified-search-registries = ["docker.io"]
short-name-mode = "disabled"
[[registry]]
prefix = "127.0.0.1"
location = "127.0.0.1"
insecure = true
TOML
}

# The default network, on a bridge and a /24 of this test-bed's own: Podman's has one name on every machine.
write_network() {
  local n i
  [ ! -e "$STATE/net/87-podman.conflist" ] || return 0
  for ((i = 0; i < 256; i++)); do
    n=$(((0x${TAG:0:2} + i) % 256))
    ip -4 -o addr show | grep -qF " 10.248.$n." || break
  done
  cat >"$STATE/net/87-podman.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "podman", "plugins": [
  {"type": "bridge", "bridge": "$BRIDGE", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$STATE/ipam", "routes": [{"dst": "0.0.0.0/0"}],
            "ranges": [[{"subnet": "10.248.$n.0/24", "gateway": "10.248.$n.1"}]]}},
  {"type": "portmap", "capabilities": {"portMappings": true}},
  {"type": "firewall"},
  {"type": "tuning"}]}
JSON
}

# The chains of rules that network plugins make and leave behind: down.sh removes what was not here before.
note_rules() {
  [ -e "$STATE/chains" ] || iptables-save 2>/dev/null | grep -oE '^:CNI-[A-Za-z0-9-]+' >"$STATE/chains" || true
}

# The usual modes of these two, which a bare machine may lack.
prepare_user() {
  id "$ROOTLESS_USER" >/dev/null 2>&1 || useradd --system --no-create-home --home-dir "$STATE/home" "$ROOTLESS_USER"
  grep -q "^$ROOTLESS_USER:" /etc/subuid || usermod --add-subuids 700000-765535 --add-subgids 700000-765535 "$ROOTLESS_USER"
  chmod 666 /dev/net/tun /dev/fuse
  mkdir -p "$STATE/home" "$STATE/xdg"
  chmod 711 "$STATE"
  chmod 700 "$STATE/xdg"
  chown -R "$ROOTLESS_USER:" "$STATE"
}

need_root
[ ${#SOCKET} -le 90 ] || die "$SOCKET is too long for a Unix socket; set FAIRLEAD_TESTBED to a shorter path"
ensure_packages
lock
[ ! -e "$STATE" ] || [ -O "$STATE" ] || [ "$(stat -c %U "$STATE")" = "$ROOTLESS_USER" ] || die "$STATE is somebody else's"
mkdir -p "$STATE"/{bin,net,tmp,volumes}
chmod 700 "$STATE"
touch "$STATE/.fairlead-testbed"   # down.sh removes only what bears this mark
write_crun
write_dpkg_query
write_settings
rootless || { write_network; note_rules; }
! rootless || prepare_user
answers || start_podman
import_busybox
say "Podman is up: docker -H unix://$SOCKET run --rm busybox echo hello"
"$(dirname "${BASH_SOURCE[0]}")/env.sh"
