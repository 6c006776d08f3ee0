#!/bin/bash
# Takes a private registry down and leaves nothing. Safe to call twice, and after a crash.
set -uo pipefail
# shellcheck source=testbed/registry/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# = 0 ] || die "usage: down.sh"
[ -e "$STATE/.fairlead-testbed" ] || exit 0
lock
if pid=$(registry_pid); then
  kill -TERM "$pid"
  for ((i = 0; i < 50; i++)); do
    alive "$pid" || break
    sleep 0.1
  done
  ! alive "$pid" || { say "the registry ($pid) would not end; killing it"; kill -KILL "$pid"; }
fi
rm -rf --one-file-system "$STATE"
rm -f "$TESTBED/.$REGISTRY.lock"
rmdir "$TESTBED" 2>/dev/null
[ ! -e "$STATE" ] || die "could not remove all of $STATE"
say "the $REGISTRY is down"
