#!/bin/bash
# Takes the private Docker Engine down and leaves nothing: no process, mount, interface, rule, cgroup or file.
# Safe to call twice, and after a crash. --keep leaves images, volumes and logs for the next up.sh.
set -uo pipefail
# shellcheck source=testbed/docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

KEEP=
case ${1:-} in
  '') ;;
  --keep) KEEP=1 ;;
  *) die "usage: down.sh [--keep]" ;;
esac

# By the API, and all at once: dockerd on its own would give each container its grace period. Networks too, since
# dockerd leaves their bridges for its next start.
remove_through_api() {
  local id
  answers || return 0
  for id in $(api GET '/containers/json?all=1' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4); do
    api DELETE "/containers/$id?force=1&v=1" >/dev/null 2>&1 9<&- &
  done
  wait
  [ -n "$KEEP" ] || api POST /networks/prune >/dev/null 2>&1
}

cgroup_dirs() { find /sys/fs/cgroup -type d \( -path "*/$CGROUP" -o -path "*/$CGROUP/*" \) -prune 2>/dev/null; }

# What a crash left running: the processes in our own cgroups, and the shims that serve our own containerd.
kill_left_over() {
  local dir pid pids=()
  for dir in $(cgroup_dirs); do
    find "$dir" -name freezer.state -exec sh -c 'echo THAWED >"$1"' sh {} \; 2>/dev/null
    while read -r pid; do pids+=("$pid"); done < <(find "$dir" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u)
  done
  mapfile -t -O ${#pids[@]} pids < <(grep -lsazxF -- "$STATE/containerd.sock" /proc/[0-9]*/cmdline |
    xargs -r grep -lsa containerd-shim | cut -d/ -f3)
  [ ${#pids[@]} = 0 ] && return 0
  kill -KILL "${pids[@]}" 2>/dev/null
  wait_gone 50 "${pids[@]}" || say "still running: ${pids[*]}"
}

unmount_all() {
  awk -v s="$STATE/" 'index($2, s) == 1 { print length($2), $2 }' /proc/mounts | sort -rn | cut -d' ' -f2 |
    while read -r mount; do umount "$mount" 2>/dev/null || umount -l "$mount"; done
}

# Bridges of the networks that are still there are named in dockerd's store; it makes them again at its next start.
remove_interfaces() {
  local name
  command -v ip >/dev/null || return 0
  for name in "$BRIDGE" $(grep -ahoE 'br-[0-9a-f]{12}' "$STATE/data/network/files/local-kv.db" 2>/dev/null | sort -u); do
    ip link del "$name" 2>/dev/null
  done
}

# The last test-bed to go puts forwarding back to what the first one found (see up.sh).
restore_forwarding() {
  local before others
  before=$(sed -n 's/^ip_forward=//p' "/sys/class/net/$BRIDGE/ifalias" 2>/dev/null)
  others=$(find /sys/class/net -name 'flr-*' ! -name "$BRIDGE")
  [ -n "$others" ] || [ -z "$before" ] || echo "$before" >/proc/sys/net/ipv4/ip_forward
}

remove_cgroups() {
  local dir
  for dir in $(cgroup_dirs); do find "$dir" -depth -type d -exec rmdir {} \; 2>/dev/null; done
}

# Outside the state directory: a killed shim's socket, named by the hash of containerd's address and the container,
# and directories that both daemons make in /run whatever they are told. These go only when empty.
remove_run_files() {
  local id
  for id in "$STATE"/data/containers/*; do
    rm -f "/run/containerd/s/$(printf %s "$STATE/containerd.sock/moby/${id##*/}" | sha256sum | cut -d' ' -f1)"
  done
  [ -S /run/docker.sock ] || rmdir /run/docker/plugins /run/docker 2>/dev/null
  [ -S /run/containerd/containerd.sock ] || rmdir /run/containerd/s /run/containerd 2>/dev/null
}

remove_state() {
  rm -f "$SOCKET" "$STATE"/containerd.sock*
  [ -z "$KEEP" ] || { rm -rf "$STATE/exec" "$STATE/containerd/state"; return 0; }
  rm -rf --one-file-system "$STATE"
  rmdir "$TESTBED" 2>/dev/null
}

[ -e "$STATE/.fairlead-testbed" ] || exit 0
need_root
lock
remove_through_api
end dockerd 200
kill_left_over
end containerd 50
kill_left_over
unmount_all
restore_forwarding
remove_interfaces
remove_rules
remove_cgroups
remove_run_files
remove_state
[ -n "$KEEP" ] || [ ! -e "$STATE" ] || die "could not remove all of $STATE"
say "Docker Engine is down"
