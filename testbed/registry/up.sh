#!/bin/bash
# Brings up a private registry from Debian's package, on a free port of loopback, where a Docker Engine takes it as it
# is: one without a password, or by registry-login/up.sh one with a password of its own for the user "tester". Safe to call twice. FAIRLEAD_TESTBED is the state directory, as for the Docker Engine.
set -euo pipefail
# shellcheck source=testbed/registry/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/packages.sh
. "$(dirname "${BASH_SOURCE[0]}")/../packages.sh"

ensure_packages() {
  local wanted=() entry tools=(docker-registry:docker-registry curl:curl flock:util-linux)
  ! guarded || tools+=(htpasswd:apache2-utils)
  for entry in "${tools[@]}"; do
    command -v "${entry%%:*}" >/dev/null || wanted+=("${entry##*:}")
  done
  [ ${#wanted[@]} = 0 ] && return
  command -v apt-get >/dev/null || die "missing ${wanted[*]}, and this is not a Debian system"
  [ "$(id -u)" = 0 ] || die "installing ${wanted[*]} needs root"
  say "installing ${wanted[*]}"
  install_packages docker-registry "${wanted[@]}"
}

make_password() {
  ! guarded || [ -e "$STATE/htpasswd" ] || {
    head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$STATE/password"
    htpasswd -Bin tester <"$STATE/password" >"$STATE/htpasswd"
  }
}

auth() {
  ! guarded || printf 'auth:\n  htpasswd:\n    realm: fairlead\n    path: %s\n' "$STATE/htpasswd"
}

# It cannot be told to take any free port and say which: ports are tried, from a place of this test-bed's own, below
# those that the system gives to outgoing connections.
start_registry() {
  local first port i
  first=$((0x$(printf %s "$STATE" | sha256sum | cut -c1-4) % 7000))
  for ((i = 0; i < 50; i++)); do
    port=$((24000 + (first + i) % 7000))
    cat >"$STATE/config.yml" <<YAML
version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: $STATE/data
  delete:
    enabled: true
http:
  addr: 127.0.0.1:$port
$(auth)
YAML
    echo "127.0.0.1:$port" >"$STATE/address"
    # In a session of its own, without our lock, so that it outlives this script.
    OTEL_TRACES_EXPORTER=none setsid docker-registry serve "$STATE/config.yml" >"$STATE/registry.log" 2>&1 </dev/null 9<&- &
    echo $! >"$STATE/registry.pid"
    wait_for_answer && return
    grep -q 'address already in use' "$STATE/registry.log" || break
  done
  tail -n 20 "$STATE/registry.log" >&2
  die "the registry did not come up; its log is $STATE/registry.log"
}

wait_for_answer() {
  local i
  for ((i = 0; i < 200; i++)); do
    answers && return 0
    registry_pid >/dev/null || ((i < 10)) || return 1
    sleep 0.1
  done
  return 1
}

ensure_packages
lock
mkdir -p "$STATE"
chmod 700 "$STATE"
touch "$STATE/.fairlead-testbed"   # down.sh removes only what bears this mark
make_password
answers || start_registry
say "the $REGISTRY is up at $(address)"
"$(dirname "${BASH_SOURCE[0]}")/env.sh"
