#!/bin/bash
# Stops and starts the daemon of this Docker Engine; containerd, images and volumes stay. Tests call it.
#   daemon.sh stop                    in good order: containers too, unless it was started with --live-restore
#   daemon.sh kill                    without a chance to finish anything
#   daemon.sh start [--live-restore]  containers go on while it is away
set -euo pipefail
export FAIRLEAD_TESTBED_ENGINE=docker-restart
HERE=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=testbed/docker/lib.sh
. "$HERE/../docker/lib.sh"

case $* in
  stop) lock; end dockerd 300 ;;
  kill) lock; pid=$(pid_of dockerd); kill -KILL "$pid"; wait_gone 50 "$pid" ;;
  start) exec "$HERE/up.sh" ;;
  'start --live-restore') FAIRLEAD_TESTBED_LIVE_RESTORE=true exec "$HERE/up.sh" ;;
  *) die "usage: daemon.sh stop|kill|start [--live-restore]" ;;
esac
