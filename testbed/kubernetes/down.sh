#!/bin/bash
# Takes the private Kubernetes down and leaves nothing but the programs that build.sh has built: no process, mount,
# interface, rule, cgroup or file. Safe to call twice, and after a crash.
set -uo pipefail
# shellcheck source=testbed/kubernetes/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=testbed/kubernetes/takedown.sh
. "$(dirname "${BASH_SOURCE[0]}")/takedown.sh"

[ $# = 0 ] || die "usage: down.sh"
[ -e "$STATE/.fairlead-testbed" ] || exit 0
need_root
lock
take_down
rm -f "$TESTBED/.kubernetes.lock"
rmdir "$TESTBED" 2>/dev/null
say "Kubernetes is down"
