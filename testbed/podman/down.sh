#!/bin/bash
# Takes the private Podman down and leaves nothing: no process, mount, interface, rule, cgroup, user or file.
# Safe to call twice, and after a crash.
set -uo pipefail
# shellcheck source=testbed/podman/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# = 0 ] || die "usage: down.sh"

remove_through_api() {
  local id
  # The service keeps nothing of its own: one that has died is started again, to take away what it has left.
  answers || (start_podman) || return 0
  for id in $(api GET '/v4.0.0/libpod/pods/json' | grep -o '"Id":"[0-9a-f]*","InfraId"' | cut -d'"' -f4); do
    api DELETE "/v4.0.0/libpod/pods/$id?force=true" >/dev/null 2>&1
  done
  for id in $(api GET '/containers/json?all=1' | grep -o '"Id":"[0-9a-f]*"' | cut -d'"' -f4); do
    api DELETE "/containers/$id?force=1&v=1" >/dev/null 2>&1 9<&- &
  done
  wait
  api POST /networks/prune >/dev/null 2>&1
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

end_service() {
  local pid
  pid=$(podman_pid) || return 0
  kill -TERM "$pid"
  wait_gone 50 "$pid" || { say "Podman ($pid) would not end; killing it"; kill -KILL "$pid"; wait_gone 50 "$pid"; }
}

# What a crash left running: the monitors that name our directory, what runs in the cgroups of their containers, and
# everything of the user that is ours alone.
kill_left_over() {
  local process words id dir pids=()
  for process in /proc/[0-9]*; do
    words=$({ tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null) || continue
    case $words in *"$STATE/"*) ;; *) continue ;; esac
    case $words in *conmon*|*'podman system service'*|*slirp4netns*|*rootlessport*|*dnsmasq*) pids+=("${process#/proc/}") ;; esac
    id=$(grep -oE -- '-c [0-9a-f]{64}' <<<"$words" | head -n 1 | cut -d' ' -f2)
    [ -n "$id" ] || continue
    for dir in /sys/fs/cgroup/*/libpod_parent/libpod-"$id"; do
      mapfile -t -O ${#pids[@]} pids < <(cat "$dir/cgroup.procs" 2>/dev/null)
    done
  done
  ! rootless || mapfile -t -O ${#pids[@]} pids < <(pgrep -u "$ROOTLESS_USER" 2>/dev/null)
  [ ${#pids[@]} = 0 ] && return 0
  kill -KILL "${pids[@]}" 2>/dev/null
  wait_gone 50 "${pids[@]}" || say "still running: ${pids[*]}"
}

unmount_all() {
  awk -v s="$STATE/" 'index($2, s) == 1 { print length($2), $2 }' /proc/mounts | sort -rn | cut -d' ' -f2 |
    while read -r mount; do umount "$mount" 2>/dev/null || umount -l "$mount"; done
}

# Chains that were not here before, and only when no other test-bed's Podman is up.
remove_rules() {
  local chain chains table
  [ -e "$STATE/chains" ] && ! ls -d /sys/class/net/flp-* >/dev/null 2>&1 || return 0
  for table in nat filter; do
    chains=$(iptables-save -t $table 2>/dev/null | grep -oE '^:CNI-[A-Za-z0-9-]+' | grep -vxFf "$STATE/chains")
    for chain in $chains; do
      iptables-save -t $table | grep -E -- "^-A .*-j ${chain#:}( |$)" | sed 's/^-A/-D/' |
        while read -r rule; do eval "iptables -w -t $table $rule"; done
      iptables -w -t $table -F "${chain#:}"
    done
    for chain in $chains; do iptables -w -t $table -X "${chain#:}"; done
  done 2>/dev/null
}

remove_cgroups() {
  local dir
  for dir in /sys/fs/cgroup/*/libpod_parent; do find "$dir" -depth -type d -exec rmdir {} \; 2>/dev/null; done
}

[ -e "$STATE/.fairlead-testbed" ] || exit 0
need_root
lock
remove_through_api
end_service
kill_left_over
unmount_all
rootless || { ip link del "$BRIDGE" 2>/dev/null; remove_rules; remove_cgroups; }
! rootless || ! id "$ROOTLESS_USER" >/dev/null 2>&1 || userdel "$ROOTLESS_USER"
rm -rf --one-file-system "$STATE"
rm -f "$TESTBED/.podman.lock"
rmdir "$TESTBED" 2>/dev/null
[ ! -e "$STATE" ] || die "could not remove all of $STATE"
say "Podman is down"
